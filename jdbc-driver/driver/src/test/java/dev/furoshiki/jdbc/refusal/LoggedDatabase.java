package dev.furoshiki.jdbc.refusal;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** An encrypted database with one table, whose server logs whatever arrives. */
final class LoggedDatabase implements AutoCloseable {

    static final String CREATE = """
            CREATE TABLE person (
              id serial PRIMARY KEY,
              ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOMIZED, INDEX = EQUALITY, DOMAIN = people),
              name text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOMIZED),
              email text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC),
              age integer,
              version integer
            )
            """;

    private final EncryptedDatabase database = new EncryptedDatabase();
    private final Connection connection;

    /** @param definitions run through the plain driver beforehand */
    LoggedDatabase(String... definitions) throws SQLException {
        try (Connection creating = database.create()) {
            EncryptedDatabase.run(
                    creating,
                    CREATE,
                    "CREATE TABLE " + RefusedShapes.LONG + " (s text ENCRYPTED WITH (KEY = 'alias/pii'))");
        }
        database.runPlain(definitions);
        database.database().logEveryStatement();
        // The catalogue is read once, so that nothing but the tests' own statements arrives.
        connection = database.connect("furoshiki.catalogMaxAge=PT1H");
    }

    /** Through our driver. */
    Connection connection() {
        return connection;
    }

    EncryptedDatabase database() {
        return database;
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
