package dev.furoshiki.benchmarks.tuning;

import java.util.function.ToDoubleFunction;

/** What a configuration is chosen by: of each, less is better. */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state
public enum Objective {
    /** USD a month. */
    PRICE("price", finding -> finding.monthlyPrice().doubleValue()),
    /** What 99 of 100 uses wait at most. */
    WAIT_P99("wait-p99", finding -> finding.outcome().waits().p99().toNanos()),
    /** What 999 of 1,000 uses wait at most. */
    WAIT_P999("wait-p999", finding -> finding.outcome().waits().p999().toNanos()),
    /** Uses that got no key. */
    FAILED("failed", finding -> finding.outcome().failed()),
    /** The most messages under one data key. */
    MESSAGES("messages", finding -> finding.outcome().exposure().mostMessages()),
    /** The most bytes under one data key. */
    BYTES("bytes", finding -> finding.outcome().exposure().mostBytes()),
    /** How long a revoked key stays usable. */
    UNSEEN("unseen", finding -> finding.outcome().exposure().longestUnseen().toNanos());

    private final String label;
    private final ToDoubleFunction<Finding> figure;

    Objective(String label, ToDoubleFunction<Finding> figure) {
        this.label = label;
        this.figure = figure;
    }

    /** What reports call it. */
    public String label() {
        return label;
    }

    double of(Finding finding) {
        return figure.applyAsDouble(finding);
    }
}
