/**
 * The products as measured subjects. Imports {@code protocol}, {@code workload} and the products.
 */
@NullMarked
package dev.furoshiki.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
