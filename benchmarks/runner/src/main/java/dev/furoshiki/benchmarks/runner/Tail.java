package dev.furoshiki.benchmarks.runner;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of a text that may be long. Thread-safe. */
final class Tail {

    private static final int LINES = 60;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    synchronized String text() {
        return String.join("\n", lines);
    }
}
