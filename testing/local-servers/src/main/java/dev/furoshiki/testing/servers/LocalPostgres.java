package dev.furoshiki.testing.servers;

import java.io.UncheckedIOException;
import java.sql.SQLException;

/**
 * The real PostgreSQL of this JVM, on 127.0.0.1 and a free port, started by the first call and stopped with the JVM. What
 * it stores is gone afterwards, and it does not wait for the disk ({@code fsync} is off). Safe for use by threads.
 */
public final class LocalPostgres {

    private LocalPostgres() {}

    /** An empty database of its own for the caller: one for each test class keeps tests apart. */
    public static LocalDatabase newDatabase() throws SQLException {
        return server().newDatabase();
    }

    /**
     * Everything that the server has written to its log since it was started, for all databases.
     *
     * @see LocalDatabase#logEveryStatement()
     */
    public static String log() {
        return server().log();
    }

    /**
     * Where the server listens.
     *
     * @throws UncheckedIOException if the server could not be started; the message holds its log
     */
    public static int port() {
        return server().port();
    }

    private static PostgresServer server() {
        return Running.SERVER;
    }

    private static final class Running {
        static final PostgresServer SERVER = PostgresServer.start();
    }
}
