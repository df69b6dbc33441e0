package dev.furoshiki.benchmarks.runner;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param name what the report calls it
 * @param forks how often every process is started afresh: what the JIT made of a program differs from start to start
 * @param rounds in each fork
 * @param warmUp before the first round of a fork
 * @param round how long one contender runs in a round
 * @param launches how many fresh processes of each contender are started where start-up is measured
 * @param patience how long any one answer may take before its process is killed and reported
 */
public record Settings(
        String name, int forks, int rounds, Duration warmUp, Duration round, int launches, Duration patience) {

    /**
     * Everything in some seventy minutes on two cores. The warm-up is as long as it is because after six seconds the JVM's second compiler
     * was still at work, the longer the more code a subject has.
     */
    public static final Settings SHORT =
            new Settings("short", 1, 11, Duration.ofSeconds(12), Duration.ofMillis(700), 7, Duration.ofSeconds(60));

    /** What to quote figures from. */
    public static final Settings FULL =
            new Settings("full", 3, 15, Duration.ofSeconds(15), Duration.ofSeconds(2), 21, Duration.ofMinutes(5));

    /** A few operations of everything: the figures mean nothing. */
    public static final Settings SMOKE =
            new Settings("smoke", 1, 2, Duration.ofMillis(1), Duration.ofMillis(1), 1, Duration.ofSeconds(60));

    private static final int LONG_ROUNDS = 5;
    private static final int LONG_PATIENCE = 10;

    public Settings {
        if (forks < 1 || rounds < 1 || launches < 1) {
            throw new IllegalArgumentException(
                    "forks, rounds and launches must be at least 1: " + forks + ", " + rounds + ", " + launches);
        }
    }

    /** The same for operations that take seconds each: with fewer rounds, and more patience with one answer. */
    public Settings forLongOperations() {
        return new Settings(
                name,
                forks,
                Math.min(rounds, LONG_ROUNDS),
                warmUp,
                round,
                launches,
                patience.multipliedBy(LONG_PATIENCE));
    }

    /** The same with a warm-up of five thirds, for operations that take a millisecond: the JVM compiles what it has seen thousands of times. */
    public Settings forRequests() {
        return new Settings(name, forks, rounds, warmUp.multipliedBy(5).dividedBy(3), round, launches, patience);
    }

    /**
     * The setting of that name.
     *
     * @throws IllegalArgumentException when there is no such setting
     */
    public static Settings named(String name) {
        return switch (name) {
            case "short" -> SHORT;
            case "full" -> FULL;
            case "smoke" -> SMOKE;
            default -> throw new IllegalArgumentException("no setting '" + name + "': short, full or smoke");
        };
    }
}
