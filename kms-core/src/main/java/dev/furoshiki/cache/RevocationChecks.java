package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.kms.KeyManagementService;
import org.jspecify.annotations.Nullable;

/**
 * Asks a key service that cannot tell of changes, once for each of its keys and interval, whether what was sealed under it
 * may still be opened. Thread-safe.
 */
final class RevocationChecks {

    private static final System.Logger LOG = System.getLogger(RevocationChecks.class.getName());

    private final KeyManagementService service;
    private final CachePolicy policy;
    private final CacheRuntime runtime;
    private final long intervalNanos;
    private final KeyEntries entries;
    private final CacheCounters counters;
    private final ServiceCalls calls;

    /** One that was forgotten, since nothing under it has been used for so long, is asked about at once. */
    private final Cache<String, KeyCheck> byKeyArn;

    RevocationChecks(
            KeyManagementService service,
            CachePolicy policy,
            CacheRuntime runtime,
            KeyEntries entries,
            CacheCounters counters,
            ServiceCalls calls) {
        this.service = service;
        this.policy = policy;
        this.runtime = runtime;
        this.intervalNanos = policy.freshness().revocationCheck().toNanos();
        this.entries = entries;
        this.counters = counters;
        this.calls = calls;
        this.byKeyArn = Caffeine.newBuilder()
                .expireAfterAccess(policy.freshness()
                        .revocationCheck()
                        .plus(policy.limits().maxAge()))
                .ticker(runtime.ticker())
                .executor(Runnable::run)
                .build();
    }

    /** Checks in the background, unless the service's key was checked within the interval; says when to look again. */
    long check(CacheKey key, SharedKey entry, long nowNanos) {
        KeyCheck check = checkOf(entry);
        join(check, key, entry, nowNanos, false);
        return check.nextLookNanos(nowNanos);
    }

    /**
     * Waits for the check of a key that nobody used for so long that the last one is two intervals ago; for half of the time that
     * there is: where the service does not answer, the key is used on, which may have to be recorded.
     */
    void awaitOverdue(CacheKey key, SharedKey entry, long nowNanos, Deadline deadline) {
        if (intervalNanos == 0 || entry.serving().checkOverdueNanos(nowNanos) < intervalNanos) {
            return;
        }
        Ending pending = join(checkOf(entry), key, entry, nowNanos, true);
        if (pending != null) {
            try {
                pending.await(deadline.half(), "asked whether a key may still be used", false);
            } catch (DependencyTimeoutException late) {
                // What the service would say is unknown, as in an outage.
            }
        }
    }

    /** How many keys of the service something is known of. */
    long known() {
        byKeyArn.cleanUp();
        return byKeyArn.estimatedSize();
    }

    private KeyCheck checkOf(SharedKey entry) {
        return byKeyArn.get(
                entry.encrypted().keyArn(), same -> new KeyCheck(intervalNanos, policy.calls(), runtime::random));
    }

    private @Nullable Ending join(KeyCheck check, CacheKey key, SharedKey entry, long nowNanos, boolean isAwaited) {
        Ending own = new Ending();
        Ending joined = check.join(own, nowNanos);
        if (joined == own) {
            long ageNanos = policy.limits().maxAge().toNanos() - entry.serving().leftUntilMaxAgeNanos(nowNanos);
            Runnable call = () -> checkHere(check, own, key, entry, nowNanos - ageNanos);
            begin(check, own, QueuedCall.of(call, isAwaited));
        }
        return joined;
    }

    private void begin(KeyCheck check, Ending own, QueuedCall call) {
        boolean isBegun = false;
        try {
            isBegun = calls.begin(call);
        } catch (Throwable noThread) {
            // Nobody's use fails because of it: it is tried again.
        }
        if (!isBegun) {
            check.unanswered(own);
            own.reach();
        }
    }

    private void checkHere(KeyCheck check, Ending own, CacheKey key, SharedKey entry, long bornNanos) {
        try {
            calls.make(() -> counters.counted(counters.revocationChecks, counters.revocationChecks, () -> {
                ask(entry, key);
                return true;
            }));
            check.allowed(own);
        } catch (KmsException failed) {
            if (ServiceCalls.isAnswer(failed)) {
                refused(check, own, key, entry, bornNanos, failed);
            }
        } catch (Throwable defect) {
            // No answer, and nobody waits for one. The message might hold anything: left out.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "whether {0} may still be used could not be asked: the provider of the key service threw {1}",
                    entry.encrypted().keyArn(),
                    defect.getClass().getName());
        } finally {
            // Where it was answered this changes nothing.
            check.unanswered(own);
            own.reach();
        }
    }

    /** Counts what came of it; what the circuit breaker keeps from the service is no question. */
    private void ask(SharedKey entry, CacheKey key) {
        try {
            service.dryRunDecrypt(entry.encrypted(), key.context());
        } catch (Throwable failed) {
            boolean isAnswer = failed instanceof KmsException && ServiceCalls.isAnswer(failed);
            (isAnswer ? counters.revocationRefusals : counters.revocationFailures).increment();
            throw failed;
        }
    }

    private void refused(
            KeyCheck check, Ending own, CacheKey key, SharedKey entry, long bornNanos, KmsException refusal) {
        String keyArn = entry.encrypted().keyArn();
        boolean isRevoked = check.isRevoked(refusal, key instanceof CacheKey.Encryption, bornNanos);
        if (isRevoked) {
            entries.changed(keyArn);
        }
        check.answered(own);
        if (!isRevoked && check.claimsToTell()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "data keys under {0} may be made but not opened: that this is revoked is not seen by revocationCheck, but at"
                            + " maxAge only, unless Decrypt is allowed",
                    keyArn);
        }
    }
}
