/** What holds on every server that is supported, by the same tests. */
@NullMarked
package dev.furoshiki.jdbc.servers;

import org.jspecify.annotations.NullMarked;
