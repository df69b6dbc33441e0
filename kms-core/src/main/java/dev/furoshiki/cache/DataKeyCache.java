package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Data keys kept in memory: shared until a limit of the {@link CachePolicy} is reached, zeroed after the last reader.
 *
 * <p>Thread-safe. The key service is called by the thread that misses, never under a lock; others that want the same key
 * wait for that call. A failed call is not remembered. Throws what the key service throws.
 */
public final class DataKeyCache implements AutoCloseable {

    /*
     * Loads in flight stand apart from the entries: Caffeine would expire and evict them, and a change of a key must find
     * them all. `changes` counts changes of keys: a load that began before a change may bring a key that should no longer
     * be had, so its result is dropped and asked for again. The loader puts its entry, looks at `changes`, and only then
     * confirms the entry for others; a change raises `changes` first and walks the entries then. So one of the two sees the
     * other, and nobody gets a lease on the entry before.
     */
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final KeyManagementService service;
    private final CachePolicy policy;
    private final Ticker ticker;
    private final Cache<CacheKey, SharedKey> entries;
    private final ConcurrentMap<CacheKey, KeyLoad> loadsInFlight = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final CacheCounters counters = new CacheCounters();
    private final ExpirySweep sweep = new ExpirySweep(this::dropExpired);
    private final AutoCloseable subscription;
    private volatile boolean closed;

    public DataKeyCache(KeyManagementService service, CachePolicy policy) {
        this(service, policy, Ticker.systemTicker());
    }

    /** @param ticker monotonic nanoseconds, by which keys age */
    public DataKeyCache(KeyManagementService service, CachePolicy policy, Ticker ticker) {
        this.service = service;
        this.policy = policy;
        this.ticker = ticker;
        this.entries = Caffeine.newBuilder()
                .maximumSize(policy.maxEntries())
                // Retiring a key is a few writes to memory: not worth another thread, and done when the call returns.
                .executor(Runnable::run)
                .removalListener(
                        (@Nullable CacheKey key, @Nullable SharedKey entry, RemovalCause cause) -> evicted(entry))
                .build();
        this.subscription = service.onKeyChange(this::keyChanged);
    }

    /**
     * A key to encrypt one message with.
     *
     * @param messageBytes how long the message is
     * @throws ValidationException when no key may encrypt a message of that length
     */
    public DataKey forEncryption(String keyId, int sizeBytes, EncryptionContext context, long messageBytes) {
        if (messageBytes < 0 || messageBytes > policy.maxBytes()) {
            throw new ValidationException("a message has 0 to " + policy.maxBytes()
                    + " bytes (the cache's maxBytes for one data key), not " + messageBytes);
        }
        return lease(new CacheKey.Encryption(keyId, sizeBytes, context), messageBytes);
    }

    /** The key behind an encrypted data key. */
    public DataKey forDecryption(EncryptedDataKey encrypted, EncryptionContext context) {
        return lease(new CacheKey.Decryption(encrypted, context), 0);
    }

    /** A fresh key that nobody else gets. */
    public DataKey uncached(String keyId, int sizeBytes, EncryptionContext context) {
        requireOpen();
        counters.uncachedCalls.increment();
        SharedKey key = generated(service.generateDataKey(keyId, sizeBytes, context), 1);
        KeyLease lease = key.firstLease(0);
        key.retire(Retirement.NEVER_CACHED);
        return lease;
    }

    public CacheStatistics statistics() {
        dropExpired();
        entries.cleanUp();
        return counters.snapshot(entries.estimatedSize());
    }

    /** Drops every key that is sealed under the key of that ARN, and the result of every load in flight. */
    public void invalidate(String keyArn) {
        keyChanged(keyArn);
    }

    /** Zeroes what is kept; keys on lease stay valid until they are closed. The key service stays open. */
    @Override
    public void close() {
        closed = true;
        changes.incrementAndGet();
        entries.asMap().forEach((key, entry) -> drop(key, entry, Retirement.CLOSED));
        try {
            subscription.close();
        } catch (Exception failed) {
            throw new IllegalStateException("the subscription to changes of keys could not be closed", failed);
        }
    }

    private DataKey lease(CacheKey key, long messageBytes) {
        SharedKey entry = entries.getIfPresent(key);
        if (entry != null) {
            KeyLease lease = entry.lease(messageBytes, ticker.read());
            if (lease != null) {
                return lease;
            }
        }
        return leaseAfterMiss(key, messageBytes);
    }

    private DataKey leaseAfterMiss(CacheKey key, long messageBytes) {
        counters.misses.increment();
        if (policy.maxEntries() == 0) {
            return leaseUnkept(key, messageBytes);
        }
        while (true) {
            requireOpen();
            KeyLoad mine = new KeyLoad();
            KeyLoad other = loadsInFlight.putIfAbsent(key, mine);
            if (other != null) {
                other.await(key);
            }
            KeyLease lease = other != null ? leaseKept(key, messageBytes) : leaseLoaded(key, messageBytes, mine);
            if (lease != null) {
                counters.leasesAfterMiss.increment();
                return lease;
            }
        }
    }

