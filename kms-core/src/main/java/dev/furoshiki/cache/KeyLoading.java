package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loads data keys from the key service into the entries: at most one load at a time for each. Thread-safe. */
final class KeyLoading {

    private static final long UNLIMITED = Long.MAX_VALUE;

    /** What a load is for. */
    private enum Purpose {
        /** Somebody waits for a lease. */
        LEASE,
        /** What is there is replaced. */
        REFRESH,
        /** It is kept ready. */
        SPARE
    }

    private final KeyManagementService service;
    private final CachePolicy policy;
    private final Ticker ticker;
    private final KeyEntries entries;
    private final CacheCounters counters;
    private final ServiceCalls calls;
    private final RefusedKeys refused;
    private final ConcurrentMap<CacheKey, KeyLoad> inFlight = new ConcurrentHashMap<>();

    KeyLoading(
            KeyManagementService service,
            CachePolicy policy,
            Ticker ticker,
            KeyEntries entries,
            CacheCounters counters,
            ServiceCalls calls,
            RefusedKeys refused) {
        this.service = service;
        this.policy = policy;
        this.ticker = ticker;
        this.entries = entries;
        this.counters = counters;
        this.calls = calls;
        this.refused = refused;
    }

    /** The load of that key that is in flight; null when there was none and there is this one now. */
    @Nullable
    KeyLoad join(CacheKey key, KeyLoad own) {
        return inFlight.putIfAbsent(key, own);
    }

    /** Ends one's own load without a call. */
    void leave(CacheKey key, KeyLoad own) {
        inFlight.remove(key, own);
        own.end();
    }

    /** Begins one's own load; a lease for the first message is left in it. */
    void begin(CacheKey key, KeyLoad own, long messageBytes) {
        run(key, own, Purpose.LEASE, messageBytes, null);
    }

    /** Replaces an entry in the background, unless a load is in flight. */
    void refresh(CacheKey key, SharedKey entry) {
        KeyLoad own = new KeyLoad();
        if (inFlight.putIfAbsent(key, own) == null) {
            run(key, own, Purpose.REFRESH, 0, entry);
        }
    }

    /** Has as many spare keys as the policy wants, soon. */
    void prefetch(CacheKey key) {
        if (key instanceof CacheKey.Encryption
                && entries.spares().count(key) < policy.freshness().prefetch()) {
            KeyLoad own = new KeyLoad();
            if (inFlight.putIfAbsent(key, own) == null) {
                run(key, own, Purpose.SPARE, 0, null);
            }
        }
    }

    /**
     * Begins one's own load of a key that nobody else gets: a lease for one message is left in the load.
     *
     * @param counted whether the cache would have kept it, had it room
     */
    void beginUnkept(CacheKey key, KeyLoad own, long messageBytes, boolean counted) {
        boolean begun = calls.begin(() -> {
            try {
                SharedKey fetched = counted ? fetch(key) : fetch(key, counters.uncachedCalls);
                // Caffeine would show an entry for a moment even where there is room for none.
                KeyLease lease = fetched.firstLease(messageBytes);
                fetched.retire(Retirement.NEVER_CACHED);
                own.leave(lease);
                own.end();
            } catch (Throwable failure) {
                own.fail(failure);
            }
        });
        if (!begun) {
            own.end();
        }
    }

    private SharedKey fetch(CacheKey key) {
        SharedKey fetched = fetch(key, counters.loads);
        counters.begin(key, fetched);
        return fetched;
    }

    private SharedKey fetch(CacheKey key, LongAdder successes) {
        long nowNanos = ticker.read();
        Supplier<SharedKey> call = key instanceof CacheKey.Encryption encryption
                ? () -> generated(encryption, nowNanos)
                : () -> opened((CacheKey.Decryption) key, nowNanos);
        return calls.make(() -> counters.counted(successes, counters.loadFailures, call));
    }

    private void run(CacheKey key, KeyLoad own, Purpose purpose, long messageBytes, @Nullable SharedKey replaced) {
        if (!calls.begin(() -> runHere(key, own, purpose, messageBytes, replaced))) {
            leave(key, own);
        }
    }

