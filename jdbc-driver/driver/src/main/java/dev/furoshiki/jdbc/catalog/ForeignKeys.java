package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The foreign keys of a column, in either direction. The server compares cells by their bytes, so the columns on both sides
 * have to be deterministic and of one domain. Stateless.
 */
final class ForeignKeys {

    /** For each foreign key that the column has a part in, the column that it is compared with. */
    private static final String COUNTERPARTS = """
            WITH pair AS (
                SELECT con.conname, con.conrelid AS here, k.mine AS column_here, con.confrelid AS there, k.other AS column_there
                FROM pg_catalog.pg_constraint con, ROWS FROM (unnest(con.conkey), unnest(con.confkey)) AS k (mine, other)
                WHERE con.contype = 'f'
                UNION ALL
                SELECT con.conname, con.confrelid, k.other, con.conrelid, k.mine
                FROM pg_catalog.pg_constraint con, ROWS FROM (unnest(con.conkey), unnest(con.confkey)) AS k (mine, other)
                WHERE con.contype = 'f')
            SELECT pair.conname, there_n.nspname, there.relname, there_a.attname
            FROM pair
            JOIN pg_catalog.pg_class c ON c.oid = pair.here
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = pair.here AND a.attnum = pair.column_here
            JOIN pg_catalog.pg_class there ON there.oid = pair.there
            JOIN pg_catalog.pg_namespace there_n ON there_n.oid = there.relnamespace
            JOIN pg_catalog.pg_attribute there_a ON there_a.attrelid = pair.there AND there_a.attnum = pair.column_there
            WHERE n.nspname = ? AND c.relname = ? AND a.attname = ?
            ORDER BY 1, 2, 3, 4
            """;

    private ForeignKeys() {}

    /** Those that the server could not hold, each in words. */
    static List<String> broken(Connection plain, Annotation annotation, Collection<Annotation> encrypted)
            throws SQLException {
        List<String> broken = new ArrayList<>();
        try (PreparedStatement statement = plain.prepareStatement(COUNTERPARTS)) {
            statement.setString(1, annotation.table().schema());
            statement.setString(2, annotation.table().table());
            statement.setString(3, annotation.column());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableName table = new TableName(rows.getString(2), rows.getString(3));
                    String column = rows.getString(4);
                    if (encrypted.stream().noneMatch(one -> isComparable(annotation, one, table, column))) {
                        broken.add("foreign key " + rows.getString(1) + ", whose other side " + table + "." + column
                                + " is not DETERMINISTIC in the same DOMAIN");
                    }
                }
            }
        }
        return broken;
    }

    private static boolean isComparable(Annotation annotation, Annotation other, TableName table, String column) {
        return other.table().equals(table)
                && other.column().equals(column)
                && annotation.cellType() == CellType.DETERMINISTIC
                && other.cellType() == CellType.DETERMINISTIC
                && annotation.domainName().equals(other.domainName());
    }
}
