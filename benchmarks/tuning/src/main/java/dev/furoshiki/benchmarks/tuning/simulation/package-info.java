/**
 * Simulated time, and what runs in it: one thread at a time, in the order of events. Knows the runtime that a cache wants, and nothing
 * else of caches.
 */
@NullMarked
package dev.furoshiki.benchmarks.tuning.simulation;

import org.jspecify.annotations.NullMarked;
