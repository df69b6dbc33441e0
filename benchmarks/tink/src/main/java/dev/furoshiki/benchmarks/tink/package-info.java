/**
 * What a careful team writes itself: cells and an index of its own with Tink, over the plain driver. Sees no class of the
 * products.
 */
@NullMarked
package dev.furoshiki.benchmarks.tink;

import org.jspecify.annotations.NullMarked;
