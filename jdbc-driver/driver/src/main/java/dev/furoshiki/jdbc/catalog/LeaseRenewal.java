package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a catalogue again and again while statements are executed: each time half of its lease has passed. It stops, and gives
 * up its thread and its connection, when there is no connection of the application's left, or was no statement for ten leases
 * (but not before ten seconds), and begins anew with the next.
 *
 * <p>Thread-safe. No connection is opened or used under a lock.
 */
final class LeaseRenewal implements AutoCloseable {

    /** Shorter leases would have it read all the time: under those statements read for themselves. */
    private static final Duration SHORTEST = Duration.ofMillis(20);

    private static final Duration LEAST_IDLE = Duration.ofSeconds(10);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final Duration MOST_IDLE = Duration.ofMinutes(10);
    private static final int IDLE_LEASES = 10;
    private static final int MOST_DOUBLINGS = 10;

    /** A connection that is used less often is opened for each use. */
    private static final Duration MOST_KEPT = Duration.ofMinutes(1);

    private final CatalogStore store;
    private final CatalogLease.Connections connections;
    private final boolean keep;
    private final boolean possible;
    private final long halfNanos;
    private final long idleNanos;
    private final Object monitor = new Object();

    private final AtomicInteger users = new AtomicInteger();

    /** Set by statements, and taken back at each renewal: most statements only look at it. */
    private volatile boolean used;

    /** Who renews it now. */
    private volatile @Nullable Thread runner;

    private volatile boolean closed;

    /** The runner's; others do no more than abort it. */
    private volatile @Nullable Connection kept;

    LeaseRenewal(CatalogStore store, Duration length, CatalogLease.Connections connections, boolean keep) {
        this.store = store;
        this.connections = connections;
        this.keep = keep && length.compareTo(MOST_KEPT) <= 0;
        this.possible = length.compareTo(SHORTEST) >= 0;
        this.halfNanos = length.toNanos() / 2;
        long idle = Math.max(length.toNanos() * IDLE_LEASES, LEAST_IDLE.toNanos());
        this.idleNanos = Math.min(idle, MOST_IDLE.toNanos());
    }

    /** Says that a connection was opened, whose statements will use the catalogue. */
    void connected() {
        if (users.getAndIncrement() == 0) {
            used = false;
        }
    }

    void disconnected() {
        users.decrementAndGet();
    }

    /** Says that there was a statement. */
    void use() {
        if (!used) {
            used = true;
            start();
        }
    }

    /** Begins where it has not, or has stopped. */
    void start() {
        if (!possible || runner != null) {
            return;
        }
        Thread thread = new Thread(null, this::run, "furoshiki-catalogue", 0, false);
        thread.setDaemon(true);
        // Not that of whoever executes the statement: an application may be gone before the process is.
        thread.setContextClassLoader(LeaseRenewal.class.getClassLoader());
        synchronized (monitor) {
            if (runner != null || closed) {
                return;
            }
            boolean started = false;
            runner = thread;
            try {
                thread.start();
                started = true;
            } finally {
                if (!started) {
                    runner = null;
                }
            }
        }
    }

    boolean isRunning() {
        return runner != null;
    }

    private void run() {
        long lastUse = store.clock().nanos();
        int failures = 0;
        try {
            while (pause(delayNanos(failures))) {
                long now = store.clock().nanos();
                if (users.get() == 0) {
                    return;
                }
                if (used) {
                    used = false;
                    lastUse = now;
                } else if (now - lastUse > idleNanos) {
                    return;
                }
                failures = renew() ? 0 : failures + 1;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            discardKept();
            runner = null;
            // A statement that came just now has seen a runner.
            if (used && users.get() > 0) {
                start();
            }
        }
    }

    /** Where statements have read the catalogue meanwhile, later; where it cannot be read, ever later. */
    private long delayNanos(int failures) {
        long least = halfNanos / 4;
        if (failures > 0) {
            return Math.min(least << Math.min(failures, MOST_DOUBLINGS), Math.max(least, LONGEST_DELAY.toNanos()));
        }
        return Math.max(halfNanos - (store.clock().nanos() - store.renewed().nanos()), least);
    }

    @SuppressWarnings("WaitNotInLoop") // to go on too early does no harm
    private boolean pause(long nanos) throws InterruptedException {
        synchronized (monitor) {
            long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
            if (!closed && millis > 0) {
                monitor.wait(millis);
            }
            return !closed;
        }
    }

    /** What keeps it from being read is for the statements to find out, and to tell. */
    @SuppressWarnings("UnusedException")
    private boolean renew() {
        Connection last = kept;
        if (last != null) {
            try {
                store.refresh(last);
                return true;
            } catch (CatalogException untrusted) {
                return false;
            } catch (SQLException | RuntimeException broken) {
                discardKept();
            }
        }
        try {
            renewOnNew();
            return true;
        } catch (SQLException | RuntimeException failure) {
            return false;
        }
    }

    private void renewOnNew() throws SQLException {
        Connection opened = connections.open();
        boolean keeping = false;
        try {
            refresh(store, opened);
            if (keep && opened.getAutoCommit()) {
                kept = opened;
                keeping = !closed;
            }
        } finally {
            if (!keeping) {
                kept = null;
                opened.close();
            }
        }
    }

    /** On a connection that nobody else uses, as a pool may hand it out. */
    static void refresh(CatalogStore store, Connection own) throws SQLException {
        boolean autoCommit = own.getAutoCommit();
        if (!autoCommit) {
            own.setAutoCommit(true);
        }
        try {
            store.refresh(own);
        } finally {
            if (!autoCommit) {
                own.setAutoCommit(false);
            }
        }
    }

    @SuppressWarnings("UnusedException") // it is not used any more
    private void discardKept() {
        Connection last = kept;
        kept = null;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException | RuntimeException broken) {
                return;
            }
        }
    }

    /** Ends it, whatever it waits for. */
    @Override
    @SuppressWarnings("UnusedException") // it is broken already
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        Connection last = kept;
        if (last != null) {
            try {
                last.abort(Runnable::run);
            } catch (SQLException | RuntimeException broken) {
                return;
            }
        }
    }
}