    private void runHere(CacheKey key, KeyLoad own, Purpose purpose, long messageBytes, @Nullable SharedKey replaced) {
        boolean loaded = false;
        try {
            loaded = load(key, own, purpose, messageBytes);
            leave(key, own);
        } catch (Throwable failure) {
            failed(key, replaced, failure);
            inFlight.remove(key, own);
            own.fail(failure);
        }
        if (loaded) {
            prefetch(key);
        }
    }

    private boolean load(CacheKey key, KeyLoad own, Purpose purpose, long messageBytes) {
        long changesBefore = entries.changes();
        SharedKey entry = fetch(key);
        KeyLease lease = purpose == Purpose.LEASE ? entry.firstLease(messageBytes) : null;
        show(key, entry, purpose);
        if (!entries.isUnchangedSince(changesBefore)) {
            // A close that this load overlooked, since it began after it, either sees the entry or is seen here.
            entries.drop(key, entry, Retirement.KEY_CHANGE);
            if (lease != null) {
                lease.close();
            }
            return false;
        }
        if (purpose != Purpose.SPARE) {
            entry.confirm();
        }
        if (lease != null) {
            own.leave(lease);
        }
        return true;
    }

    private void show(CacheKey key, SharedKey entry, Purpose purpose) {
        if (purpose == Purpose.SPARE) {
            entries.spares().add(key, entry);
            counters.prefetched.increment();
        } else {
            entries.put(key, entry);
        }
        if (purpose == Purpose.REFRESH) {
            counters.refreshes.increment();
        }
    }

    private void failed(CacheKey key, @Nullable SharedKey replaced, Throwable failure) {
        if (replaced != null) {
            counters.refreshFailures.increment();
        }
        if (failure instanceof KmsException refusal && ServiceCalls.isAnswer(failure)) {
            refused.remember(key, refusal);
            if (replaced != null) {
                // The service said no: what it said yes to before is not used on.
                entries.drop(key, replaced, Retirement.KEY_CHANGE);
            }
        }
    }

    private SharedKey generated(CacheKey.Encryption key, long nowNanos) {
        GeneratedDataKey generated = key.generate(service);
        KeyLimits limits = policy.limits();
        return shared(
                generated.encrypted(),
                generated.plaintext(),
                new UseBudget(limits.maxMessages(), limits.maxBytes(), limits.leaseBlock()),
                nowNanos,
                new Recorder(key, true));
    }

    private SharedKey opened(CacheKey.Decryption key, long nowNanos) {
        return shared(
                key.encrypted(),
                key.decrypt(service),
                new UseBudget(UNLIMITED, UNLIMITED, policy.limits().leaseBlock()),
                nowNanos,
                new Recorder(key, false));
    }

    /** Age counts from before the question: the key service may refuse what is asked later. */
    private SharedKey shared(
            EncryptedDataKey encrypted, SecretBytes secret, UseBudget budget, long nowNanos, UseRecorder recorder) {
        SharedKey entry = new SharedKey(
                encrypted, secret, budget, nowNanos + policy.limits().maxAge().toNanos(), nowNanos, recorder);
        entry.plan(Upkeep.of(policy, nowNanos));
        return entry;
    }

    private final class Recorder implements UseRecorder {

        private final String keyId;
        private final EncryptionContext context;
        private final boolean encrypting;

        Recorder(CacheKey askedFor, boolean encrypting) {
            this.keyId = askedFor.keyId();
            this.context = askedFor.context();
            this.encrypting = encrypting;
        }

        @Override
        public void record(EncryptedDataKey key, long uses) {
            service.recordCachedUses(keyId, key, context, encrypting, uses);
        }

        @Override
        @SuppressWarnings("EmptyCatch") // whoever needs the block asks for it again, and is told
        public void ahead(Runnable grant) {
            calls.begin(() -> {
                try {
                    grant.run();
                } catch (RuntimeException later) {
                    // see above
                }
            });
        }

        @Override
        public void destroyed(SharedKey key) {
            counters.end(key);
        }
    }
}
