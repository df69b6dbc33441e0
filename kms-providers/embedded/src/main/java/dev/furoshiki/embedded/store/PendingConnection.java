package dev.furoshiki.embedded.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Has a data source connect, no longer than somebody waits: a server that takes connections and says nothing keeps some data
 * sources for ever. Who comes next waits for the attempt that is under way, unless that has lasted so long that another is
 * made beside it; of such there are few. Used by one thread.
 */
final class PendingConnection {

    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(30);

    /** A connection that nobody took when it was there may have been lost since. */
    private static final Duration OLDEST_CONNECTION = Duration.ofSeconds(5);

    private static final int MOST_GIVEN_UP = 2;

    private final DataSource source;
    private final Duration longestAttempt;
    private final Duration oldestConnection;
    private final AtomicInteger givenUp = new AtomicInteger();
    private @Nullable Attempt attempt;

    PendingConnection(DataSource source) {
        this(source, LONGEST_ATTEMPT, OLDEST_CONNECTION);
    }

    /**
     * @param longestAttempt after how long another one is made
     * @param oldestConnection how long one that nobody took is worth taking, from when it was there
     */
    PendingConnection(DataSource source, Duration longestAttempt, Duration oldestConnection) {
        this.source = source;
        this.longestAttempt = longestAttempt;
        this.oldestConnection = oldestConnection;
    }

    /** @throws SQLException of the class 08 when there is none in time */
    Connection await(int mostMillis) throws SQLException {
        Attempt pending = underWay();
        if (pending == null) {
            pending = begin();
            attempt = pending;
        }
        try {
            Connection connected = pending.connection.get(mostMillis, TimeUnit.MILLISECONDS);
            attempt = null;
            return connected;
        } catch (TimeoutException late) {
            throw new SQLException("no connection within " + mostMillis + " ms", "08001", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while connecting", "08001", stopped);
        } catch (ExecutionException failed) {
            attempt = null;
            throw failed.getCause() instanceof SQLException refused
                    ? refused
                    : new SQLException("the data source failed", "08001", failed.getCause());
        }
    }

    /** What comes of the attempt that is under way is not needed. */
    void giveUp() {
        Attempt pending = attempt;
        attempt = null;
        if (pending != null) {
            givenUp.incrementAndGet();
            CompletableFuture<Connection> unused = pending.connection.whenComplete((connection, failed) -> {
                givenUp.decrementAndGet();
                if (connection != null) {
                    close(connection);
                }
            });
        }
    }

    /** What somebody has waited for in vain, if that is still worth waiting for. */
    private @Nullable Attempt underWay() {
        Attempt pending = attempt;
        if (pending != null) {
            boolean isUseless = pending.connection.isDone()
                    ? pending.connection.isCompletedExceptionally() || pending.isThereFor(oldestConnection)
                    : pending.isOlderThan(longestAttempt) && givenUp.get() < MOST_GIVEN_UP;
            if (isUseless) {
                giveUp();
            }
        }
        return attempt;
    }

    private Attempt begin() {
        Attempt begun = new Attempt(new CompletableFuture<>(), System.nanoTime(), new AtomicLong());
        Thread thread = new Thread(
                () -> {
                    try {
                        Connection connected = source.getConnection();
                        // First: who sees that it is there knows since when.
                        begun.endedNanos.set(System.nanoTime());
                        begun.connection.complete(connected);
                    } catch (Throwable failed) {
                        begun.connection.completeExceptionally(failed);
                    }
                },
                "furoshiki key store connection");
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    private static void close(Connection unused) {
        try {
            unused.close();
        } catch (SQLException alreadyLost) {
            // Then there is nothing to close.
        }
    }

    private record Attempt(CompletableFuture<Connection> connection, long begunNanos, AtomicLong endedNanos) {

        boolean isThereFor(Duration longest) {
            return System.nanoTime() - endedNanos.get() > longest.toNanos();
        }

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - begunNanos > age.toNanos();
        }
    }
}
