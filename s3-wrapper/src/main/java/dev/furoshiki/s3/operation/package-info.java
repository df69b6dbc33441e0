/**
 * What happens to each operation of the client: the table of them all, and those that encrypt, decrypt or rewrite.
 * Imports {@code stream}, {@code object} and {@code exception}.
 */
@NullMarked
package dev.furoshiki.s3.operation;

import org.jspecify.annotations.NullMarked;
