package dev.furoshiki.cache;

import java.time.Duration;
import java.util.Objects;

/** The ranges that a cache's settings have in common. Stateless. */
final class Ranges {

    private static final Duration LONGEST = Duration.ofDays(365);

    private Ranges() {}

    /** @throws IllegalArgumentException when the setting is not within */
    static void require(boolean within, String range, Object value) {
        if (!within) {
            throw new IllegalArgumentException(range + ", not " + value);
        }
    }

    static void requirePositive(String name, Duration value) {
        require(
                isPositive(Objects.requireNonNull(value, name)) && value.compareTo(LONGEST) <= 0,
                name + " is 1 ns to 365 days",
                value);
    }

    static void requireNotNegative(String name, Duration value) {
        require(
                !Objects.requireNonNull(value, name).isNegative() && value.compareTo(LONGEST) <= 0,
                name + " is 0 to 365 days",
                value);
    }

    static boolean isPositive(Duration value) {
        return !value.isNegative() && !value.isZero();
    }
}
