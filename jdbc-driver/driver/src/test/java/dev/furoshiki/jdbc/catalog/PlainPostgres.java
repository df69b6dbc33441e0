package dev.furoshiki.jdbc.catalog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A real PostgreSQL through the plain driver. */
public final class PlainPostgres {

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

    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(SERVER.getJdbcUrl("postgres", "postgres"));
    }
}
