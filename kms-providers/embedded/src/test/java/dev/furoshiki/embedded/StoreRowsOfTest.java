package dev.furoshiki.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What the rows of a store that nobody has open are sealed or authenticated by. */
final class StoreRowsOfTest {

    private static final String SEALINGS = """
            select 'header', rawtohex(content_mac) || rawtohex(owner_mac) || rawtohex(verifier) from store_header
            union all select 'owner', rawtohex(owner_mac) from store_header
            union all select 'verifier', rawtohex(verifier) from store_header
            union all select 'key ' || key_id, rawtohex(mac) from kms_key
            union all select 'backing key ' || key_id || number, rawtohex(sealed) from backing_key
            union all select 'record ' || key_id || kind || name, rawtohex(mac) from key_record
            union all select 'alias ' || alias_name, rawtohex(mac) from alias
            union all select 'audit key', rawtohex(sealed) from audit_key""";

    private StoreRowsOfTest() {}

    static Map<String, String> all(Path store) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SEALINGS)) {
            Map<String, String> rows = new TreeMap<>();
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2));
            }
            return rows;
        }
    }
}
