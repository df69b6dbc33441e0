/** What a server may do to stored cells, and what an application is then told. */
@NullMarked
package dev.furoshiki.jdbc.tampering;

import org.jspecify.annotations.NullMarked;
