package dev.furoshiki.jdbc.hunt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table that the hunt goes through. Each has a plain column {@code id}, unique and not NULL.
 *
 * @param constraints as CREATE TABLE takes them
 * @param keys columns that ON CONFLICT can name
 */
record HuntTable(String name, List<Column> columns, List<String> constraints, List<Column> keys) {

    HuntTable {
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        keys = List.copyOf(keys);
    }

    static HuntTable of(String name, List<Column> columns, List<String> constraints, String... keys) {
        List<Column> unique = Stream.of(keys)
                .map(key -> columns.stream()
                        .filter(column -> column.name().equals(key))
                        .findFirst()
                        .orElseThrow())
                .toList();
        return new HuntTable(name, columns, constraints, unique);
    }

    boolean isEncrypted() {
        return columns.stream().anyMatch(column -> column.role().isEncrypted());
    }

    String createTable(HuntDialect dialect, boolean encrypted) {
        return Stream.concat(
                        columns.stream().map(column -> declaration(column, dialect, encrypted)), constraints.stream())
                .collect(Collectors.joining(", ", "CREATE TABLE " + dialect.quoted(name) + " (", ")"));
    }

    private static String declaration(Column column, HuntDialect dialect, boolean encrypted) {
        return dialect.quoted(column.name()) + " " + dialect.type(column.type())
                + (encrypted ? column.role().clause(column.domain()) : "");
    }

    /** All that the application sees, in the order of a unique column. */
    String selectAll(HuntDialect dialect) {
        return "SELECT * FROM " + dialect.quoted(name) + " ORDER BY " + dialect.quoted("id");
    }
}
