/**
 * What becomes of each operation, whichever client asks: the table of them all, and for each that is translated one class that
 * makes the requests for the store and the answers for the caller. It sends nothing. Imports {@code stream},
 * {@code object} and {@code exception}.
 */
@NullMarked
package dev.furoshiki.s3.translation;

import org.jspecify.annotations.NullMarked;
