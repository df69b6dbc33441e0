package dev.furoshiki.testing.servers;

import java.io.UncheckedIOException;
import java.sql.SQLException;

/**
 * A real MariaDB on 127.0.0.1 and a free port, started by the first call and stopped with the JVM. What it stores is gone
 * afterwards, and it does not wait for the disk. Safe for use by threads.
 */
public final class LocalMariaDb {

    private LocalMariaDb() {}

    /** An empty database of its own for the caller: one for each test class keeps tests apart. */
    public static LocalDatabase newDatabase() throws SQLException {
        return server().newDatabase();
    }

    /**
     * Everything that the server has written to its log of statements since it was asked to, for all databases.
     *
     * @see LocalDatabase#logEveryStatement()
     */
    public static String log() {
        return server().log().all();
    }

    /** How many bytes the server has written to its log so far. */
    public static long logBytes() {
        return server().log().bytes();
    }

    /** What the server has written to its log since it had so many bytes: reading all of a long log takes its time. */
    public static String logSince(long bytes) {
        return server().log().since(bytes);
    }

    /**
     * Where the server listens.
     *
     * @throws UncheckedIOException if the server could not be started
     */
    public static int port() {
        return server().port();
    }

    private static MariaDbServer server() {
        return Running.SERVER;
    }

    private static final class Running {
        static final MariaDbServer SERVER = MariaDbServer.start();
    }
}
