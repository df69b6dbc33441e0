package dev.furoshiki.testing.servers;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL on 127.0.0.1 and a free port. That of this JVM is started by the first static call and stopped with
 * the JVM; {@link #under(Path)} starts one more. What it stores is gone afterwards, and it does not wait for the disk
 * ({@code fsync} is off). Safe for use by threads.
 */
public final class LocalPostgres implements AutoCloseable {

    /** What an entry of the log begins with; other lines go on with the one before. */
    private static final Pattern ENTRY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d [0-9:.]+ \\S+ \\[(\\d+)\\] ");

    private final PostgresServer own;

    private LocalPostgres(PostgresServer own) {
        this.own = own;
    }

    /**
     * A new server whose programs, data and log lie under an existing directory, for who wants to leave nothing behind;
     * the caller closes the server before removing the directory.
     */
    public static LocalPostgres under(Path directory) {
        return new LocalPostgres(PostgresServer.under(directory));
    }

    /** An empty database of this server. */
    public LocalDatabase createDatabase() throws SQLException {
        return own.newDatabase();
    }

    /**
     * Ends this server as a loss of power does: what it has not written is lost. Linux only.
     *
     * @see #restart()
     */
    public void crash() {
        own.crash();
    }

    /** Starts it again, after a crash, on the same port; when it returns, it takes connections. */
    public void restart() {
        own.restart();
    }

    /** Stops the server that {@link #under(Path)} started. */
    @Override
    public void close() {
        own.stop();
    }

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
     * The same, of what one of the server's processes has written, which is that of one connection.
     *
     * @param process its id, as {@code pg_backend_pid()} gives it
     */
    public static String logSince(long bytes, int process) {
        StringBuilder written = new StringBuilder();
        boolean its = false;
        for (String line : logSince(bytes).split("\n", -1)) {
            Matcher start = ENTRY.matcher(line);
            if (start.lookingAt()) {
                its = start.group(1).equals(String.valueOf(process));
            }
            if (its) {
                written.append(line).append('\n');
            }
        }
        return written.toString();
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
        static final PostgresServer SERVER = PostgresServer.shared();
    }
}
