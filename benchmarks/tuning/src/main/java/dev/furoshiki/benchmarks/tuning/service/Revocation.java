package dev.furoshiki.benchmarks.tuning.service;

import java.time.Duration;

/**
 * A key of the key service that is disabled, of which the service tells nobody. Immutable.
 *
 * @param keyId which
 * @param at from the beginning of the trace
 */
public record Revocation(int keyId, Duration at) {

    boolean hasCome(int key, long nowNanos) {
        return keyId == key && nowNanos >= at.toNanos();
    }
}
