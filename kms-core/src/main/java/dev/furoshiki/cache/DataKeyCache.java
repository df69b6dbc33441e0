package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.KeyManagementService;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Data keys kept in memory: shared until a limit of the {@link CachePolicy} is reached, replaced before they are too old,
 * zeroed after the last reader.
 *
 * <p>Thread-safe. The key service is called on threads of the cache's own, never under a lock; all who want the same key
 * wait for one call, each no longer than the policy says. Throws what the key service throws.
 */
public final class DataKeyCache implements AutoCloseable {

    private final CachePolicy policy;
    private final Ticker ticker;
    private final Duration timeout;
    private final CacheCounters counters = new CacheCounters();
    private final KeyEntries entries;
    private final ServiceCalls calls;
    private final RefusedKeys refused;
    private final KeyLoading loading;
    private final RevocationChecks revocations;
    private final AutoCloseable subscription;

    public DataKeyCache(KeyManagementService service, CachePolicy policy) {
        this(service, policy, Ticker.systemTicker());
    }

    /** @param ticker monotonic nanoseconds, by which keys age */
    public DataKeyCache(KeyManagementService service, CachePolicy policy, Ticker ticker) {
        this.policy = policy;
        this.ticker = ticker;
        this.timeout = policy.calls().timeout();
        this.entries = new KeyEntries(policy, ticker, counters);
        this.calls = new ServiceCalls(service.provider(), policy.calls(), ticker);
        this.refused = new RefusedKeys(policy.calls().negativeTtl(), ticker);
        this.loading = new KeyLoading(service, policy, ticker, entries, counters, calls, refused);
        this.revocations = new RevocationChecks(service, policy, entries, counters, calls);
        this.subscription = service.onKeyChange(this::invalidate);
    }

    /**
     * A key to encrypt one message with.
     *
     * @param messageBytes how long the message is
     * @throws ValidationException when no key may encrypt a message of that length
     * @throws LimitExceededException when the key is at a limit and the policy says to fail then
     */
    public DataKey forEncryption(String keyId, int sizeBytes, EncryptionContext context, long messageBytes) {
        long maxBytes = policy.limits().maxBytes();
        if (messageBytes < 0 || messageBytes > maxBytes) {
            throw new ValidationException("a message has 0 to " + maxBytes
                    + " bytes (the cache's maxBytes for one data key), not " + messageBytes);
        }
        KeyLease lease = leaseQuiet(entries.get(new CacheKey.Encryption(keyId, sizeBytes, context)), messageBytes);
        return lease != null ? lease : leaseWithCare(new CacheKey.Encryption(keyId, sizeBytes, context), messageBytes);
    }

    /** The key behind an encrypted data key. */
    public DataKey forDecryption(EncryptedDataKey encrypted, EncryptionContext context) {
        KeyLease lease = leaseQuiet(entries.get(new CacheKey.Decryption(encrypted, context)), 0);
        return lease != null ? lease : leaseWithCare(new CacheKey.Decryption(encrypted, context), 0);
    }

    /** A fresh key that nobody else gets. */
    public DataKey uncached(String keyId, int sizeBytes, EncryptionContext context) {
        return leaseUnkept(new CacheKey.Encryption(keyId, sizeBytes, context), 0, false);
    }

    public CacheStatistics statistics() {
        return counters.snapshot(entries.size());
    }

    /** Drops every key that is sealed under the key of that ARN, and the result of every load in flight. */
    public void invalidate(String keyArn) {
        refused.forget();
        entries.changed(keyArn);
    }

    /** Zeroes what is kept; keys on lease stay valid until they are closed. The key service stays open. */
    @Override
    public void close() {
        entries.close();
        calls.close();
        try {
            subscription.close();
        } catch (Exception failed) {
            throw new IllegalStateException("the subscription to changes of keys could not be closed", failed);
        }
    }

    /** The key it was found by is made again where this fails: so the compiler need not make it where it does not. */
    private @Nullable KeyLease leaseQuiet(@Nullable SharedKey entry, long messageBytes) {
        return entry != null && entry.isQuiet(ticker.read()) ? entry.lease(messageBytes) : null;
    }

    private DataKey leaseWithCare(CacheKey key, long messageBytes) {
        SharedKey entry = entries.get(key);
        long nowNanos = ticker.read();
        if (entry != null && entry.leftNanos(nowNanos) > 0) {
            KeyLease lease = entry.lease(messageBytes);
            if (lease != null) {
                seeTo(key, entry, nowNanos);
                return lease;
            }
        }
        return leaseAfterMiss(key, messageBytes);
    }

    private void seeTo(CacheKey key, SharedKey entry, long nowNanos) {
        Upkeep due = entry.claimUpkeep(nowNanos);
        if (due == null) {
            return;
        }
        Upkeep next = due;
        if (due.isToRefresh(nowNanos)) {
            next = next.refreshTried(policy.calls(), nowNanos);
            loading.refresh(key, entry);
        }
        if (due.isToCheck(nowNanos)) {
            next = next.checkedUntil(revocations.check(entry.encrypted(), key.context(), nowNanos));
        }
        entry.plan(next);
    }

