package dev.furoshiki.testing.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A running server with its log. */
final class PostgresServer {

    /** A property of the system: how much PostgreSQL buffers, for who measures it. */
    private static final String BUFFERS = "furoshiki.postgres.shared-buffers";

    private static final String USER = "postgres";
    private static final String PASSWORD = "only-for-loopback";
    private static final String LOOPBACK = "127.0.0.1";
    /** The port is free when it is chosen, but another process may take it before the server does. */
    private static final int ATTEMPTS = 3;

    private final EmbeddedPostgres server;
    private final PostgresData data;
    private final ServerLog log;
    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable PostgresCrash crash;
    /** Kept, since the server starts a process for each. */
    private @Nullable Connection administration;

    private PostgresServer(EmbeddedPostgres server, PostgresData data, ServerLog log) {
        this.server = server;
        this.data = data;
        this.log = log;
    }

    /** The server of this JVM: its programs are unpacked once and stay. */
    static PostgresServer shared() {
        try {
            Path directory = PostgresBinaries.directory();
            return start(directory, ServerData.parent(directory), ServerLog.temporary("postgres"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One more, of which nothing lies outside an existing directory. */
    static PostgresServer under(Path directory) {
        try {
            PostgresBinaries.openToUser(directory);
            return start(directory, directory, new ServerLog(directory.resolve("postgres.log")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static PostgresServer start(Path directory, Path parent, ServerLog log) {
        for (int attempt = 1; ; attempt++) {
            try {
                PostgresData data = PostgresData.create(parent);
                return new PostgresServer(launch(directory, data, log), data, log);
            } catch (IOException | RuntimeException failure) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(new IOException(
                            "PostgreSQL did not start in " + ATTEMPTS + " attempts; its log: " + log.all(), failure));
                }
            }
        }
    }

    private static synchronized EmbeddedPostgres launch(Path directory, PostgresData data, ServerLog log)
            throws IOException {
        // Else the builder makes a directory of its own beside ours, and leaves it.
        System.setProperty("ot.epg.working-dir", directory.toString());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOutputRedirector(Redirect.appendTo(log.file().toFile()))
                .setPGStartupWait(Duration.ofSeconds(30))
                .setServerConfig("listen_addresses", LOOPBACK)
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                // Tests open thousands of connections, each to a process that has to map what it touches of them.
                .setServerConfig("shared_buffers", System.getProperty(BUFFERS, "16MB"))
                // It visits each of hundreds of databases once a minute, by a process of its own, for nothing.
                .setServerConfig("autovacuum", "off");
        PostgresInitialiser.prepare(builder, data, directory.equals(PostgresBinaries.path()));
        return PostgresBinaries.mustChangeUser() ? UnprivilegedPostgres.start(builder, directory) : builder.start();
    }

    PostgresDatabase newDatabase() throws SQLException {
        String name = "db" + databases.incrementAndGet();
        // Half the time of the other strategy, which writes all of the template to the log.
        administer("CREATE DATABASE " + name + " STRATEGY file_copy");
        return database(name);
    }

    /** Whoever is connected to it is no longer. */
    void drop(String database) throws SQLException {
        administer("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    private synchronized void administer(String sql) throws SQLException {
        if (administration == null) {
            administration = database("postgres").connect();
        }
        try (Statement statement = administration.createStatement()) {
            statement.execute(sql);
        }
    }

    private PostgresDatabase database(String name) {
        return new PostgresDatabase(this, name, LOOPBACK, port(), USER, PASSWORD);
    }

    int port() {
        return server.getPort();
    }

    ServerLog log() {
        return log;
    }

    /** As when it loses power; {@link #restart()} goes on with what it had written. */
    synchronized void crash() {
        if (crash == null) {
            crash = new PostgresCrash(database("postgres"), log);
        }
        administration = null;
        crash.crash();
    }

    /** On the same port, after a crash. */
    synchronized void restart() {
        if (crash == null) {
            throw new IllegalStateException("the server did not crash");
        }
        crash.restart();
    }

    /** When it returns, the server has ended and its data are gone, also where the JVM's end had begun to stop it. */
    synchronized void stop() {
        try {
            server.close();
            if (crash != null) {
                crash.awaitEnd();
            }
            data.removeAtEnd();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
