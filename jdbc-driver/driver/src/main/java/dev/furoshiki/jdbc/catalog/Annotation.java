package dev.furoshiki.jdbc.catalog;

/**
 * What someone declared of a column: a DDL clause, or an entry of the YAML policy.
 *
 * @param table schema and table
 * @param domainName as declared with {@code DOMAIN =}; {@link #ownDomain} where it was not
 * @param source where it was said, for messages: {@code policy.yaml:12} or {@code CREATE TABLE person}
 */
public record Annotation(
        TableName table,
        String column,
        LogicalType type,
        String keyId,
        CellType cellType,
        IndexType indexType,
        String domainName,
        String source) {

    Annotation withType(LogicalType other) {
        return new Annotation(table, column, other, keyId, cellType, indexType, domainName, source);
    }

    /** The name of a domain that is one column's own: {@code schema.table.column}. */
    public static String ownDomain(TableName table, String column) {
        return table + "." + column;
    }
}
