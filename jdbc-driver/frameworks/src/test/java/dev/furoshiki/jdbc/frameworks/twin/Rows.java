package dev.furoshiki.jdbc.frameworks.twin;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the administrator's plain connection reads. */
final class Rows {

    private Rows() {}

    /** One text a row; its values are joined by {@code |}, bytes stand there in hexadecimal and as characters. */
    static List<String> of(Connection administrator, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = administrator.createStatement()) {
            if (!statement.execute(query)) {
                return found;
            }
            ResultSet rows = statement.getResultSet();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(text(rows.getObject(i)));
                }
                found.add(String.join("|", values));
            }
        }
        return found;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes) + " " + new String(bytes, StandardCharsets.ISO_8859_1)
                : String.valueOf(value);
    }
}
