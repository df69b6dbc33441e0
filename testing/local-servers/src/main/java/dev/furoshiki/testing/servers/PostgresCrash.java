package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a server as a crash does, without anything being written any more, and starts it again on what is there, by the command
 * that it was started with. On Linux only, which says what that was. One thread uses it.
 */
final class PostgresCrash {

    private static final long PAUSE_MILLIS = 10;

    private final PostgresDatabase database;
    private final ServerLog log;
    private long process;
    private List<String> command;

    PostgresCrash(PostgresDatabase database, ServerLog log) {
        this.database = database;
        this.log = log;
        this.process = process(dataDirectory());
        this.command = command(process);
    }

    /** What the server's processes have in memory is lost. */
    void crash() {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        awaitEnd();
    }

    /** Returns when the server has ended. */
    void awaitEnd() {
        ProcessHandle.of(process).ifPresent(ended -> ended.onExit().join());
    }

    /** When it returns, the server takes connections again. */
    void restart() {
        List<String> line = new ArrayList<>(PostgresBinaries.runner());
        line.addAll(command);
        try {
            process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                    .start()
                    .pid();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        while (!isThere()) {
            if (!ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false)) {
                throw new IllegalStateException("PostgreSQL did not start again; its log: " + log.all());
            }
            pause();
        }
    }

    private boolean isThere() {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Path dataDirectory() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        } catch (SQLException failure) {
            throw new IllegalStateException("the server does not say where its data is", failure);
        }
    }

    private static long process(Path dataDirectory) {
        try {
            return Long.parseLong(
                    Files.readAllLines(dataDirectory.resolve("postmaster.pid")).get(0));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> command(long process) {
        try (InputStream line = Files.newInputStream(Path.of("/proc", Long.toString(process), "cmdline"))) {
            return List.of(new String(line.readAllBytes(), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("interrupted while PostgreSQL starts", stopped);
        }
    }
}
