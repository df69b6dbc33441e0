package dev.furoshiki.jdbc.twin;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalH2;
import dev.furoshiki.testing.servers.LocalMariaDb;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** What a server has been told since a moment: statements with the values of their parameters. */
final class StatementLog {

    private final TestServer server;
    private final LocalDatabase database;
    private final long mark;

    private StatementLog(TestServer server, LocalDatabase database, long mark) {
        this.server = server;
        this.database = database;
        this.mark = mark;
    }

    /** A database whose statements are logged from the next connection on: H2 writes them beside its files alone. */
    static LocalDatabase newDatabase(TestServer server) throws SQLException {
        if (server != TestServer.H2) {
            LocalDatabase database = server.newDatabase();
            database.logEveryStatement();
            return database;
        }
        try {
            return LocalH2.newDatabaseUnder(Files.createTempDirectory("furoshiki-h2-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the database of above is told from now on. */
    static StatementLog begin(TestServer server, EncryptedDatabase encrypted) throws SQLException {
        LocalDatabase database = encrypted.database();
        switch (server) {
            case POSTGRESQL -> {
                return new StatementLog(server, database, LocalPostgres.logBytes());
            }
            case MARIADB, MYSQL_DRIVER -> {
                return new StatementLog(server, database, LocalMariaDb.logBytes());
            }
            case H2 -> encrypted.runPlain("SET TRACE_LEVEL_FILE 2", "SET TRACE_MAX_FILE_SIZE 1000");
        }
        return new StatementLog(server, database, 0);
    }

    String text() {
        return switch (server) {
            case POSTGRESQL -> LocalPostgres.logSince(mark);
            case MARIADB, MYSQL_DRIVER -> LocalMariaDb.logSince(mark);
            case H2 -> trace(Path.of(database.address().substring("h2:file:".length()) + ".trace.db"));
        };
    }

    private static String trace(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
