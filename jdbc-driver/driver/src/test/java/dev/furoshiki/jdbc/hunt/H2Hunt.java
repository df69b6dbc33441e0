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
import java.sql.SQLException;
import java.util.List;

/** H2: two databases, of which the encrypted one lies in files, since it writes its trace beside them. For one thread. */
final class H2Hunt extends TwinHunt {

    private final Path trace;
    private long logged;

    H2Hunt() throws SQLException {
        super(new H2HuntDialect(), inFiles(), TestServer.H2.newDatabase().connect());
        trace = Path.of(database.database().address().substring("h2:file:".length()) + ".trace.db");
        // Statements with the values of their parameters.
        EncryptedDatabase.run(administrator, "SET TRACE_LEVEL_FILE 2", "SET TRACE_MAX_FILE_SIZE 1000");
        createTables("SET QUERY_TIMEOUT 20000");
    }

    private static EncryptedDatabase inFiles() throws SQLException {
        try {
            return new EncryptedDatabase(LocalH2.newDatabaseUnder(Files.createTempDirectory("furoshiki-h2-")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
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
}
