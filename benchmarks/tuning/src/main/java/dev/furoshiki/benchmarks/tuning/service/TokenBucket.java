package dev.furoshiki.benchmarks.tuning.service;

/** Who takes what a {@link Quota} leaves. Not thread-safe. */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Quota quota;
    private double tokens;
    private long filledAtNanos;

    TokenBucket(Quota quota) {
        this.quota = quota;
        this.tokens = quota.burst();
    }

    /** False when the quota is used up for now. */
    boolean take(long nowNanos) {
        if (Double.isInfinite(quota.requestsPerSecond())) {
            return true;
        }
        double grown = (nowNanos - filledAtNanos) / NANOS_PER_SECOND * quota.requestsPerSecond();
        tokens = Math.min(quota.burst(), tokens + grown);
        filledAtNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
