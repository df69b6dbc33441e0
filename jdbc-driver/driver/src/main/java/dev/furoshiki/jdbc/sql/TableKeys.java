package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.Annotation;
import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogChange.KeyName;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The randomized columns with an index in the UNIQUE and PRIMARY KEY of a CREATE TABLE, read from its tokens: their companions
 * have to take their places, since no two of their cells are equal. Stateless.
 */
final class TableKeys {

    private TableKeys() {}

    static CatalogChange in(SqlText statement, CatalogChange definition) {
        return definition instanceof CreateTable change ? change.withKeys(keys(statement, change)) : definition;
    }

    private static List<KeyName> keys(SqlText statement, CreateTable change) {
        Set<String> indexed = change.columns().stream()
                .map(clause -> clause.annotation())
                .filter(one -> one.cellType() == CellType.RANDOMIZED && one.indexType() == IndexType.EQUALITY)
                .map(Annotation::column)
                .collect(Collectors.toSet());
        List<KeyName> keys = new ArrayList<>();
        int closing = statement.indexAt(change.end());
        int first = statement.opening(closing) + 1;
        while (first < closing) {
            int end = endOfElement(statement, first, closing);
            addOf(statement, first, end, indexed, keys);
            first = end + 1;
        }
        return keys;
    }

    /** The comma after an element of the table, or the parenthesis after the last. */
    private static int endOfElement(SqlText statement, int first, int closing) {
        int i = first;
        while (i < closing && !statement.isSymbol(i, ",")) {
            i = statement.isSymbol(i, "(") ? statement.closing(i) + 1 : i + 1;
        }
        return Math.min(i, closing);
    }

    private static void addOf(SqlText statement, int first, int end, Set<String> indexed, List<KeyName> keys) {
        boolean named = statement.isWord(first, "CONSTRAINT") && statement.isName(first + 1);
        int kind = named ? first + 2 : first;
        int list = keyWords(statement, kind);
        if (list > kind && statement.isSymbol(list, "(")) {
            for (int i = list + 1; i < statement.closing(list); i++) {
                if (statement.isName(i) && indexed.contains(statement.name(i))) {
                    keys.add(
                            new KeyName(statement.name(i), statement.start(i), statement.end(i), false, i == list + 1));
                }
            }
        } else if (!named && statement.isName(first) && indexed.contains(statement.name(first))) {
            addOfColumn(statement, first, end, keys);
        }
    }

    /** {@code ssn varchar(11) not null [constraint one_each] unique}. */
    private static void addOfColumn(SqlText statement, int column, int end, List<KeyName> keys) {
        int i = column + 1;
        while (i < end) {
            int behind = keyWords(statement, i);
            if (behind > i) {
                boolean named = statement.isWord(i - 2, "CONSTRAINT");
                int start = statement.start(named ? i - 2 : i);
                keys.add(new KeyName(statement.name(column), start, statement.end(behind - 1), true, true));
            }
            i = statement.isSymbol(i, "(") ? statement.closing(i) + 1 : Math.max(behind, i + 1);
        }
    }

    /** The index behind {@code UNIQUE [NULLS [NOT] DISTINCT]} or {@code PRIMARY KEY}; the one given where neither is there. */
    private static int keyWords(SqlText statement, int index) {
        if (statement.areWords(index, "PRIMARY", "KEY")) {
            return index + 2;
        }
        if (!statement.isWord(index, "UNIQUE")) {
            return index;
        }
        if (statement.areWords(index + 1, "NULLS", "NOT", "DISTINCT")) {
            return index + 4;
        }
        return statement.areWords(index + 1, "NULLS", "DISTINCT") ? index + 3 : index + 1;
    }
}
