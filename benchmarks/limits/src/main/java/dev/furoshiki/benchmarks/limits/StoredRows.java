package dev.furoshiki.benchmarks.limits;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.StoreStart;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An H2 file that is opened and read to its end: a row of the size of a sealed key for each, and nothing verified. */
final class StoredRows implements Workload {

    private static final int SEALED_BYTES = 200;

    private final String url;
    private final int rows;
    private @Nullable Connection opened;

    private StoredRows(String url, int rows) {
        this.url = url;
        this.rows = rows;
    }

    static StoredRows open(String workload, Parameters parameters) throws SQLException {
        StoredRows stored = new StoredRows(
                "jdbc:h2:file:" + Path.of(parameters.require(Parameters.STATE)).resolve("rows"),
                StoreStart.keys(workload, parameters));
        if (parameters.isToPrepare()) {
            stored.fill();
        }
        return stored;
    }

    private void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table sealed (id uuid primary key, bytes varbinary(1000))");
            try (PreparedStatement insert = connection.prepareStatement("insert into sealed values (?, ?)")) {
                for (int i = 0; i < rows; i++) {
                    insert.setObject(1, UUID.randomUUID());
                    insert.setBytes(2, new byte[SEALED_BYTES]);
                    insert.executeUpdate();
                }
            }
        }
    }

    @Override
    public long run(long operations) throws SQLException {
        long sum = 0;
        int found = 0;
        Connection connection = DriverManager.getConnection(url);
        opened = connection;
        try (Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery("select id, bytes from sealed")) {
            while (all.next()) {
                sum += all.getBytes(2).length;
                found++;
            }
        }
        if (found != rows) {
            throw new IllegalStateException(found + " rows instead of " + rows);
        }
        return sum;
    }

    @Override
    public void close() throws SQLException {
        if (opened != null) {
            opened.close();
        }
    }
}
