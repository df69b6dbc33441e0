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
import java.util.concurrent.ThreadFactory;
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
    private final CacheRuntime runtime;
    private final Ticker ticker;
    private final Duration timeout;
    private final long maxBytes;
    private final CacheCounters counters;
    private final KeyEntries entries;
    private final ServiceCalls calls;
    private final RefusedKeys refused;
    private final KeyLoading loading;
    private final RevocationChecks revocations;
    private final AutoCloseable subscription;

    public DataKeyCache(KeyManagementService service, CachePolicy policy) {
        this(service, policy, ProcessRuntime.SYSTEM);
    }

    /** @param ticker monotonic nanoseconds, by which keys age */
    public DataKeyCache(KeyManagementService service, CachePolicy policy, Ticker ticker) {
        this(service, policy, new ProcessRuntime(ticker));
    }

    DataKeyCache(KeyManagementService service, CachePolicy policy, Ticker ticker, ThreadFactory threads) {
        this(service, policy, new ProcessRuntime(ticker, threads));
    }

    /** @param runtime time, chance and threads */
    public DataKeyCache(KeyManagementService service, CachePolicy policy, CacheRuntime runtime) {
        this.policy = policy;
        this.runtime = runtime;
        this.ticker = runtime.ticker();
        this.timeout = policy.calls().timeout();
        this.maxBytes = policy.limits().maxBytes();
        this.counters = new CacheCounters(runtime::nanoTime);
        this.entries = new KeyEntries(policy, ticker, counters, sweep -> new ExpirySweep(sweep, runtime));
        this.calls = new ServiceCalls(service.provider(), policy.calls(), runtime);
        this.refused = new RefusedKeys(policy.calls().negativeTtl(), ticker);
        this.loading = new KeyLoading(service, policy, runtime, entries, counters, calls, refused);
        this.revocations = new RevocationChecks(service, policy, runtime, entries, counters, calls);
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
        if (messageBytes < 0 || messageBytes > maxBytes) {
            throw new ValidationException("a message has 0 to " + maxBytes
                    + " bytes (the cache's maxBytes for one data key), not " + messageBytes);
        }
        KeyLease lease = leaseQuiet(entries.hot(new CacheKey.Encryption(keyId, sizeBytes, context)), messageBytes);
        return lease != null ? lease : leaseFound(new CacheKey.Encryption(keyId, sizeBytes, context), messageBytes);
    }

    /** The key behind an encrypted data key. */
    public DataKey forDecryption(EncryptedDataKey encrypted, EncryptionContext context) {
        KeyLease lease = leaseQuiet(entries.hot(new CacheKey.Decryption(encrypted, context)), 0);
        return lease != null ? lease : leaseFound(new CacheKey.Decryption(encrypted, context), 0);
    }

    /** A fresh key that nobody else gets. */
    public DataKey uncached(String keyId, int sizeBytes, EncryptionContext context) {
        return leaseUnkept(new CacheKey.Encryption(keyId, sizeBytes, context), 0, false, Deadline.in(timeout, runtime));
    }

    public CacheStatistics statistics() {
        return counters.snapshot(entries.size(), entries.spares());
    }

    /** Drops every key that is sealed under the key of that ARN, and what loads in flight bring of such; forgets refusals. */
    public void invalidate(String keyArn) {
        // In this order: a load that was refused before remembers it before it looks for changes.
        entries.changed(keyArn);
        refused.forget();
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
        return entry != null && entry.isQuiet(ticker.read()) ? entry.lease(messageBytes, null) : null;
    }

    private DataKey leaseFound(CacheKey key, long messageBytes) {
        KeyLease lease = leaseQuiet(entries.get(key), messageBytes);
        return lease != null ? lease : leaseWithCare(key, messageBytes);
    }

    private DataKey leaseWithCare(CacheKey key, long messageBytes) {
        // Of all that is waited for from here on, for this one lease.
        Deadline deadline = Deadline.in(timeout, runtime);
        SharedKey entry = entries.get(key);
        long nowNanos = ticker.read();
        if (entry != null && entry.serving().isServed(nowNanos)) {
            revocations.awaitOverdue(key, entry, nowNanos, deadline);
            // Its age may have come to its end meanwhile.
            nowNanos = ticker.read();
            KeyLease lease = entry.serving().isServed(nowNanos) ? entry.lease(messageBytes, deadline) : null;
            if (lease != null) {
                return seenTo(key, entry, lease, messageBytes, nowNanos);
            }
        }
        return leaseAfterMiss(key, messageBytes, deadline);
    }

    private KeyLease seenTo(CacheKey key, SharedKey entry, KeyLease lease, long messageBytes, long nowNanos) {
        try {
            if (entry.serving().isPastMaxAge(nowNanos)) {
                counters.graceLeases.increment();
            }
            if (entry.serving().claimsToAskAgain(nowNanos)) {
                loading.refresh(key);
            }
            seeTo(key, entry, nowNanos);
            return lease;
        } catch (Throwable failed) {
            lease.cancel(messageBytes);
            throw failed;
        }
    }

    private void seeTo(CacheKey key, SharedKey entry, long nowNanos) {
        Upkeep due = entry.serving().claimUpkeep(nowNanos);
        if (due == null) {
            return;
        }
        Upkeep next = due;
        try {
            if (due.isToRefresh(nowNanos)) {
                next = next.refreshTried(policy.calls(), nowNanos, runtime.random());
                loading.refresh(key);
            }
            if (due.isToCheck(nowNanos)) {
                next = next.checkedUntil(revocations.check(key, entry, nowNanos));
            }
        } finally {
            entry.serving().plan(next);
        }
    }

    private DataKey leaseAfterMiss(CacheKey key, long messageBytes, Deadline deadline) {
        counters.misses.increment();
        boolean isLeased = false;
        try {
            DataKey lease = policy.limits().maxEntries() == 0
                    ? leaseUnkept(key, messageBytes, true, deadline)
                    : leaseKept(key, messageBytes, deadline);
            isLeased = true;
            return lease;
        } finally {
            if (!isLeased) {
                counters.missesInVain.increment();
            }
        }
    }

    private DataKey leaseKept(CacheKey key, long messageBytes, Deadline deadline) {
        while (true) {
            requireOpen();
            KeyLease lease = leaseLoaded(key, messageBytes, deadline);
            if (lease != null) {
                return lease;
            }
            deadline.requireLeft(KeyLoad.waitedFor(key));
        }
    }

    private DataKey leaseUnkept(CacheKey key, long messageBytes, boolean counted, Deadline deadline) {
        while (true) {
            requireOpen();
            refused.requireNotRefused(key);
            KeyLoad own = KeyLoad.awaited();
            loading.beginUnkept(key, own, messageBytes, counted);
            KeyLease lease = leaseLeftIn(own, key, deadline);
            if (lease != null) {
                return lease;
            }
            deadline.requireLeft(KeyLoad.waitedFor(key));
        }
    }

    /** A lease on what a load brings, one's own or another's; null to look again. */
    private @Nullable KeyLease leaseLoaded(CacheKey key, long messageBytes, Deadline deadline) {
        KeyLease atHand = leaseAtHand(key, messageBytes, deadline);
        if (atHand != null) {
            return atHand;
        }
        KeyLoad own = KeyLoad.awaited();
        KeyLoad other = loading.join(key, own);
        if (other == null) {
            return leaseOfOwn(key, messageBytes, own, deadline);
        }
        try {
            loading.await(key, other, deadline);
        } catch (KmsException failed) {
            return leaseInGrace(key, messageBytes, failed);
        } finally {
            loading.part(key, other);
        }
        return leaseAtHand(key, messageBytes, deadline);
    }

    private @Nullable KeyLease leaseOfOwn(CacheKey key, long messageBytes, KeyLoad own, Deadline deadline) {
        KeyLease atHand;
        try {
            refused.requireNotRefused(key);
            // The load before this one may have ended after this thread had looked.
            atHand = leaseAtHand(key, messageBytes, deadline);
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
        try {
            return leaseLeftIn(own, key, deadline);
        } catch (KmsException failed) {
            return leaseInGrace(key, messageBytes, failed);
        }
    }

    private @Nullable KeyLease leaseLeftIn(KeyLoad own, CacheKey key, Deadline deadline) {
        try {
            own.await(key, deadline);
            return own.taken();
        } finally {
            own.abandon();
            loading.part(key, own);
        }
    }

    /** A lease on what is kept, or on a spare key; what has no room for the message is dropped. */
    private @Nullable KeyLease leaseAtHand(CacheKey key, long messageBytes, Deadline deadline) {
        SharedKey entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        // Asked first: one that is confirmed just after it refused still has room.
        boolean inUse = entry.isInUse();
        KeyLease lease = entry.serving().isServed(ticker.read()) ? entry.lease(messageBytes, deadline) : null;
        if (lease != null || !inUse) {
            return lease;
        }
        long nowNanos = ticker.read();
        if (entry.serving().isServed(nowNanos)) {
            return leaseOfSuccessor(key, entry, messageBytes, deadline);
        }
        if (entry.serving().leftNanos(nowNanos) <= 0) {
            entries.drop(key, entry, Retirement.AGE);
        }
        return null;
    }

    private @Nullable KeyLease leaseOfSuccessor(CacheKey key, SharedKey entry, long messageBytes, Deadline deadline) {
        if (policy.onLimit() == CachePolicy.OnLimit.FAIL && entry.isInUse()) {
            throw new LimitExceededException("the data key for " + key + " has reached maxMessages ("
                    + policy.limits().maxMessages() + ") or maxBytes ("
                    + policy.limits().maxBytes()
                    + ") and the cache is to fail then: wait until it is too old, or let it rotate");
        }
        long changesBefore = entries.changes();
        SharedKey spare = entries.succeed(key, entry);
        if (spare == null) {
            return null;
        }
        if (!entries.isUnchangedSince(changesBefore, spare)) {
            entries.drop(key, spare, Retirement.KEY_CHANGE);
            return null;
        }
        spare.confirm();
        loading.prefetch(key);
        return spare.lease(messageBytes, deadline);
    }

    /** When the key service cannot be reached, a key that is too old serves on for a while, if the policy says so. */
    private KeyLease leaseInGrace(CacheKey key, long messageBytes, KmsException failed) {
        SharedKey entry = entries.get(key);
        boolean isAbsent = ServiceCalls.isUnavailability(failed) && !Ending.isInterrupt(failed);
        long nowNanos = ticker.read();
        if (entry == null || !isAbsent || !entry.serving().serveOn(nowNanos)) {
            throw failed;
        }
        // A record of the use gets time of its own: that of the call is over.
        KeyLease lease = entry.lease(messageBytes, Deadline.in(timeout, runtime));
        if (lease == null) {
            throw failed;
        }
        if (entry.serving().isPastMaxAge(nowNanos)) {
            counters.graceLeases.increment();
        }
        return lease;
    }

    private void requireOpen() {
        if (entries.isClosed()) {
            throw new IllegalStateException("the data-key cache was closed: open the data keys again");
        }
    }
}
