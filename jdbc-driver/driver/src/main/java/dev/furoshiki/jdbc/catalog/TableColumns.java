package dev.furoshiki.jdbc.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table that has encrypted columns: all its columns as the application sees them, in the server's order, companions
 * left out.
 *
 * @param columnNames plain and encrypted ones, as the server stores the names
 * @param encrypted by column name
 */
public record TableColumns(TableName name, List<String> columnNames, Map<String, EncryptedColumn> encrypted) {

    public TableColumns {
        columnNames = List.copyOf(columnNames);
        encrypted = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(encrypted));
    }

    public Optional<EncryptedColumn> encryptedColumn(String columnName) {
        return Optional.ofNullable(encrypted.get(columnName));
    }
}
