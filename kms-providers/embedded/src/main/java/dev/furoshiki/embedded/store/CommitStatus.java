package dev.furoshiki.embedded.store;

import dev.furoshiki.embedded.store.KeyDatabase.Outcome;
import dev.furoshiki.key.KmsException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits, and finds out what became of a commit to which no answer came. Used by one thread.
 *
 * <p>That is said by what was written: it is there, or something else has its place, or its place is empty and the server is
 * not at it any more. The transaction's number is asked for that last part only. A server that crashes forgets numbers whose
 * transactions did not reach its disk, as does one that takes over from another, and gives them to others: that a number
 * committed says nothing of who had it.
 */
final class CommitStatus {

    private static final String IN_PROGRESS = "in progress";

    /** invalid_parameter_value: the number was not given out yet, or is so no more. */
    private static final String IN_THE_FUTURE = "22023";

    /** A server that restarts is back by then. */
    private static final long AWAY_NANOS = 10_000_000_000L;

    /** By then the server has ended a transaction whose process it cannot hear. */
    private static final long SILENT_NANOS = (PostgresSession.SILENCE_MILLIS + 5_000) * 1_000_000L;

    private static final long PAUSE_MILLIS = 50;

    private final PostgresSession session;
    private @Nullable String transaction;

    CommitStatus(PostgresSession session) {
        this.session = session;
    }

    void commit() throws SQLException {
        transaction = null;
        try {
            Connection connection = session.current();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pg_catalog.pg_current_xact_id()::text")) {
                row.next();
                transaction = row.getString(1);
            }
            connection.commit();
        } catch (Throwable failed) {
            session.discard();
            throw failed;
        }
    }

    /**
     * What became of it, as far as it can be found out; may take some seconds.
     *
     * @param finding what is there of what was written; empty when its place is
     */
    Outcome outcome(PostgresSession.Work<Optional<Outcome>> finding) {
        try {
            return found(finding);
        } catch (KmsException noStore) {
            // What is there says so itself to who looks next.
            return Outcome.UNKNOWN;
        }
    }

    private Outcome found(PostgresSession.Work<Optional<Outcome>> finding) {
        String asked = transaction;
        if (asked == null) {
            // Its number was not even known, so nothing was sent that could have committed it.
            return Outcome.DID_NOT_HAPPEN;
        }
        long begun = System.nanoTime();
        boolean isInProgress = false;
        while (System.nanoTime() - begun < (isInProgress ? SILENT_NANOS : AWAY_NANOS)) {
            try {
                // In this order: of a transaction that has ended, what is read afterwards shows how.
                isInProgress = isInProgress(asked);
                Optional<Outcome> found = session.read(finding);
                if (found.isPresent() || !isInProgress) {
                    return found.orElse(Outcome.DID_NOT_HAPPEN);
                }
            } catch (SQLException away) {
                isInProgress = false;
            }
            pause();
        }
        return Outcome.UNKNOWN;
    }

    private boolean isInProgress(String asked) throws SQLException {
        try {
            return session.read(connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement("select pg_catalog.pg_xact_status(?::pg_catalog.xid8)")) {
                    statement.setString(1, asked);
                    try (ResultSet row = statement.executeQuery()) {
                        return row.next() && IN_PROGRESS.equals(row.getString(1));
                    }
                }
            });
        } catch (SQLException failed) {
            if (IN_THE_FUTURE.equals(failed.getSQLState())) {
                return false;
            }
            throw failed;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
