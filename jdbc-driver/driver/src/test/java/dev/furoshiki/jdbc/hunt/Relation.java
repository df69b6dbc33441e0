package dev.furoshiki.jdbc.hunt;

import java.util.List;

/**
 * What names of columns can refer to.
 *
 * @param alias what it goes by
 * @param table whether it is a table that goes by its own name
 */
record Relation(String alias, List<Column> columns, boolean table) {

    Relation {
        columns = List.copyOf(columns);
    }

    static Relation of(String alias, List<Column> columns) {
        return new Relation(alias, columns, false);
    }

    boolean isPlain() {
        return columns.stream().noneMatch(column -> column.role().isEncrypted());
    }
}
