/**
 * Stored layouts as records: bytes in, fields out, and back. Knows no keys; imports {@code crypto} only.
 */
@NullMarked
package dev.furoshiki.format;

import org.jspecify.annotations.NullMarked;
