package dev.furoshiki.jdbc;

import dev.furoshiki.testing.servers.LocalDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of a real PostgreSQL and an embedded key service, for one test class: what an application would have. */
public final class EncryptedDatabase implements AutoCloseable {

    private final LocalDatabase database;
    private final EmbeddedKeys keys;
    /** Kept, since PostgreSQL starts a process for each. */
    private @Nullable Connection administration;

    /** With the keys of all tests, for one that leaves their states as they are. */
    public EncryptedDatabase() {
        this(EmbeddedKeys.shared());
    }

    /** @param keys closed along with it, unless they are shared */
    public EncryptedDatabase(EmbeddedKeys keys) {
        this(keys, TestServer.POSTGRESQL.newDatabase());
    }

    /** On another server. */
    public EncryptedDatabase(LocalDatabase database) {
        this(EmbeddedKeys.shared(), database);
    }

    public EncryptedDatabase(EmbeddedKeys keys, LocalDatabase database) {
        this.keys = keys;
        this.database = database;
    }

    public LocalDatabase database() {
        return database;
    }

    public EmbeddedKeys keys() {
        return keys;
    }

    /** With user and password of the database, and parameters {@code name=value}, which are encoded here. */
    public String url(String... parameters) {
        String address = database.address();
        boolean h2 = address.startsWith("h2:");
        char next = h2 ? ';' : '&';
        char first = h2 ? ';' : address.indexOf('?') >= 0 ? '&' : '?';
        StringBuilder url = new StringBuilder("jdbc:furoshiki:" + address + first + "user=" + database.user() + next
                + "password=" + database.password());
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            String value = parameter.substring(equals + 1);
            // Of parameters that are not ours only PostgreSQL's driver undoes it.
            boolean encoded = address.startsWith("postgresql:") || parameter.startsWith("furoshiki.");
            url.append(next)
                    .append(parameter, 0, equals + 1)
                    .append(
                            encoded
                                    ? URLEncoder.encode(value, StandardCharsets.UTF_8)
                                            .replace("+", "%20")
                                    : value);
        }
        return url.toString();
    }

    /** Through the driver, with the key service named; further parameters are {@code name=value}. */
    public Connection connect(String... parameters) throws SQLException {
        return DriverManager.getConnection(url(withKeys(parameters)));
    }

    /** As {@link #connect}; makes the catalogue where there is none. */
    public Connection create(String... parameters) throws SQLException {
        List<String> all = new ArrayList<>(List.of(parameters));
        all.add("furoshiki.catalog=create");
        return connect(all.toArray(String[]::new));
    }

    private String[] withKeys(String... parameters) {
        List<String> all = new ArrayList<>(List.of(parameters));
        all.add("furoshiki.keys=" + keys.uri());
        return all.toArray(String[]::new);
    }

    /** A data source of its own: what it has opened is closed along with it, as at the end of a process. */
    public FuroshikiDataSource dataSource(String... parameters) throws SQLException {
        return FuroshikiDataSource.builder().url(url(withKeys(parameters))).build();
    }

    /** As the database's administrator. */
    public Connection plain() throws SQLException {
        return database.connect();
    }

    public static void run(Connection connection, String... texts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.execute(text);
            }
        }
    }

    /** As the database's administrator. */
    public void runPlain(String... texts) throws SQLException {
        run(administration(), texts);
    }

    /** The rows of a query, values joined by {@code |}. */
    public static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows(rows);
        }
    }

    public static List<String> rows(ResultSet rows) throws SQLException {
        List<String> found = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                values.add(rows.getString(i));
            }
            found.add(String.join("|", values));
        }
        return found;
    }

    /** What the database's administrator sees. */
    public List<String> queryPlain(String sql) throws SQLException {
        return query(administration(), sql);
    }

    private synchronized Connection administration() throws SQLException {
        if (administration == null) {
            administration = plain();
        }
        return administration;
    }

    /** Of PostgreSQL, the database is gone then. */
    @Override
    public synchronized void close() {
        keys.close();
        try {
            if (administration != null) {
                administration.close();
            }
            database.drop();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
