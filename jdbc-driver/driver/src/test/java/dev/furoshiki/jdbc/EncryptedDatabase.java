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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A database of a real PostgreSQL and an embedded key service, for one test class: what an application would have. */
public final class EncryptedDatabase implements AutoCloseable {

    private final LocalDatabase database;
    private final EmbeddedKeys keys;
    /** Kept, since PostgreSQL starts a process for each. */
    private @Nullable Connection administration;

    private final boolean emptied;
    private final Map<List<String>, FuroshikiDataSource> sources = new ConcurrentHashMap<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
    private boolean closed;

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
        this.emptied = EmptiedDatabases.administration(database) != null;
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

    /**
     * Through the driver, with the key service named; further parameters are {@code name=value}. To a database that others will
     * have under the same URL by way of a data source: else the driver would know its catalogue for a minute.
     */
    public Connection connect(String... parameters) throws SQLException {
        if (!emptied) {
            return DriverManager.getConnection(url(withKeys(parameters)));
        }
        FuroshikiDataSource source = sources.get(List.of(parameters));
        if (source == null) {
            source = dataSource(parameters);
            sources.put(List.of(parameters), source);
        }
        Connection connection = source.getConnection();
        opened.add(connection);
        return connection;
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
        FuroshikiDataSource source =
                FuroshikiDataSource.builder().url(url(withKeys(parameters))).build();
        opened.add(0, source);
        return source;
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
        Connection kept = EmptiedDatabases.administration(database);
        if (kept != null) {
            return kept;
        }
        if (administration == null) {
            administration = plain();
        }
        return administration;
    }

    /** Of PostgreSQL, the database is gone then, or empty. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            // Connections before their data sources, which then let go of everything at once.
            for (int i = opened.size() - 1; i >= 0; i--) {
                opened.get(i).close();
            }
            if (administration != null) {
                administration.close();
            }
            EmptiedDatabases.giveBack(database);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        } finally {
            keys.close();
        }
    }
}
