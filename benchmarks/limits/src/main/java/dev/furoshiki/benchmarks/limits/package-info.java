/**
 * What nothing that does more can beat: the bare cipher, the bare cache, the plain driver, the plain client. Sees no class
 * of the products.
 */
@NullMarked
package dev.furoshiki.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
