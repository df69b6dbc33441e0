package dev.furoshiki.cache;

import java.time.Duration;

/**
 * How a cache calls its key service. Immutable.
 *
 * @param maxInFlight how many calls are under way at once; further ones wait, as long as anybody waits for them
 * @param timeout how long anybody waits for a key, or for the record of a use; a call may still end well, for others
 * @param negativeTtl how long a refusal (no such key, disabled, access denied) is given again without asking; zero for not
 * @param failuresUntilOpen after how many failures of the service in a row it is left alone for a while
 * @param shortestPause how long it is left alone at first; doubled with each further failure, and moved at random by half
 * @param longestPause how long it is left alone at most, up to 365 days
 */
public record CallPolicy(
        int maxInFlight,
        Duration timeout,
        Duration negativeTtl,
        int failuresUntilOpen,
        Duration shortestPause,
        Duration longestPause) {

    private static final int MOST_IN_FLIGHT = 1000;
    private static final int MOST_DOUBLINGS = 30;

    /** 20 calls at once, 2 seconds, refusals kept for 1 second, 5 failures, pauses from 100 ms to 10 s. */
    public static final CallPolicy DEFAULT = new CallPolicy(
            20, Duration.ofSeconds(2), Duration.ofSeconds(1), 5, Duration.ofMillis(100), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException when a setting is out of its range */
    public CallPolicy {
        Ranges.require(
                maxInFlight >= 1 && maxInFlight <= MOST_IN_FLIGHT,
                "maxInFlight is 1 to " + MOST_IN_FLIGHT,
                maxInFlight);
        Ranges.requirePositive("the timeout of a call", timeout);
        Ranges.requireNotNegative("negativeTtl", negativeTtl);
        Ranges.require(failuresUntilOpen >= 1, "failuresUntilOpen is 1 or more", failuresUntilOpen);
        Ranges.requirePositive("shortestPause", shortestPause);
        Ranges.requirePositive("longestPause", longestPause);
        Ranges.require(
                longestPause.compareTo(shortestPause) >= 0,
                "longestPause is at least shortestPause (" + shortestPause + ")",
                longestPause);
    }

    /**
     * How long to wait after that many failures before: half of it at random, so that those of a fleet do not come at once.
     *
     * @param chance from 0 to less than 1
     */
    long pauseNanos(int failuresBefore, double chance) {
        double longest = (double) longestPause.toNanos();
        double doubled = (double) shortestPause.toNanos() * Math.pow(2, Math.min(failuresBefore, MOST_DOUBLINGS));
        return (long) (Math.min(longest, doubled) * (0.5 + chance / 2));
    }

    /** The same with another number of calls at once. */
    public CallPolicy withMaxInFlight(int most) {
        return new CallPolicy(most, timeout, negativeTtl, failuresUntilOpen, shortestPause, longestPause);
    }

    /** The same with another timeout. */
    public CallPolicy withTimeout(Duration longest) {
        return new CallPolicy(maxInFlight, longest, negativeTtl, failuresUntilOpen, shortestPause, longestPause);
    }

    /** The same with refusals kept for another time. */
    public CallPolicy withNegativeTtl(Duration ttl) {
        return new CallPolicy(maxInFlight, timeout, ttl, failuresUntilOpen, shortestPause, longestPause);
    }

    /** The same with another circuit breaker. */
    public CallPolicy withCircuitBreaker(int failures, Duration shortest, Duration longest) {
        return new CallPolicy(maxInFlight, timeout, negativeTtl, failures, shortest, longest);
    }
}
