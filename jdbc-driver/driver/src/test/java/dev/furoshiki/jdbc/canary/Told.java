package dev.furoshiki.jdbc.canary;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * All that an application was told: exceptions down to their last cause, what objects print, and every line of log. It is
 * looked through piece by piece; only what betrays a canary is kept.
 */
final class Told implements AutoCloseable {

    private static final int PIECE = 100_000;

    private final List<String> betrayals = new ArrayList<>();
    private final StringBuilder piece = new StringBuilder();
    private final Logger root = Logger.getLogger("");
    private final Logger postgres = Logger.getLogger("org.postgresql");
    private final @Nullable Level rootLevel = root.getLevel();
    private final @Nullable Level postgresLevel = postgres.getLevel();
    private int exceptions;

    private final Handler handler = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            look(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Takes down what is logged from now on, however fine. */
    Told() {
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        postgres.setLevel(Level.ALL);
    }

    void print(@Nullable Object object) {
        look(String.valueOf(object));
    }

    void failure(Throwable failure) {
        exceptions++;
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        look(trace.toString());
        if (failure instanceof SQLException sql && sql.getNextException() != null) {
            failure(sql.getNextException());
        }
    }

    /** How many exceptions were told. */
    int exceptions() {
        return exceptions;
    }

    /** Which canary was found, and in what. */
    synchronized List<String> betrayals() {
        search();
        return List.copyOf(betrayals);
    }

    private synchronized void look(String text) {
        piece.append(text).append('\n');
        if (piece.length() > PIECE) {
            search();
        }
    }

    private void search() {
        Canary.foundIn(piece.toString()).ifPresent(found -> betrayals.add(found + " in: " + piece));
        piece.setLength(0);
    }

    @Override
    public void close() {
        root.removeHandler(handler);
        root.setLevel(rootLevel);
        postgres.setLevel(postgresLevel);
    }
}
