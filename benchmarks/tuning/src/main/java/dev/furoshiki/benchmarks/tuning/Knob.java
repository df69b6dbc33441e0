package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.cache.CachePolicy;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What of a configuration can be varied: its name, how a value is written, and the line of code that sets it. */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state
public enum Knob {
    MAX_AGE(
            "maxAge",
            (from, value) -> from.with(policy(from).limits().withMaxAge(Spec.duration(value))),
            configuration -> code(policy(configuration).limits().maxAge())),
    MAX_MESSAGES(
            "maxMessages",
            (from, value) -> from.with(policy(from).limits().withMaxMessages(whole(value))),
            configuration -> code(policy(configuration).limits().maxMessages())),
    MAX_BYTES(
            "maxBytes",
            (from, value) -> from.with(policy(from).limits().withMaxBytes(whole(value))),
            configuration -> code(policy(configuration).limits().maxBytes())),
    MAX_ENTRIES(
            "maxEntries",
            (from, value) -> from.with(policy(from).limits().withMaxEntries(whole(value))),
            configuration -> code(policy(configuration).limits().maxEntries())),
    IDLE_EXPIRY(
            "idleExpiry",
            (from, value) -> from.with(policy(from).limits().withIdleExpiry(Spec.duration(value))),
            configuration -> code(policy(configuration).limits().idleExpiry())),
    LEASE_BLOCK(
            "leaseBlock",
            (from, value) -> from.with(policy(from).limits().withLeaseBlock(whole(value))),
            configuration -> code(policy(configuration).limits().leaseBlock())),
    /** With the jitter that there is. */
    REFRESH_AHEAD(
            "refreshAhead",
            (from, value) -> from.with(policy(from)
                    .freshness()
                    .withRefreshAhead(part(value), policy(from).freshness().jitter())),
            configuration -> policy(configuration).freshness().refreshAhead() + ", "
                    + policy(configuration).freshness().jitter()),
    PREFETCH(
            "prefetch",
            (from, value) -> from.with(policy(from).freshness().withPrefetch(Math.toIntExact(whole(value)))),
            configuration -> code(policy(configuration).freshness().prefetch())),
    REVOCATION_CHECK(
            "revocationCheck",
            (from, value) -> from.with(policy(from).freshness().withRevocationCheck(Spec.duration(value))),
            configuration -> code(policy(configuration).freshness().revocationCheck())),
    OFFLINE_GRACE(
            "offlineGrace",
            (from, value) -> from.with(policy(from).freshness().withOfflineGrace(Spec.duration(value))),
            configuration -> code(policy(configuration).freshness().offlineGrace())),
    MAX_IN_FLIGHT(
            "maxInFlight",
            (from, value) -> from.with(policy(from).calls().withMaxInFlight(Math.toIntExact(whole(value)))),
            configuration -> code(policy(configuration).calls().maxInFlight())),
    CALL_TIMEOUT(
            "callTimeout",
            (from, value) -> from.with(policy(from).calls().withTimeout(Spec.duration(value))),
            configuration -> code(policy(configuration).calls().timeout())),
    /** Of the fleet, and no setting of the cache. */
    NODES("nodes", (from, value) -> from.withNodes(Math.toIntExact(whole(value))), configuration -> ""),
    /** Of the fleet, and no setting of the cache. */
    THREADS("threads", (from, value) -> from.withThreadsPerNode(Math.toIntExact(whole(value))), configuration -> "");

    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3600;

    private final String label;
    private final BiFunction<Configuration, String, Configuration> setter;
    private final Function<Configuration, String> arguments;

    Knob(
            String label,
            BiFunction<Configuration, String, Configuration> setter,
            Function<Configuration, String> arguments) {
        this.label = label;
        this.setter = setter;
        this.arguments = arguments;
    }

    /** What the builder of {@code DataKeys} calls it, where it is one of its settings. */
    public String label() {
        return label;
    }

    /**
     * The knob of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Knob named(String label) {
        for (Knob knob : values()) {
            if (knob.label.equals(label)) {
                return knob;
            }
        }
        throw new IllegalArgumentException("there is no setting '" + label + "'; there are "
                + Arrays.stream(values()).map(Knob::label).toList());
    }

    /**
     * The same with another value.
     *
     * @param value a whole number, a number with a point, or a duration such as 200ms, 90s, 15m, 2h or 1d
     * @throws IllegalArgumentException when it is none, or out of the setting's range
     */
    Configuration set(Configuration from, String value) {
        try {
            return setter.apply(from, value);
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException malformed) {
            throw new IllegalArgumentException(label + " cannot be '" + value + "'", malformed);
        }
    }

    /** What stands between the brackets of the builder's method; empty for what is no setting of a cache. */
    String argumentsOf(Configuration configuration) {
        return arguments.apply(configuration);
    }

    /** The value, for people: as {@link #set} takes it, or as Java has it. */
    String valueIn(Configuration configuration) {
        return switch (this) {
            case NODES -> "" + configuration.nodes();
            case THREADS -> "" + configuration.threadsPerNode();
            default ->
                argumentsOf(configuration)
                        .replaceAll("Duration.ofMillis\\((\\d+)L?\\)", "$1ms")
                        .replaceAll("Duration.ofNanos\\((\\d+)L?\\)", "$1ns")
                        .replaceAll("Duration.of(\\w)\\w*\\((\\d+)L?\\)", "$2$1")
                        .replaceAll("(\\d)L$", "$1")
                        .replace("Duration.ZERO", "0")
                        .toLowerCase(Locale.ROOT);
        };
    }

    private static CachePolicy policy(Configuration configuration) {
        return configuration.policy();
    }

    private static long whole(String value) {
        return Long.parseLong(value.replace("_", ""));
    }

    private static double part(String value) {
        return Double.parseDouble(value);
    }

    private static String code(long number) {
        return number <= Integer.MAX_VALUE ? "" + number : number + "L";
    }

    private static String code(Duration duration) {
        if (duration.isZero()) {
            return "Duration.ZERO";
        }
        if (duration.toNanosPart() != 0) {
            return duration.toNanosPart() % 1_000_000 == 0
                    ? "Duration.ofMillis(" + code(duration.toMillis()) + ")"
                    : "Duration.ofNanos(" + code(duration.toNanos()) + ")";
        }
        long seconds = duration.toSeconds();
        if (seconds % SECONDS_PER_HOUR == 0) {
            return "Duration.ofHours(" + code(seconds / SECONDS_PER_HOUR) + ")";
        }
        return seconds % SECONDS_PER_MINUTE == 0
                ? "Duration.ofMinutes(" + code(seconds / SECONDS_PER_MINUTE) + ")"
                : "Duration.ofSeconds(" + code(seconds) + ")";
    }
}
