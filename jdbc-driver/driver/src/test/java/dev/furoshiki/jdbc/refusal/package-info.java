/** What never reaches the server, and what reaches it untouched, by the word of the server's own log. */
@NullMarked
package dev.furoshiki.jdbc.refusal;

import org.jspecify.annotations.NullMarked;
