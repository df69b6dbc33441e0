package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.TableColumns;
import java.util.List;
import java.util.Optional;

/**
 * A relation that names can refer to. Immutable.
 *
 * @param alias what it goes by; empty where it has no name at all
 * @param path schema and name, where it goes by its own name
 * @param fields the columns that are known, in order
 * @param open whether it has, or may have, further columns, all of them plain
 * @param table where it is an encrypted table
 */
record Source(
        Optional<String> alias, List<String> path, List<Field> fields, boolean open, Optional<TableColumns> table) {

    Source {
        path = List.copyOf(path);
        fields = List.copyOf(fields);
    }

    boolean answersTo(List<String> qualifier) {
        if (qualifier.size() == 1) {
            return alias.isPresent() && alias.get().equals(qualifier.get(0));
        }
        return path.size() > 1 && endsWith(qualifier, path);
    }

    /** A name with a database before the schema means the same. */
    private static boolean endsWith(List<String> qualifier, List<String> path) {
        return qualifier
                .subList(qualifier.size() - path.size() < 0 ? 0 : qualifier.size() - path.size(), qualifier.size())
                .equals(path);
    }

    List<Field> named(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).toList();
    }

    /** Whether its row as a whole would hold cells. */
    boolean mayHoldCells() {
        return fields.stream().anyMatch(field -> field.column().isPresent());
    }
}
