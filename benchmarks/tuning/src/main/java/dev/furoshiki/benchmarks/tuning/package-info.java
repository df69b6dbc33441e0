/**
 * What settings of the data-key cache cost and what they protect: a trace of uses, replayed against the cache itself in simulated
 * time. Imports {@code simulation}, {@code service} and {@code trace}.
 */
@NullMarked
package dev.furoshiki.benchmarks.tuning;

import org.jspecify.annotations.NullMarked;
