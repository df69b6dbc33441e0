package dev.furoshiki.jdbc.catalog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL through the plain driver. */
public final class PlainPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private PlainPostgres() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Results always come as text: pgjdbc's binary mode, which it enters after five executions, differs here and there. */
    public static Connection connectForText() throws SQLException {
        return DriverManager.getConnection(SERVER.getJdbcUrl("postgres", "postgres") + "&prepareThreshold=0");
    }

    /** An empty database. */
    public static String createDatabase() throws SQLException {
        String name = "d" + DATABASES.incrementAndGet();
        try (Connection plain = connect();
                Statement statement = plain.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return name;
    }

    public static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(SERVER.getJdbcUrl("postgres", database));
    }

    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(SERVER.getJdbcUrl("postgres", "postgres"));
    }
}
