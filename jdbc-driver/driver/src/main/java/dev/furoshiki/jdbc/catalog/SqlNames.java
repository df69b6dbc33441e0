package dev.furoshiki.jdbc.catalog;

/** Names as they stand in SQL text: quoted, always. Stateless. */
public final class SqlNames {

    private SqlNames() {}

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A name in SQL text as the server stores it: what stands in double quotes, or else in lower case (ASCII only). */
    static String stored(String written) {
        if (written.length() > 1 && written.startsWith("\"") && written.endsWith("\"")) {
            return written.substring(1, written.length() - 1).replace("\"\"", "\"");
        }
        StringBuilder folded = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
        }
        return folded.toString();
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

    static String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.table());
    }
}
