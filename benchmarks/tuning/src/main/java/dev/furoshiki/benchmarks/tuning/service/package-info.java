/**
 * A key service as a simulation has it: how long it takes, how many calls it takes, when it is away, and what it costs. Its keys
 * protect nothing. Imports {@code simulation}.
 */
@NullMarked
package dev.furoshiki.benchmarks.tuning.service;

import org.jspecify.annotations.NullMarked;
