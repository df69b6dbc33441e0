package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.service.KeyOrigin;
import dev.furoshiki.benchmarks.tuning.service.KeyServiceClient;
import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.service.Revocation;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.KmsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** What happened in a replay, use by use. On the simulation's carriers. */
final class Ledger {

    private static final Object TALLY = "tally";
    private static final int SIGNIFICANT_DIGITS = 3;

    private final List<Revocation> revocations;
    private final Histogram waitNanos = new Histogram(SIGNIFICANT_DIGITS);
    private final Map<String, Long> failures = new HashMap<>();
    private final Set<Integer> keys = new HashSet<>();

    private long unwaited;
    private long mostMessages;
    private long mostBytes;
    private long longestUnseenNanos;
    private long longestAfterRevocationNanos;

    Ledger(KeyServiceModel model) {
        this.revocations = model.revocations();
    }

    /** A use had its key. */
    void used(KeyUse use, DataKey key, KeyServiceClient client, long nowNanos) {
        // It hangs on the key as what an application derives from one does, and goes with it.
        Tally tally = key.derived(TALLY, Tally::new);
        if (use.operation() == Operation.ENCRYPT) {
            tally.messages++;
            tally.bytes += use.bytes();
            mostMessages = Math.max(mostMessages, tally.messages);
            mostBytes = Math.max(mostBytes, tally.bytes);
        }
        longestUnseenNanos = Math.max(longestUnseenNanos, nowNanos - client.allowedAtNanos(use.keyId(), tally.origin));
        for (Revocation revocation : revocations) {
            if (revocation.keyId() == use.keyId()) {
                longestAfterRevocationNanos = Math.max(
                        longestAfterRevocationNanos, nowNanos - revocation.at().toNanos());
            }
        }
    }

    /** A use got no key. */
    void failed(KmsException failure) {
        failures.merge(failure.errorCode(), 1L, Long::sum);
    }

    /** A use ended, be it with a key or without. */
    void ended(KeyUse use, long nowNanos) {
        keys.add(use.keyId());
        long nanos = nowNanos - use.atNanos();
        if (nanos == 0) {
            unwaited++;
        } else {
            waitNanos.recordValue(nanos);
        }
    }

    int keys() {
        return keys.size();
    }

    Map<String, Long> failures() {
        return failures;
    }

    Outcome.Waits waits() {
        Histogram all = waitNanos.copy();
        all.recordValueWithCount(0, unwaited);
        return new Outcome.Waits(
                percentile(all, 50), percentile(all, 99), percentile(all, 99.9), Duration.ofNanos(all.getMaxValue()));
    }

    Outcome.Exposure exposure() {
        return new Outcome.Exposure(
                mostMessages,
                mostBytes,
                Duration.ofNanos(longestUnseenNanos),
                Duration.ofNanos(longestAfterRevocationNanos));
    }

    private static Duration percentile(Histogram waits, double percent) {
        return Duration.ofNanos(waits.getValueAtPercentile(percent));
    }

    private static final class Tally implements AutoCloseable {

        private final KeyOrigin origin;
        private long messages;
        private long bytes;

        Tally(SecretBytes secret) {
            this.origin = KeyOrigin.of(secret);
        }

        @Override
        public void close() {}
    }
}
