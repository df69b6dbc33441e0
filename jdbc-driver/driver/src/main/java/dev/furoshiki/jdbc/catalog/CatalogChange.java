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
     * @param keys where companions have to take the place of their columns
     */
    record CreateTable(
            TableName table, String sql, boolean ifNotExists, List<ColumnClause> columns, int end, List<KeyName> keys)
            implements CatalogChange {

        public CreateTable {
            columns = List.copyOf(columns);
            keys = List.copyOf(keys);
        }

        /** Without UNIQUE or PRIMARY KEY over a randomized column. */
        public CreateTable(TableName table, String sql, boolean ifNotExists, List<ColumnClause> columns, int end) {
            this(table, sql, ifNotExists, columns, end, List.of());
        }

        public CreateTable withKeys(List<KeyName> found) {
            return new CreateTable(table, sql, ifNotExists, columns, end, found);
        }
    }

    /**
     * DROP TABLE of an encrypted table.
     *
     * @param sql the application's text, sent as it is
     */
    record DropTable(TableName table, String sql) implements CatalogChange {}

    /**
     * CREATE VIEW over encrypted tables, or DROP VIEW of what reaches one: the manifest stays as it is, and what the server says
     * of its views is read anew.
     *
     * @param sql what is sent
     */
    record ChangeView(String sql) implements CatalogChange {}

    /**
     * CREATE TEMPORARY TABLE of the rows of a query that gives cells: the manifest stays as it is, and the connection alone knows
     * of the table.
     *
     * @param sql what is sent
     */
    record CreateTemporary(TableColumns table, String sql) implements CatalogChange {}

    /**
     * An encrypted column in a CREATE TABLE. Offsets count UTF-16 units from the start of the text.
     *
     * @param typeStart where the declared type starts; the physical type takes its place
     * @param typeEnd the offset after it
     * @param clauseStart where {@code ENCRYPTED WITH (...)} starts; it is cut out
     * @param clauseEnd the offset after it
     */
    record ColumnClause(Annotation annotation, int typeStart, int typeEnd, int clauseStart, int clauseEnd) {}

    /**
     * A randomized column with an index in a UNIQUE or PRIMARY KEY: no two of its cells are equal, those of its companion are.
     *
     * @param column the column's name
     * @param start where the column's name stands in the list of a table's constraint; or where a column's own constraint does,
     *     which becomes one of the table
     * @param end the offset after it
     * @param ofColumn whether it is a column's own constraint
     * @param leads whether the column is the key's first, so that the key's index is one of the column, too; MySQL calls it after
     *     that column
     */
    record KeyName(String column, int start, int end, boolean ofColumn, boolean leads) {}
}
