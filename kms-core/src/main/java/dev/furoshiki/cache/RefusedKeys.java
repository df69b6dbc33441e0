package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.NotFoundException;
import java.time.Duration;

/** What the key service refused a moment ago, so that it is not asked the same again at once. Thread-safe. */
final class RefusedKeys {

    private static final long MOST = 1000;

    private final Cache<CacheKey, Refusal> refusals =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
    private final Duration ttl;
    private final Ticker ticker;

    RefusedKeys(Duration ttl, Ticker ticker) {
        this.ttl = ttl;
        this.ticker = ticker;
    }

    /** Throws again what was thrown for that key, while it is remembered: a fresh one for each caller. */
    void requireNotRefused(CacheKey key) {
        if (ttl.isZero()) {
            return;
        }
        Refusal refusal = refusals.getIfPresent(key);
        if (refusal == null) {
            return;
        }
        if (ticker.read() - refusal.untilNanos >= 0) {
            refusals.asMap().remove(key, refusal);
            return;
        }
        throw RepeatedException.of(refusal.exception);
    }

    void remember(CacheKey key, KmsException refused) {
        if (!ttl.isZero() && isRemembered(refused)) {
            refusals.put(key, new Refusal(refused, ticker.read() + ttl.toNanos()));
        }
    }

    void forget(CacheKey key) {
        refusals.invalidate(key);
    }

    /** Something about a key changed: what was refused may be allowed now. */
    void forget() {
        refusals.invalidateAll();
    }

    private static boolean isRemembered(KmsException refused) {
        return refused instanceof NotFoundException
                || refused instanceof DisabledException
                || refused instanceof AccessDeniedException;
    }

    private record Refusal(KmsException exception, long untilNanos) {}
}
