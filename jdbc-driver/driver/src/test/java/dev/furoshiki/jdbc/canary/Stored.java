package dev.furoshiki.jdbc.canary;

import dev.furoshiki.jdbc.EncryptedDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** All that the administrators of the database and of the key service can read. */
final class Stored {

    private Stored() {}

    /** Every table as the server prints it, and every binary value in hexadecimal, base64 and as characters. */
    static String tables(EncryptedDatabase database) throws SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection plain = database.plain()) {
            List<String> tables = EncryptedDatabase.query(
                    plain,
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog',"
                            + " 'information_schema') UNION ALL SELECT 'pg_stats' UNION ALL SELECT 'pg_stat_activity'"
                            + " UNION ALL SELECT 'pg_prepared_statements'");
            EncryptedDatabase.run(plain, "ANALYZE");
            for (String table : tables) {
                dump(plain, table, dump);
            }
        }
        return dump.toString();
    }

    private static void dump(Connection plain, String table, StringBuilder dump) throws SQLException {
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT t::text, t.* FROM " + table + " t")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                dump.append(rows.getString(1)).append('\n');
                for (int i = 2; i <= columns; i++) {
                    Object value = rows.getObject(i);
                    if (value instanceof byte[] bytes) {
                        dump.append(HexFormat.of().formatHex(bytes)).append('\n');
                        dump.append(Base64.getEncoder().encodeToString(bytes)).append('\n');
                        dump.append(new String(bytes, StandardCharsets.ISO_8859_1))
                                .append('\n');
                    } else {
                        dump.append(value).append('\n');
                    }
                }
            }
        }
    }

    /** The key service's store and its audit log, byte for byte. */
    static String keyService(EncryptedDatabase database) throws IOException {
        StringBuilder files = new StringBuilder();
        Path store = database.keys().store();
        try (Stream<Path> all = Files.list(store.resolveSibling("."))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return files.toString();
    }
}
