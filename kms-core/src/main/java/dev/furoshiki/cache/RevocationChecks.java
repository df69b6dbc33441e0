package dev.furoshiki.cache;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.KeyManagementService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks a key service that cannot tell of changes, once for each of its keys and interval, whether what was sealed under it
 * may still be opened. Thread-safe.
 */
final class RevocationChecks {

    private static final System.Logger LOG = System.getLogger(RevocationChecks.class.getName());

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

    /** Checks in the background, unless that key was checked within the interval; says when it is to be checked next. */
    long check(EncryptedDataKey sample, EncryptionContext context, long nowNanos) {
        AtomicBoolean isDue = new AtomicBoolean();
        long lastNanos = lastByKeyArn.compute(sample.keyArn(), (same, before) -> {
            isDue.set(before == null || nowNanos - before >= intervalNanos);
            return before == null || isDue.get() ? nowNanos : before;
        });
        if (isDue.get()) {
            calls.begin(() -> checkHere(sample, context));
        }
        return lastNanos + intervalNanos;
    }

    private void checkHere(EncryptedDataKey sample, EncryptionContext context) {
        try {
            calls.make(() -> counters.counted(counters.revocationChecks, counters.revocationChecks, () -> {
                service.dryRunDecrypt(sample, context);
                return true;
            }));
        } catch (KmsException refused) {
            if (ServiceCalls.isAnswer(refused)) {
                entries.changed(sample.keyArn());
            }
        } catch (Throwable defect) {
            // No answer, and nobody waits for one. The message might hold anything: left out.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "whether {0} may still be used could not be asked: the provider of the key service threw {1}",
                    sample.keyArn(),
                    defect.getClass().getName());
        }
    }
}
