package dev.furoshiki.cache;

import java.time.Duration;

/**
 * How long, and for how much, one data key may be used before another is asked for, and how the key service is asked. The
 * limits are hard. Immutable.
 *
 * @param limits of each data key and of all together
 * @param onLimit what happens to a message that finds the key at its limit
 * @param freshness how the cache sees to it that keys are at hand, and still allowed
 * @param calls how the key service is called
 */
public record CachePolicy(KeyLimits limits, OnLimit onLimit, Freshness freshness, CallPolicy calls) {

    /** What {@link KeyLimits#DEFAULT}, {@link Freshness#DEFAULT} and {@link CallPolicy#DEFAULT} say; keys are rotated. */
    public static final CachePolicy DEFAULT =
            new CachePolicy(KeyLimits.DEFAULT, OnLimit.ROTATE, Freshness.DEFAULT, CallPolicy.DEFAULT);

    /** What happens to a message that finds its data key at maxMessages or maxBytes. */
    public enum OnLimit {
        /** It gets another key. */
        ROTATE,
        /** It is refused until the key is too old. */
        FAIL
    }

    /**
     * How long a key past maxAge is handed out before the key service is asked again whether it is there: as long as it is left
     * alone at most when it fails, and no shorter than anybody waits for its answer.
     */
    Duration graceStep() {
        return calls.longestPause().compareTo(calls.timeout()) > 0 ? calls.longestPause() : calls.timeout();
    }

    /** The same with other limits. */
    public CachePolicy with(KeyLimits other) {
        return new CachePolicy(other, onLimit, freshness, calls);
    }

    /** The same with another answer to a limit. */
    public CachePolicy with(OnLimit other) {
        return new CachePolicy(limits, other, freshness, calls);
    }

    /** The same with another freshness. */
    public CachePolicy with(Freshness other) {
        return new CachePolicy(limits, onLimit, other, calls);
    }

    /** The same with other calls. */
    public CachePolicy with(CallPolicy other) {
        return new CachePolicy(limits, onLimit, freshness, other);
    }
}
