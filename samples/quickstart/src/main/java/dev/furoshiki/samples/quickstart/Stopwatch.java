package dev.furoshiki.samples.quickstart;

import java.time.Duration;

/** How long something takes, for people to read. */
final class Stopwatch {

    private final long startNanos = System.nanoTime();

    /** The seconds so far, such as {@code 1.4}. */
    String seconds() {
        return Narrator.format("%.1f", elapsedNanos() / 1e9);
    }

    /** So many things until now, for one second. */
    long perSecond(long things) {
        return Math.round(things * (double) Duration.ofSeconds(1).toNanos() / elapsedNanos());
    }

    private long elapsedNanos() {
        return Math.max(1, System.nanoTime() - startNanos);
    }
}
