package dev.furoshiki.jdbc.catalog;

import java.util.List;

/** A change of the catalogue that a data definition asks for. */
public sealed interface CatalogChange {

    /**
     * CREATE TABLE with encrypted columns.
     *
     * @param sql the application's text
     * @param ifNotExists whether an existing table of the same annotations is left as it is
     * @param columns every encrypted column, with where its type and clause stand in the text
     * @param end offset of the parenthesis that ends the column list: companions and checks go before it
     */
    record CreateTable(TableName table, String sql, boolean ifNotExists, List<ColumnClause> columns, int end)
            implements CatalogChange {

        public CreateTable {
            columns = List.copyOf(columns);
        }
    }

    /**
     * DROP TABLE of an encrypted table.
     *
     * @param sql the application's text, sent as it is
     */
    record DropTable(TableName table, String sql) implements CatalogChange {}

    /**
     * An encrypted column in a CREATE TABLE. Offsets count UTF-16 units from the start of the text.
     *
     * @param typeStart where the declared type starts; the physical type takes its place
     * @param typeEnd the offset after it
     * @param clauseStart where {@code ENCRYPTED WITH (...)} starts; it is cut out
     * @param clauseEnd the offset after it
     */
    record ColumnClause(Annotation annotation, int typeStart, int typeEnd, int clauseStart, int clauseEnd) {}
}
