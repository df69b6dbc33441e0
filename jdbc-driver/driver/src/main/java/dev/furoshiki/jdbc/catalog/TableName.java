package dev.furoshiki.jdbc.catalog;

/**
 * A table as the server stores its name: unquoted, after case folding.
 *
 * @param schema such as {@code public}
 */
public record TableName(String schema, String table) {

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
