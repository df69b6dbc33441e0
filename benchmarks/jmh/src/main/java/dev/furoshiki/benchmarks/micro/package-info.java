/**
 * What takes less than a microsecond, one call at a time, with JMH. Imports JMH, the products, and {@code subject} for
 * what both measure.
 */
@NullMarked
package dev.furoshiki.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
