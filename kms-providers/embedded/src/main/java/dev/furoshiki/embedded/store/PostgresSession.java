package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One connection to PostgreSQL, opened when it is needed and anew after it was lost. One thread at a time uses it.
 *
 * <p>What matters is set in each transaction, for that transaction: so nothing that role, database, pool or whoever had the
 * connection before has set is relied on, and nothing is left behind. A connection on which something failed is not used
 * again.
 */
final class PostgresSession implements AutoCloseable {

    /** How long the server waits for a process that is silent within a transaction, as one that was stopped. */
    static final int SILENCE_MILLIS = 30_000;

    /** How much longer the server has to say that something took too long. */
    private static final int GRACE_MILLIS = 500;

    /** The first that says what became of a transaction by a number that does not wrap. */
    private static final int OLDEST_SERVER = 13;

    private final PendingConnection connecting;
    private final int timeoutMillis;
    private @Nullable Connection connection;
    private boolean cameWithAutoCommit;
    private int cameWithTimeoutMillis;
    private boolean closed;

    /** @param timeoutMillis how long a statement may take, and how long a lock is waited for */
    PostgresSession(DataSource source, int timeoutMillis) {
        this.connecting = new PendingConnection(source);
        this.timeoutMillis = timeoutMillis;
    }

    /** Begins a transaction in which each statement sees what was committed before it. */
    Connection begin() throws SQLException {
        return begin("read committed");
    }

    /** Begins a transaction in which all statements see the same. */
    Connection beginSnapshot() throws SQLException {
        return begin("repeatable read");
    }

    /** What the work finds at one moment. */
    <T> T read(Work<T> work) throws SQLException {
        return run(beginSnapshot(), work);
    }

    /** Does the work in a transaction and commits it. */
    <T> T write(Work<T> work) throws SQLException {
        return run(begin(), work);
    }

    void rollback() throws SQLException {
        current().rollback();
    }

    /** Gives up the connection, and with it what was not committed. */
    void discard() {
        Connection lost = connection;
        connection = null;
        if (lost != null) {
            try (lost) {
                if (!lost.isClosed()) {
                    // As it came: a pool may give it to somebody else.
                    lost.rollback();
                    lost.setAutoCommit(cameWithAutoCommit);
                    lost.setNetworkTimeout(Runnable::run, cameWithTimeoutMillis);
                }
            } catch (SQLException alreadyLost) {
                // Then the server ends what nobody is connected to.
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        discard();
        connecting.giveUp();
    }

    private <T> T run(Connection begun, Work<T> work) throws SQLException {
        try {
            T done = work.on(begun);
            begun.commit();
            return done;
        } catch (Throwable failed) {
            discard();
            throw failed;
        }
    }

    private Connection begin(String isolation) throws SQLException {
        if (closed) {
            throw new IllegalStateException("the key store was closed: open it again");
        }
        Connection present = connection;
        if (present != null) {
            try {
                start(present, isolation);
                return present;
            } catch (SQLException lost) {
                // It may have been lost long ago; nothing was sent over it that could have happened.
                discard();
            }
        }
        Connection fresh = connecting.await(timeoutMillis + GRACE_MILLIS);
        try {
            cameWithAutoCommit = fresh.getAutoCommit();
            cameWithTimeoutMillis = fresh.getNetworkTimeout();
        } catch (Throwable lost) {
            fresh.close();
            throw lost;
        }
        connection = fresh;
        try {
            requirePostgres(fresh);
            fresh.setAutoCommit(false);
            fresh.setNetworkTimeout(Runnable::run, timeoutMillis + GRACE_MILLIS);
            start(fresh, isolation);
            return fresh;
        } catch (Throwable failed) {
            discard();
            throw failed;
        }
    }

    private void start(Connection begun, String isolation) throws SQLException {
        try (Statement statement = begun.createStatement()) {
            // READ WRITE also where only reads follow: a standby, which may be behind, refuses it.
            statement.execute("set transaction isolation level " + isolation + ", read write; "
                    + "set local search_path = pg_catalog, pg_temp; "
                    + "set local row_security = off; "
                    + "set local standard_conforming_strings = on; "
                    + "set local statement_timeout = " + timeoutMillis + "; "
                    + "set local lock_timeout = " + timeoutMillis + "; "
                    + "set local idle_in_transaction_session_timeout = " + SILENCE_MILLIS);
        }
    }

    private static void requirePostgres(Connection connection) throws SQLException {
        DatabaseMetaData server = connection.getMetaData();
        if (!server.getDatabaseProductName().equals("PostgreSQL") || server.getDatabaseMajorVersion() < OLDEST_SERVER) {
            throw new InvalidProviderUriException("a key store that processes share is in PostgreSQL " + OLDEST_SERVER
                    + " or newer; the data source connects to " + server.getDatabaseProductName() + " "
                    + server.getDatabaseProductVersion());
        }
    }

    Connection current() throws SQLException {
        Connection present = connection;
        if (present == null) {
            throw new SQLException("the connection was lost", "08003");
        }
        return present;
    }

    /** What is done in a transaction. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
