/** An encrypted database behind our driver and a plain one behind the plain driver, held to do the same. */
@NullMarked
package dev.furoshiki.jdbc.twin;

import org.jspecify.annotations.NullMarked;
