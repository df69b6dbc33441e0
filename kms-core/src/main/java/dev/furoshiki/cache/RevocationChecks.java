package dev.furoshiki.cache;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.KeyManagementService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a key service that cannot tell of changes, once for each of its keys and interval, whether what was sealed under it
 * may still be opened. Thread-safe.
 */
final class RevocationChecks {

    private final KeyManagementService service;
    private final long intervalNanos;
    private final KeyEntries entries;
    private final CacheCounters counters;
    private final ServiceCalls calls;
    private final Map<String, Long> lastByKeyArn = new ConcurrentHashMap<>();

    RevocationChecks(
            KeyManagementService service,
            CachePolicy policy,
            KeyEntries entries,
            CacheCounters counters,
            ServiceCalls calls) {
        this.service = service;
        this.intervalNanos = policy.freshness().revocationCheck().toNanos();
        this.entries = entries;
        this.counters = counters;
        this.calls = calls;
    }

    /** Checks in the background, unless that key was checked within the interval. */
    void check(EncryptedDataKey sample, EncryptionContext context, long nowNanos) {
        if (claims(sample.keyArn(), nowNanos)) {
            calls.begin(() -> checkHere(sample, context));
        }
    }

    private boolean claims(String keyArn, long nowNanos) {
        Long last = lastByKeyArn.get(keyArn);
        if (last == null) {
            return lastByKeyArn.putIfAbsent(keyArn, nowNanos) == null;
        }
        return nowNanos - last >= intervalNanos && lastByKeyArn.replace(keyArn, last, nowNanos);
    }

    private void checkHere(EncryptedDataKey sample, EncryptionContext context) {
        counters.revocationChecks.increment();
        try {
            calls.make(() -> {
                service.dryRunDecrypt(sample, context);
                return true;
            });
        } catch (KmsException refused) {
            if (ServiceCalls.isAnswer(refused)) {
                entries.changed(sample.keyArn());
            }
        }
    }
}
