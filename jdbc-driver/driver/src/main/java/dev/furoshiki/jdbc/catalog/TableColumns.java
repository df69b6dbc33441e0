package dev.furoshiki.jdbc.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table that has encrypted columns: all its columns as the application sees them, in the server's order, companions
 * left out.
 *
 * @param columnNames plain and encrypted ones, as the server stores the names
 * @param encrypted by column name
 * @param unlisted names of those that {@code *} and an INSERT without a list of columns leave out
 */
public record TableColumns(
        TableName name, List<String> columnNames, Map<String, EncryptedColumn> encrypted, Set<String> unlisted) {

    public TableColumns {
        columnNames = List.copyOf(columnNames);
        unlisted = Set.copyOf(unlisted);
        encrypted = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(encrypted));
    }

    /** A table all of whose columns are listed. */
    public TableColumns(TableName name, List<String> columnNames, Map<String, EncryptedColumn> encrypted) {
        this(name, columnNames, encrypted, Set.of());
    }

    /** What {@code *} means, and an INSERT without a list of columns. */
    public List<String> listedNames() {
        return columnNames.stream().filter(column -> !unlisted.contains(column)).toList();
    }

    public Optional<EncryptedColumn> encryptedColumn(String columnName) {
        return Optional.ofNullable(encrypted.get(columnName));
    }
}
