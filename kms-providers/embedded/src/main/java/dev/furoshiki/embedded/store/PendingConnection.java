package dev.furoshiki.embedded.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Has a data source connect, no longer than somebody waits: a server that takes connections and says nothing keeps some data
 * sources for ever. At most one attempt is under way; who comes next waits for that one. Used by one thread.
 */
final class PendingConnection {

    private final DataSource source;
    private @Nullable CompletableFuture<Connection> attempt;

    PendingConnection(DataSource source) {
        this.source = source;
    }

    /** @throws SQLException of the class 08 when there is none in time */
    Connection await(int mostMillis) throws SQLException {
        CompletableFuture<Connection> pending = attempt == null ? begin() : attempt;
        attempt = pending;
        try {
            Connection connected = pending.get(mostMillis, TimeUnit.MILLISECONDS);
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
        CompletableFuture<Connection> pending = attempt;
        attempt = null;
        if (pending != null) {
            CompletableFuture<Void> unused = pending.thenAccept(PendingConnection::close);
        }
    }

    private CompletableFuture<Connection> begin() {
        CompletableFuture<Connection> begun = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        begun.complete(source.getConnection());
                    } catch (SQLException | RuntimeException | Error failed) {
                        begun.completeExceptionally(failed);
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
}
