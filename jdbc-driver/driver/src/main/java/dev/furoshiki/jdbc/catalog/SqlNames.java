package dev.furoshiki.jdbc.catalog;

/** Names as they stand in SQL text: quoted, always. Stateless. */
public final class SqlNames {

    private SqlNames() {}

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.table());
    }
}
