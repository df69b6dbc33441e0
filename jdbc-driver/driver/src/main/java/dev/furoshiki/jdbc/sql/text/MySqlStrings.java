package dev.furoshiki.jdbc.sql.text;

/**
 * What the strings of MariaDB and MySQL say, in single quotes or double ones. Stateless.
 *
 * @see <a href="https://mariadb.com/kb/en/string-literals/">String literals</a>
 */
public final class MySqlStrings {

    private MySqlStrings() {}

    /**
     * The text of one string.
     *
     * @param written with its quotes
     */
    public static String text(String written, MySqlSyntax syntax) {
        StringBuilder text = new StringBuilder(written.length());
        char quote = written.charAt(0);
        int end = written.length() - 1;
        for (int at = 1; at < end; at++) {
            char c = written.charAt(at);
            if (c == quote) {
                at++; // it is doubled
                text.append(c);
            } else if (c == '\\' && !syntax.noBackslashEscapes()) {
                at++;
                escaped(written.charAt(at), text);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static void escaped(char c, StringBuilder text) {
        switch (c) {
            case '0' -> text.append('\0');
            case 'b' -> text.append('\b');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'Z' -> text.append('\u001a');
            case '%', '_' -> text.append('\\').append(c); // for LIKE, which reads it once more
            default -> text.append(c);
        }
    }
}
