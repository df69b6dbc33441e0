/**
 * Bodies on their way: plaintext read into sealed buffers, sealed answers read as verified plaintext; and what all bodies of a client
 * share, buffers and threads. Imports {@code object} and {@code exception}.
 */
@NullMarked
package dev.furoshiki.s3.stream;

import org.jspecify.annotations.NullMarked;
