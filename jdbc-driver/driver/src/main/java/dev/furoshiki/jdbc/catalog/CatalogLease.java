package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.ExpiredLeaseException;
import dev.furoshiki.jdbc.catalog.LeaseClock.Moment;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * How long a process may work by what it last read of a catalogue. While statements are executed it is renewed in the
 * background, on a connection of its own, so that a statement only looks at clocks; a statement that finds it ended has to
 * read the catalogue itself, or is not executed.
 *
 * <p>A renewal counts from before the read, so that every change that was committed a lease ago is known. Thread-safe.
 */
public final class CatalogLease implements AutoCloseable {

    /** Where the background finds a plain connection. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    private final CatalogStore store;
    private final Connections connections;
    private final LeaseClock clock;
    private final long lengthNanos;
    private final long lengthMillis;
    private final LeaseRenewal renewal;

    /**
     * A lease of what the store has just read.
     *
     * @param length how long a change by another process may go unnoticed; one of zero ends at once, and is never renewed in
     *     the background
     * @param keep whether the background keeps its connection from one renewal to the next, or gives it back to a pool
     */
    public CatalogLease(CatalogStore store, Duration length, Connections connections, boolean keep) {
        this.store = store;
        this.connections = connections;
        this.clock = store.clock();
        this.lengthNanos = length.toNanos();
        this.lengthMillis = length.toMillis();
        this.renewal = new LeaseRenewal(store, length, connections, keep);
    }

    /** Says that a connection was opened whose statements need the lease; to be followed by {@link #disconnected()}. */
    public void connected() {
        renewal.connected();
    }

    /** Says that one was closed; without any, nothing is renewed. */
    public void disconnected() {
        renewal.disconnected();
    }

    /** Whether a statement may be planned and executed now; costs a look at each clock. */
    public boolean use() {
        renewal.use();
        boolean valid = isValid();
        if (!valid) {
            renewal.start();
        }
        return valid;
    }

    /** For tests: whether it is renewed in the background now. */
    boolean isRenewed() {
        return renewal.isRunning();
    }

    private boolean isValid() {
        Moment renewed = store.renewed();
        return clock.nanos() - renewed.nanos() < lengthNanos && clock.millis() - renewed.millis() <= lengthMillis;
    }

    /**
     * Reads the catalogue on a new connection, for a transaction that cannot see what others have committed since it began.
     *
     * @throws ExpiredLeaseException where that cannot be
     */
    public void renewElsewhere() throws SQLException {
        try (Connection other = connections.open()) {
            LeaseRenewal.refresh(store, other);
        } catch (CatalogException untrusted) {
            throw untrusted;
        } catch (SQLException failure) {
            throw new ExpiredLeaseException(
                    "the catalogue was last read longer ago than furoshiki.catalogMaxAge, and could not be read again, so"
                            + " that this process may not know what is encrypted now; nothing was sent. Roll back, and try"
                            + " again when the database takes new connections",
                    failure);
        }
    }

    /** Ends the renewals, and closes their connection. */
    @Override
    public void close() {
        renewal.close();
    }
}
