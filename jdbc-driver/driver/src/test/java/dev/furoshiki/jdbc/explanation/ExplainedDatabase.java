package dev.furoshiki.jdbc.explanation;

import dev.furoshiki.jdbc.EmbeddedKeys;
import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** A database with columns of every kind, whose server logs whatever arrives. */
final class ExplainedDatabase implements AutoCloseable {

    private final EncryptedDatabase database = new EncryptedDatabase(EmbeddedKeys.inTemporaryFolder());
    private final Connection connection;
    private final String companion;

    ExplainedDatabase() throws SQLException {
        try (Connection creating = database.create()) {
            EncryptedDatabase.run(creating, """
                    CREATE TABLE person (
                      id integer PRIMARY KEY,
                      name text,
                      ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = people),
                      email text ENCRYPTED WITH (KEY = 'alias/other', TYPE = DETERMINISTIC),
                      note text ENCRYPTED WITH (KEY = 'alias/pii')
                    )
                    """, "CREATE TABLE city (id integer, name text)");
        }
        companion = database.queryPlain("SELECT attname FROM pg_attribute WHERE attrelid = 'person'::regclass"
                        + " AND attname LIKE 'fk\\_%'")
                .get(0);
        database.database().logEveryStatement();
        // The catalogue is read once, so that nothing but the tests' own statements arrives.
        connection = database.connect("furoshiki.catalogMaxAge=PT1H");
    }

    Connection connection() {
        return connection;
    }

    EncryptedDatabase database() {
        return database;
    }

    /** The answer to {@code EXPLAIN ENCRYPTION}, the values of a row that are there joined by {@code " | "}. */
    List<String> explain(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN ENCRYPTION " + sql)) {
            return lines(rows);
        }
    }

    /** With the one companion under a name that it does not have. */
    List<String> lines(ResultSet rows) throws SQLException {
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                String value = rows.getString(i);
                if (value != null) {
                    values.add(value.replace("\"" + companion + "\"", "ssn_eq"));
                }
            }
            lines.add(String.join(" | ", values));
        }
        return lines;
    }

    /** How much the server has logged so far. */
    static long mark() {
        return LocalPostgres.logBytes();
    }

    /** What of it came through {@link #connection()}. */
    String logSince(long mark) throws SQLException {
        return LocalPostgres.logSince(
                mark, connection.unwrap(PGConnection.class).getBackendPID());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
