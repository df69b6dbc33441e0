/**
 * A token's library as the PKCS#11 standard describes it (OASIS, version 2.40), call by call: numbers in, bytes out, no
 * policy. The only package that sees JNA; imports nothing else of the project.
 */
@NullMarked
package dev.furoshiki.pkcs11.cryptoki;

import org.jspecify.annotations.NullMarked;
