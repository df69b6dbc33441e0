/**
 * Data keys kept in memory for a while: age, use and byte limits, one load in flight, zeroized after the last reader.
 * Imports {@code kms} and below.
 */
@NullMarked
package dev.furoshiki.cache;

import org.jspecify.annotations.NullMarked;
