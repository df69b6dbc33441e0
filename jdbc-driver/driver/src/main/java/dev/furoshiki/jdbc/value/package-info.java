/**
 * Java values, canonical bytes and cells, in both directions. Sees {@code catalog} and keys, never SQL.
 */
@NullMarked
package dev.furoshiki.jdbc.value;

import org.jspecify.annotations.NullMarked;
