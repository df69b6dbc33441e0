/**
 * What a trace of data-key uses is, and where one comes from. Knows no cache.
 */
@NullMarked
package dev.furoshiki.benchmarks.tuning.trace;

import org.jspecify.annotations.NullMarked;
