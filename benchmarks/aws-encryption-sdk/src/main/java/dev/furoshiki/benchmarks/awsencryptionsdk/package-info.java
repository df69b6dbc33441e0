/**
 * Cached data keys as AWS's own library for envelope encryption has them, over a key in memory. Sees no class of the products.
 */
@NullMarked
package dev.furoshiki.benchmarks.awsencryptionsdk;

import org.jspecify.annotations.NullMarked;
