package dev.furoshiki.jdbc.catalog;

/**
 * A table as the server stores its name: unquoted, after case folding.
 *
 * @param schema such as {@code public}
 */
public record TableName(String schema, String table) {

    /** By which PostgreSQL knows the schema of a connection's own temporary tables. */
    public static final String TEMPORARY_SCHEMA = "pg_temp";

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
