package dev.furoshiki.jdbc.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters in, rows out, in a form that can be compared. Stateless. */
final class Rows {

    /** One column of one row, by three getters. */
    record Value(@Nullable String text, @Nullable Object object, boolean wasNull) {}

    private Rows() {}

    static List<List<Value>> of(ResultSet rows) throws SQLException {
        List<List<Value>> all = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<Value> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                String text = rows.getString(i);
                row.add(new Value(text, comparable(rows.getObject(i)), rows.wasNull()));
            }
            all.add(row);
        }
        return all;
    }

    private static @Nullable Object comparable(@Nullable Object object) {
        return object instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : object;
    }

    static List<List<Value>> query(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return of(rows);
        }
    }

    static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            set(statement, parameters);
            return statement;
        } catch (SQLException refused) {
            statement.close();
            throw refused;
        }
    }

    static void set(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
