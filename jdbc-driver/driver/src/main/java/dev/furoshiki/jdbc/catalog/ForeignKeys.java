package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The foreign keys of a column, in either direction. The server compares cells by their bytes, so the columns on both sides
 * have to be deterministic and of one domain. Stateless.
 */
final class ForeignKeys {

    /** A foreign key, and the column on its other side. */
    record Counterpart(String constraint, TableName table, String column) {}

    private ForeignKeys() {}

    /** @param sql gives the constraint's name, and the other side's schema, table and column */
    static List<Counterpart> counterparts(Connection plain, String sql, String... parameters) throws SQLException {
        List<Counterpart> counterparts = new ArrayList<>();
        for (List<@Nullable String> row : SchemaQuestions.rows(plain, sql, parameters)) {
            counterparts.add(new Counterpart(
                    String.valueOf(row.get(0)),
                    new TableName(String.valueOf(row.get(1)), String.valueOf(row.get(2))),
                    String.valueOf(row.get(3))));
        }
        return counterparts;
    }

    /** Those that the server could not hold, each in words. */
    static List<String> broken(
            Annotation annotation, Collection<Annotation> encrypted, Collection<Counterpart> counterparts) {
        List<String> broken = new ArrayList<>();
        for (Counterpart other : counterparts) {
            if (encrypted.stream().noneMatch(one -> isComparable(annotation, one, other))) {
                broken.add("foreign key " + other.constraint() + ", whose other side " + other.table() + "."
                        + other.column() + " is not DETERMINISTIC in the same DOMAIN");
            }
        }
        return broken;
    }

    private static boolean isComparable(Annotation annotation, Annotation one, Counterpart other) {
        return one.table().equals(other.table())
                && one.column().equals(other.column())
                && annotation.cellType() == CellType.DETERMINISTIC
                && one.cellType() == CellType.DETERMINISTIC
                && annotation.domainName().equals(one.domainName());
    }
}
