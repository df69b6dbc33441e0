package dev.furoshiki.embedded.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * The numbered scripts that make a store's tables. A script is applied once, in order; each may be begun again, since H2
 * commits at every table it makes: what makes a store one of the next version is the number in its header, which is written
 * last, in one transaction with what authenticates it.
 */
public final class SchemaVersions {

    /** What this program makes and reads. */
    public static final int NEWEST = 4;

    /** The first that says its version itself. */
    private static final int FIRST_NUMBERED = 2;

    /** The first that counts its changes, and has room for a root key that is sealed elsewhere. */
    public static final int FIRST_COUNTED = 4;

    /** The first that there is in PostgreSQL. */
    static final int FIRST_IN_POSTGRES = 4;

    /** Of a store that is yet to be made in H2: its header is made with the columns of all versions. */
    static final int NONE = -1;

    private SchemaVersions() {}

    /** The version of a store that has a header. */
    static int of(Connection connection) throws SQLException {
        try (ResultSet column = connection.getMetaData().getColumns(null, "PUBLIC", "STORE_HEADER", "SCHEMA_VERSION")) {
            if (!column.next()) {
                return FIRST_NUMBERED - 1;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet header = statement.executeQuery("select schema_version from store_header")) {
            // Null where a process was killed before it wrote the number.
            return header.next() && header.getObject(1) != null ? header.getInt(1) : FIRST_NUMBERED - 1;
        }
    }

    /** Makes the tables of all versions behind that one. */
    static void apply(Connection connection, SqlDialect dialect, int version) throws SQLException {
        apply(connection, dialect, version, NEWEST);
    }

    static void apply(Connection connection, SqlDialect dialect, int version, int last) throws SQLException {
        for (int next = version + 1; next <= last; next++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(dialect.sql(script(dialect.scripts(), next)));
            }
        }
    }

    private static String script(String folder, int version) {
        String name = folder + "schema-" + version + ".sql";
        try (InputStream script =
                Objects.requireNonNull(SchemaVersions.class.getResourceAsStream(name), "the jar lacks " + name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
