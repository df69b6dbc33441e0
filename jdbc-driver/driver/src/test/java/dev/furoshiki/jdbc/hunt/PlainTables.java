package dev.furoshiki.jdbc.hunt;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Tables as a plain connection finds them: bytes as {@code \x} and digits. Stateless. */
final class PlainTables {

    private PlainTables() {}

    /** How a value is written. */
    @FunctionalInterface
    interface Written {
        String of(ResultSet row, int column) throws SQLException;
    }

    /** The first row are the names of the columns. */
    static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows(rows, PlainTables::written);
        }
    }

    private static String written(ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        return value instanceof byte[] bytes ? "\\x" + HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }

    static List<List<String>> rows(ResultSet rows, Written written) throws SQLException {
        List<List<String>> table = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            names.add(rows.getMetaData().getColumnLabel(i));
        }
        table.add(names);
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                row.add(written.of(rows, i));
            }
            table.add(row);
        }
        return table;
    }

    /** Every row of tables, bytes as digits and, as they may be a text, as that. */
    static List<String> dump(Connection connection, List<String> tables) throws SQLException {
        List<String> dump = new ArrayList<>();
        for (String table : tables) {
            for (List<String> row : rows(connection, "SELECT * FROM " + table)) {
                dump.add(table + " " + row + " " + texts(row));
            }
        }
        return dump;
    }

    private static List<String> texts(List<String> row) {
        return row.stream()
                .filter(value -> value.startsWith("\\x"))
                .map(value -> new String(HexFormat.of().parseHex(value.substring(2)), StandardCharsets.ISO_8859_1))
                .toList();
    }
}
