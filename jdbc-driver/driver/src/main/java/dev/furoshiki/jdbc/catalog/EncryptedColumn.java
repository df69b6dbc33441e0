package dev.furoshiki.jdbc.catalog;

import java.util.Optional;

/** One encrypted column, as the catalogue has it. */
public record EncryptedColumn(
        TableName table, String name, LogicalType type, CellType cellType, IndexType indexType, Domain domain) {

    /** The companion column that holds the equality index, where there is one. */
    public Optional<String> companion() {
        return indexType == IndexType.EQUALITY
                ? Optional.of("fk_" + domain.id().substring(0, 16) + "_eq")
                : Optional.empty();
    }

    /** Whether the server can compare this column for equality. */
    public boolean comparable() {
        return cellType == CellType.DETERMINISTIC || indexType == IndexType.EQUALITY;
    }

    @Override
    public String toString() {
        return table + "." + name;
    }
}
