/**
 * The products as measured subjects. Imports {@code protocol}, {@code workload} and the products. Public is what the
 * micro-benchmarks measure too.
 */
@NullMarked
package dev.furoshiki.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
