package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.ColumnInUseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What on a server works with a column's plaintext and so cannot stay when it is encrypted: triggers, generated columns,
 * CHECKs, expression indexes, row policies, partition keys, foreign keys, views, and UNIQUE on randomized cells. Stateless.
 */
interface ColumnUses {

    /** All that is in the way but foreign keys, each as a message names it. */
    List<String> find(Connection plain, TableName table, String column, CellType cellType) throws SQLException;

    /** For each foreign key that the column has a part in, the column that it is compared with. */
    List<ForeignKeys.Counterpart> counterparts(Connection plain, TableName table, String column) throws SQLException;

    /**
     * Refuses a column that something works with.
     *
     * @param encrypted all columns that are to be encrypted or are already, for foreign keys between them
     * @throws ColumnInUseException naming all that is in the way
     */
    default void requireNone(Connection plain, Annotation annotation, Collection<Annotation> encrypted)
            throws SQLException {
        TableName table = annotation.table();
        String column = annotation.column();
        List<String> uses = new ArrayList<>(find(plain, table, column, annotation.cellType()));
        uses.addAll(ForeignKeys.broken(annotation, encrypted, counterparts(plain, table, column)));
        if (!uses.isEmpty()) {
            throw new ColumnInUseException("column " + table + "." + column + " cannot be encrypted, because the server"
                    + " works with its plaintext in: " + String.join("; ", uses)
                    + ". Drop or change that first, or leave"
                    + " the column plain");
        }
    }
}