    private DataKey leaseAfterMiss(CacheKey key, long messageBytes) {
        counters.misses.increment();
        if (policy.limits().maxEntries() == 0) {
            DataKey lease = leaseUnkept(key, messageBytes, true);
            counters.leasesAfterMiss.increment();
            return lease;
        }
        while (true) {
            requireOpen();
            KeyLease lease = leaseLoaded(key, messageBytes);
            if (lease != null) {
                counters.leasesAfterMiss.increment();
                return lease;
            }
        }
    }

    private DataKey leaseUnkept(CacheKey key, long messageBytes, boolean counted) {
        while (true) {
            requireOpen();
            KeyLoad own = new KeyLoad();
            loading.beginUnkept(key, own, messageBytes, counted);
            KeyLease lease = leaseLeftIn(own, key);
            if (lease != null) {
                return lease;
            }
        }
    }

    /** A lease on what a load brings, one's own or another's; null to look again. */
    private @Nullable KeyLease leaseLoaded(CacheKey key, long messageBytes) {
        KeyLease atHand = leaseAtHand(key, messageBytes);
        if (atHand != null) {
            return atHand;
        }
        KeyLoad own = new KeyLoad();
        KeyLoad other = loading.join(key, own);
        try {
            if (other != null) {
                other.await(key, timeout);
                return leaseAtHand(key, messageBytes);
            }
            return leaseOfOwn(key, messageBytes, own);
        } catch (KmsException failed) {
            return leaseInGrace(key, messageBytes, failed);
        }
    }

    private @Nullable KeyLease leaseOfOwn(CacheKey key, long messageBytes, KeyLoad own) {
        KeyLease atHand;
        try {
            refused.requireNotRefused(key);
            // The load before this one may have ended after this thread had looked.
            atHand = leaseAtHand(key, messageBytes);
        } catch (Throwable failed) {
            loading.leave(key, own);
            throw failed;
        }
        if (atHand != null) {
            loading.leave(key, own);
            loading.prefetch(key);
            return atHand;
        }
        loading.begin(key, own, messageBytes);
        return leaseLeftIn(own, key);
    }

    private @Nullable KeyLease leaseLeftIn(KeyLoad own, CacheKey key) {
        try {
            own.await(key, timeout);
            return own.taken();
        } finally {
            own.abandon();
        }
    }

    /** A lease on what is kept, or on a spare key. */
    private @Nullable KeyLease leaseAtHand(CacheKey key, long messageBytes) {
        KeyLease kept = leaseKept(key, messageBytes);
        return kept != null ? kept : leaseSpare(key, messageBytes);
    }

    /** A lease on what is kept; what has no room for the message is dropped. */
    private @Nullable KeyLease leaseKept(CacheKey key, long messageBytes) {
        SharedKey entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        // Asked first: one that is confirmed just after it refused still has room.
        boolean inUse = entry.isInUse();
        KeyLease lease = entry.leftNanos(ticker.read()) > 0 ? entry.lease(messageBytes) : null;
        if (lease == null && inUse) {
            dropUnlessItMayServe(key, entry);
        }
        return lease;
    }

    private void dropUnlessItMayServe(CacheKey key, SharedKey entry) {
        long nowNanos = ticker.read();
        if (entry.leftNanos(nowNanos) > 0) {
            if (policy.onLimit() == CachePolicy.OnLimit.FAIL && entry.isInUse()) {
                throw new LimitExceededException("the data key for " + key + " has reached maxMessages ("
                        + policy.limits().maxMessages() + ") or maxBytes ("
                        + policy.limits().maxBytes()
                        + ") and the cache is to fail then: wait until it is too old, or let it rotate");
            }
            entries.drop(key, entry, Retirement.LIMIT);
        } else if (entry.leftUntilMaxAgeNanos(nowNanos)
                        + policy.freshness().offlineGrace().toNanos()
                <= 0) {
            entries.drop(key, entry, Retirement.AGE);
        }
    }

    private @Nullable KeyLease leaseSpare(CacheKey key, long messageBytes) {
        long changesBefore = entries.changes();
        SharedKey spare = entries.spares().take(key, ticker.read());
        if (spare == null) {
            return null;
        }
        entries.put(key, spare);
        if (!entries.isUnchangedSince(changesBefore)) {
            entries.drop(key, spare, Retirement.KEY_CHANGE);
            return null;
        }
        spare.confirm();
        loading.prefetch(key);
        return spare.lease(messageBytes);
    }

    /** When the key service cannot be reached, a key that is too old serves on for a while, if the policy says so. */
    private KeyLease leaseInGrace(CacheKey key, long messageBytes, KmsException failed) {
        long graceNanos = policy.freshness().offlineGrace().toNanos();
        SharedKey entry = entries.get(key);
        boolean isAbsent = ServiceCalls.isUnavailability(failed) && !KeyLoad.isInterrupt(failed);
        if (graceNanos == 0 || entry == null || !isAbsent) {
            throw failed;
        }
        long nowNanos = ticker.read();
        entry.serveUntil(nowNanos + entry.leftUntilMaxAgeNanos(nowNanos) + graceNanos);
        KeyLease lease = entry.leftNanos(nowNanos) > 0 ? entry.lease(messageBytes) : null;
        if (lease == null) {
            throw failed;
        }
        counters.graceLeases.increment();
        return lease;
    }

    private void requireOpen() {
        if (entries.isClosed()) {
            throw new IllegalStateException("the data-key cache was closed: open the data keys again");
        }
    }
}
