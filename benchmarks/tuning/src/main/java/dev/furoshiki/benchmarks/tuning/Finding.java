package dev.furoshiki.benchmarks.tuning;

import java.math.BigDecimal;

/**
 * One configuration, and what came of it. Immutable.
 *
 * @param monthlyPrice what a month of it costs, in USD
 */
public record Finding(Configuration configuration, Outcome outcome, BigDecimal monthlyPrice) {}
