package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.testing.servers.LocalH2;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** H2: two databases, of which the encrypted one lies in files, since it writes its trace beside them. For one thread. */
final class H2Hunt implements HuntServer {

    private final HuntDialect dialect = new H2HuntDialect();
    private final EncryptedDatabase database;
    private final Path trace;
    private final Connection ours;
    private final Connection plain;
    private final Connection administrator;
    private long logged;

    H2Hunt() throws SQLException {
        try {
            database = new EncryptedDatabase(LocalH2.newDatabaseUnder(Files.createTempDirectory("furoshiki-h2-")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        trace = Path.of(database.database().address().substring("h2:file:".length()) + ".trace.db");
        ours = database.create("furoshiki.catalogMaxAge=PT1H");
        plain = TestServer.H2.newDatabase().connect();
        administrator = database.plain();
        // Statements with the values of their parameters.
        EncryptedDatabase.run(administrator, "SET TRACE_LEVEL_FILE 2", "SET TRACE_MAX_FILE_SIZE 1000");
        for (HuntTable table : HuntTables.ALL) {
            EncryptedDatabase.run(ours, table.createTable(dialect, true));
            EncryptedDatabase.run(plain, table.createTable(dialect, false));
        }
    }

    @Override
    public HuntDialect dialect() {
        return dialect;
    }

    @Override
    public Connection ours() {
        return ours;
    }

    @Override
    public Connection plain() {
        return plain;
    }

    @Override
    public void clear() throws SQLException {
        List<HuntTable> tables = new ArrayList<>(HuntTables.ALL);
        Collections.reverse(tables); // those that refer to others first
        for (HuntTable table : tables) {
            EncryptedDatabase.run(administrator, "DELETE FROM " + dialect.quoted(table.name()));
            EncryptedDatabase.run(plain, "DELETE FROM " + dialect.quoted(table.name()));
        }
    }

    @Override
    public List<String> dump() throws SQLException {
        List<String> tables = EncryptedDatabase.query(
                administrator,
                "SELECT '\"' || table_name || '\"' FROM information_schema.tables WHERE table_schema = 'PUBLIC'"
                        + " AND lower(table_name) NOT LIKE 'furoshiki%'");
        return PlainTables.dump(administrator, tables);
    }

    @Override
    public List<String> declared() throws SQLException {
        return EncryptedDatabase.query(
                administrator,
                "SELECT column_default, remarks FROM information_schema.columns WHERE table_schema = 'PUBLIC'"
                        + " AND (column_default IS NOT NULL OR remarks IS NOT NULL)");
    }

    @Override
    public List<List<String>> stored(HuntTable table) throws SQLException {
        return PlainTables.rows(administrator, table.selectAll(dialect));
    }

    @Override
    public String newLog() {
        try (InputStream log = Files.newInputStream(trace)) {
            log.skipNBytes(logged);
            byte[] read = log.readAllBytes();
            logged += read.length;
            return new String(read, StandardCharsets.UTF_8).replaceAll("(?m)^[0-9-]+ [0-9:.+-]+", "");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws SQLException {
        ours.close();
        plain.close();
        administrator.close();
        database.close();
    }
}