    /** Caffeine would show an entry for a moment even where there is room for none. */
    private DataKey leaseUnkept(CacheKey key, long messageBytes) {
        requireOpen();
        SharedKey entry = fetch(key, ticker.read());
        counters.begin(key, entry);
        KeyLease lease = entry.firstLease(messageBytes);
        entry.retire(Retirement.NEVER_CACHED);
        counters.leasesAfterMiss.increment();
        return lease;
    }

    /** A lease on what is kept; what has no room for the message is dropped. */
    private @Nullable KeyLease leaseKept(CacheKey key, long messageBytes) {
        SharedKey entry = entries.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        // Asked first: one that is confirmed just after it refused still has room.
        boolean confirmed = entry.isConfirmed();
        KeyLease lease = entry.lease(messageBytes, ticker.read());
        if (lease == null && confirmed) {
            drop(key, entry, entry.leftNanos(ticker.read()) <= 0 ? Retirement.AGE : Retirement.LIMIT);
        }
        return lease;
    }

    private @Nullable KeyLease leaseLoaded(CacheKey key, long messageBytes, KeyLoad load) {
        try {
            // The load before this one may have ended after this thread had looked.
            KeyLease kept = leaseKept(key, messageBytes);
            KeyLease lease = kept != null ? kept : load(key, messageBytes);
            loadsInFlight.remove(key, load);
            load.end();
            return lease;
        } catch (Throwable failure) {
            loadsInFlight.remove(key, load);
            load.fail(failure);
            throw failure;
        }
    }

    private @Nullable KeyLease load(CacheKey key, long messageBytes) {
        long changesBefore = changes.get();
        // Age counts from before the question: the key service may refuse what is asked later.
        long expiresAtNanos = ticker.read() + policy.maxAge().toNanos();
        SharedKey entry = fetch(key, expiresAtNanos);
        counters.begin(key, entry);
        // However long the answer took: it is this caller's own.
        KeyLease lease = entry.firstLease(messageBytes);
        entries.put(key, entry);
        sweep.in(policy.maxAge().toNanos());
        // A close that this load overlooked, since it began after it, either sees the entry or is seen here.
        if (changes.get() == changesBefore && !closed) {
            entry.confirm();
            return lease;
        }
        drop(key, entry, Retirement.KEY_CHANGE);
        lease.close();
        return null;
    }

    private SharedKey fetch(CacheKey key, long expiresAtNanos) {
        try {
            SharedKey fetched = key instanceof CacheKey.Encryption encryption
                    ? generated(encryption.generate(service), expiresAtNanos)
                    : opened((CacheKey.Decryption) key, expiresAtNanos);
            counters.loads.increment();
            return fetched;
        } catch (Throwable failure) {
            counters.loadFailures.increment();
            throw failure;
        }
    }

    private SharedKey generated(GeneratedDataKey key, long expiresAtNanos) {
        return new SharedKey(
                key.encrypted(),
                key.plaintext(),
                policy.maxMessages(),
                policy.maxBytes(),
                expiresAtNanos,
                counters::end);
    }

    private SharedKey opened(CacheKey.Decryption key, long expiresAtNanos) {
        SecretBytes secret = key.decrypt(service);
        return new SharedKey(key.encrypted(), secret, UNLIMITED, UNLIMITED, expiresAtNanos, counters::end);
    }

    private void drop(CacheKey key, SharedKey entry, Retirement reason) {
        if (entry.retire(reason)) {
            counters.countRetired(reason);
        }
        entries.asMap().remove(key, entry);
    }

    private void evicted(@Nullable SharedKey entry) {
        // What drop() removes was retired before, with its reason; the rest Caffeine found too many.
        if (entry != null && entry.retire(Retirement.SIZE)) {
            counters.countRetired(Retirement.SIZE);
        }
    }

    private long dropExpired() {
        long nowNanos = ticker.read();
        long nextNanos = Long.MAX_VALUE;
        for (Map.Entry<CacheKey, SharedKey> kept : entries.asMap().entrySet()) {
            long leftNanos = kept.getValue().leftNanos(nowNanos);
            if (leftNanos <= 0) {
                drop(kept.getKey(), kept.getValue(), Retirement.AGE);
            } else {
                nextNanos = Math.min(nextNanos, leftNanos);
            }
        }
        return nextNanos;
    }

    private void keyChanged(String keyArn) {
        changes.incrementAndGet();
        entries.asMap().forEach((key, entry) -> {
            if (entry.encrypted().keyArn().equals(keyArn)) {
                drop(key, entry, Retirement.KEY_CHANGE);
            }
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the data-key cache was closed: open the data keys again");
        }
    }
}
