package dev.furoshiki.embedded.store;

import dev.furoshiki.embedded.store.KeyDatabase.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits, and finds out what became of a commit to which no answer came: the server knows it by the transaction's number,
 * whatever others have changed since. Used by one thread.
 */
final class CommitStatus {

    /** What the server says nothing of: the transaction is too old. */
    private static final String FORGOTTEN = "";

    /** A server that restarts is back by then; a transaction that the server still thinks is open has ended. */
    private static final long LONGEST_NANOS = 10_000_000_000L;

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

    Outcome outcome() {
        String asked = transaction;
        if (asked == null) {
            // Its number was not even known, so nothing was sent that could have committed it.
            return Outcome.DID_NOT_HAPPEN;
        }
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < LONGEST_NANOS) {
            try {
                switch (status(asked).orElse(FORGOTTEN)) {
                    case FORGOTTEN -> {
                        return Outcome.UNKNOWN;
                    }
                    case "committed" -> {
                        return Outcome.HAPPENED;
                    }
                    case "aborted" -> {
                        return Outcome.DID_NOT_HAPPEN;
                    }
                    default -> pause();
                }
            } catch (SQLException away) {
                pause();
            }
        }
        return Outcome.UNKNOWN;
    }

    private Optional<String> status(String asked) throws SQLException {
        return session.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select pg_catalog.pg_xact_status(?::pg_catalog.xid8)")) {
                statement.setString(1, asked);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
