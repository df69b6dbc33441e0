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

/**
 * Loads data keys from the key service into the entries: at most one load at a time for each, unless one does not end.
 * Thread-safe.
 */
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
    private final CacheRuntime runtime;
    private final Ticker ticker;
    private final KeyEntries entries;
    private final CacheCounters counters;
    private final ServiceCalls calls;
    private final RefusedKeys refused;
    private final ConcurrentMap<CacheKey, KeyLoad> inFlight = new ConcurrentHashMap<>();

    KeyLoading(
            KeyManagementService service,
            CachePolicy policy,
            CacheRuntime runtime,
            KeyEntries entries,
            CacheCounters counters,
            ServiceCalls calls,
            RefusedKeys refused) {
        this.service = service;
        this.policy = policy;
        this.runtime = runtime;
        this.ticker = runtime.ticker();
        this.entries = entries;
        this.counters = counters;
        this.calls = calls;
        this.refused = refused;
    }

    /** The load of that key that is in flight; null when there was none, or an overdue one, and there is this one now. */
    @Nullable
    KeyLoad join(CacheKey key, KeyLoad own) {
        while (true) {
            KeyLoad other = inFlight.putIfAbsent(key, own);
            if (other == null || !other.isOverdue(policy.calls().timeout(), runtime.nanoTime())) {
                return other;
            }
            own.follow(other);
            if (inFlight.replace(key, other, own)) {
                // Whoever waits for it waits for this one; what it may bring yet is for others.
                other.abandon();
                other.end();
                return null;
            }
        }
    }

    /** Waits for another's load, which then comes before those that nobody waits for. Ends with {@link #part}. */
    void await(CacheKey key, KeyLoad other, Deadline deadline) {
        QueuedCall queued = other.join();
        if (queued != null && calls.withdraw(queued)) {
            QueuedCall awaited = queued.awaited();
            other.moved(awaited);
            begin(key, other, awaited);
        }
        other.awaitJoined(key, deadline);
    }

    /** Ends one's own load without a call. */
    void leave(CacheKey key, KeyLoad own) {
        inFlight.remove(key, own);
        own.end();
    }

    /** Begins one's own load; a lease for the first message is left in it. */
    void begin(CacheKey key, KeyLoad own, long messageBytes) {
        run(key, own, Purpose.LEASE, messageBytes);
    }

    /** Who waited for a load, one's own or another's, goes: what nobody waits for any more is not asked for. */
    void part(CacheKey key, KeyLoad load) {
        QueuedCall unwanted = load.part();
        if (unwanted != null && calls.withdraw(unwanted)) {
            leave(key, load);
        }
    }

    /** Replaces what there is in the background, unless a load is in flight. */
    void refresh(CacheKey key) {
        runInBackground(key, Purpose.REFRESH);
    }

    /** Has as many spare keys as the policy wants, soon. */
    void prefetch(CacheKey key) {
        if (isWanted(key, Purpose.SPARE)) {
            runInBackground(key, Purpose.SPARE);
        }
    }

    /**
     * Begins one's own load of a key that nobody else gets: a lease for one message is left in the load.
     *
     * @param counted whether the cache would have kept it, had it room
     */
    void beginUnkept(CacheKey key, KeyLoad own, long messageBytes, boolean counted) {
        begin(key, own, () -> {
            if (!own.begins(false, runtime.nanoTime())) {
                return;
            }
            long changesBefore = entries.changes();
            try {
                SharedKey fetched = counted ? fetch(key) : fetch(key, counters.uncachedCalls);
                // Caffeine would show an entry for a moment even where there is room for none.
                own.leave(fetched, messageBytes);
                fetched.retire(Retirement.NEVER_CACHED);
                own.end();
            } catch (Throwable failure) {
                if (failure instanceof KmsException refusal && ServiceCalls.isAnswer(failure)) {
                    isRefused(key, refusal, changesBefore);
                }
                own.fail(failure);
            }
        });
    }

    /** What there is serves on: that no thread can be had for this fails nobody's use of it. */
    private void runInBackground(CacheKey key, Purpose purpose) {
        KeyLoad own = KeyLoad.inBackground();
        if (join(key, own) != null) {
            return;
        }
        try {
            run(key, own, purpose, 0);
        } catch (Throwable noThread) {
            if (purpose == Purpose.REFRESH) {
                counters.refreshFailures.increment();
            }
        }
    }

    private void run(CacheKey key, KeyLoad own, Purpose purpose, long messageBytes) {
        begin(key, own, () -> runHere(key, own, purpose, messageBytes));
    }

    private void begin(CacheKey key, KeyLoad own, Runnable call) {
        begin(key, own, own.queue(call));
    }

    /** Whatever happens, a load that does not begin is in flight no more. */
    private void begin(CacheKey key, KeyLoad own, QueuedCall call) {
        boolean begun = false;
        try {
            begun = calls.begin(call);
        } finally {
            if (!begun) {
                leave(key, own);
            }
        }
    }

    private boolean isWanted(CacheKey key, Purpose purpose) {
        boolean isInBackground =
                purpose == Purpose.REFRESH || (purpose == Purpose.SPARE && key instanceof CacheKey.Encryption);
        if (!isInBackground) {
            return false;
        }
        SharedKey entry = entries.current(key);
        return entry != null
                && (purpose == Purpose.REFRESH
                        || entry.spares().count() < policy.freshness().prefetch());
    }

    private void runHere(CacheKey key, KeyLoad own, Purpose purpose, long messageBytes) {
        if (!own.begins(isWanted(key, purpose), runtime.nanoTime())) {
            leave(key, own);
            return;
        }
        long changesBefore = entries.changes();
        boolean loaded = false;
        try {
            loaded = load(key, own, purpose, messageBytes, changesBefore);
            leave(key, own);
        } catch (Throwable failure) {
            failed(key, own, purpose, failure, changesBefore);
        }
        if (loaded) {
            prefetch(key);
        }
    }

    private boolean load(CacheKey key, KeyLoad own, Purpose purpose, long messageBytes, long changesBefore) {
        SharedKey fetched = fetch(key);
        if (purpose == Purpose.SPARE) {
            boolean isKept = entries.addSpare(key, fetched, changesBefore);
            counters.prefetched.increment();
            if (isKept) {
                return true;
            }
            if (!own.isAwaited()) {
                fetched.retire(Retirement.NEVER_CACHED);
                return false;
            }
            // Its entry has gone, and somebody waits for another.
        }
        if (!entries.isUnchangedSince(changesBefore, fetched)) {
            // What is there stays there.
            fetched.retire(Retirement.NEVER_CACHED);
            return false;
        }
        if (purpose == Purpose.LEASE) {
            // Before others can have any.
            own.leave(fetched, messageBytes);
        }
        boolean isShown = false;
        try {
            isShown = show(key, fetched, changesBefore);
        } finally {
            if (!isShown) {
                own.abandon();
            }
        }
        if (isShown && purpose == Purpose.REFRESH) {
            counters.refreshes.increment();
        }
        return isShown;
    }

    /** Shows a key to others, or drops it. */
    private boolean show(CacheKey key, SharedKey fetched, long changesBefore) {
        Retirement reason = Retirement.NEVER_CACHED;
        try {
            // Where a younger one is there, this load was overdue, and the one that took its place has ended.
            if (entries.put(key, fetched)) {
                // A close that this load overlooked, since it began after it, either sees the entry or is seen here.
                if (entries.isUnchangedSince(changesBefore, fetched)) {
                    fetched.confirm();
                    return true;
                }
                reason = Retirement.KEY_CHANGE;
            }
        } finally {
            if (!fetched.isConfirmed()) {
                entries.drop(key, fetched, reason);
            }
        }
        return false;
    }

    private void failed(CacheKey key, KeyLoad own, Purpose purpose, Throwable failure, long changesBefore) {
        boolean holds = true;
        if (failure instanceof KmsException refusal && ServiceCalls.isAnswer(failure)) {
            holds = isRefused(key, refusal, changesBefore);
        } else if (ServiceCalls.isUnavailability(failure)) {
            SharedKey entry = entries.current(key);
            if (entry != null) {
                entry.serving().serveOn(ticker.read());
            }
        }
        if (holds) {
            inFlight.remove(key, own);
            own.fail(failure);
        } else {
            // Whoever waits asks again.
            leave(key, own);
        }
        if (purpose == Purpose.REFRESH) {
            counters.refreshFailures.increment();
        }
    }

    /**
     * The service said no: what it said yes to before is not used on. Says whether it is refused still; else something changed
     * since, by which it may be allowed.
     */
    private boolean isRefused(CacheKey key, KmsException refusal, long changesBefore) {
        entries.drop(key, Retirement.KEY_CHANGE);
        refused.remember(key, refusal);
        boolean holds = entries.isUnchangedSince(changesBefore, key);
        if (!holds) {
            refused.forget(key);
        }
        return holds;
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

    private SharedKey generated(CacheKey.Encryption key, long nowNanos) {
        GeneratedDataKey generated = key.generate(service);
        KeyLimits limits = policy.limits();
        return shared(
                key,
                generated.encrypted(),
                generated.plaintext(),
                new UseBudget(limits.maxMessages(), limits.maxBytes(), limits.leaseBlock(), runtime::nanoTime),
                nowNanos,
                new Recorder(key, true));
    }

    private SharedKey opened(CacheKey.Decryption key, long nowNanos) {
        return shared(
                key,
                key.encrypted(),
                key.decrypt(service),
                new UseBudget(UNLIMITED, UNLIMITED, policy.limits().leaseBlock(), runtime::nanoTime),
                nowNanos,
                new Recorder(key, false));
    }

    /** Age counts from before the question: the key service may refuse what is asked later. */
    private SharedKey shared(
            CacheKey key,
            EncryptedDataKey encrypted,
            SecretBytes secret,
            UseBudget budget,
            long nowNanos,
            UseRecorder recorder) {
        ServingTime serving = new ServingTime(
                ticker,
                nowNanos + policy.limits().maxAge().toNanos(),
                policy.freshness().offlineGrace(),
                policy.graceStep());
        serving.plan(Upkeep.of(policy, nowNanos, runtime.random()));
        return new SharedKey(key, encrypted, secret, budget, serving, nowNanos, recorder);
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
        public boolean begin(Runnable recording) {
            return calls.beginRecording(recording);
        }

        @Override
        public void destroyed(SharedKey key) {
            counters.end(key);
        }
    }
}
