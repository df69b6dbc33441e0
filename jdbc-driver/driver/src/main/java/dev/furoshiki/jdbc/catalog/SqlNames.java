package dev.furoshiki.jdbc.catalog;

/** Names as they stand in SQL text: quoted, always. Stateless. */
public final class SqlNames {

    private SqlNames() {}

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Where a schema's name ends, outside of quotes; -1 where there is none. */
    static int dot(String written) {
        boolean inQuotes = false;
        for (int i = 0; i < written.length(); i++) {
            inQuotes ^= written.charAt(i) == '"';
            if (written.charAt(i) == '.' && !inQuotes) {
                return i;
            }
        }
        return -1;
    }
}
