package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogException;
import dev.furoshiki.jdbc.catalog.ClauseOptions;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a CREATE TABLE would have the server work with the plaintext of an encrypted column: a DEFAULT, a CHECK, a generated
 * column. Refused before anything is sent, since the constants in them would stand in the server's log; what is not found here
 * is found out once the table is made. Stateless.
 */
final class PlaintextPlaces {

    private PlaintextPlaces() {}

    static void requireNone(SqlText statement, TableDefinition tree, CreateTable change) throws CatalogException {
        Set<String> encrypted = change.columns().stream()
                .map(clause -> clause.annotation().column())
                .collect(Collectors.toSet());
        for (TableDefinition.Column column : tree.columns()) {
            String name = column.name().simple();
            int last = column.span().last();
            for (int i = column.type().last() + 1; encrypted.contains(name) && i <= last; i++) {
                // SET DEFAULT is what a foreign key does, and makes NULL of it.
                if (statement.isWord(i, "DEFAULT") && !statement.isWord(i - 1, "SET")) {
                    throw ClauseOptions.withDefault(change.table(), name);
                }
            }
        }
        for (int i = statement.opening(tree.end()) + 1; i < tree.end(); i++) {
            boolean check = statement.isWord(i, "CHECK");
            if (check || statement.isWord(i, "AS")) {
                requireNoneNamed(statement, i + 1, tree, change, check ? "a CHECK" : "a generated column");
            }
        }
    }

    /** To the end of the column or constraint: what follows an expression there names columns of other tables at most. */
    private static void requireNoneNamed(
            SqlText statement, int first, TableDefinition tree, CreateTable change, String place)
            throws CatalogException {
        int depth = 0;
        for (int i = first; i < tree.end() && !(depth == 0 && statement.isSymbol(i, ",")); i++) {
            depth += statement.isSymbol(i, "(") ? 1 : statement.isSymbol(i, ")") ? -1 : 0;
            for (CatalogChange.ColumnClause clause : change.columns()) {
                String column = clause.annotation().column();
                if (isColumn(statement, i, column) || isWholeRow(statement, i, tree)) {
                    throw ClauseOptions.usedIn(place, change.table(), column);
                }
            }
        }
    }

    private static boolean isColumn(SqlText statement, int index, String column) {
        return statement.isName(index) && statement.name(index).equals(column) && !statement.isSymbol(index + 1, "(");
    }

    /** The table's name stands for a row, unless it is a column's name as well or stands before one. */
    private static boolean isWholeRow(SqlText statement, int index, TableDefinition tree) {
        String table = tree.name().simple();
        return statement.isName(index)
                && statement.name(index).equals(table)
                && (!statement.isSymbol(index + 1, ".") || statement.isSymbol(index + 2, "*"))
                && tree.columns().stream()
                        .noneMatch(column -> column.name().simple().equals(table));
    }
}
