/**
 * Bytes in, bytes out: the primitives everything else rests on. Imports the JCA and BouncyCastle only.
 */
@NullMarked
package dev.furoshiki.crypto;

import org.jspecify.annotations.NullMarked;
