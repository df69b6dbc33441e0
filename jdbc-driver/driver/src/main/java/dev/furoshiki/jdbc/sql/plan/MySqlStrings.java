package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLSyntaxErrorException;

/** The strings of MariaDB and MySQL, in single quotes or double ones. Stateless. */
final class MySqlStrings {

    private MySqlStrings() {}

    /** Strings that follow each other are one. */
    static String text(SqlText statement, BoundLiteral literal, MySqlSyntax syntax) throws SQLSyntaxErrorException {
        StringBuilder text = new StringBuilder();
        for (int i = LiteralReader.firstString(statement, literal); i <= literal.last(); i++) {
            String written = statement.written(i);
            char quote = written.charAt(0);
            if (quote != '\'' && quote != '"') {
                throw LiteralReader.unread(statement, i);
            }
            read(written, quote, !syntax.noBackslashEscapes(), text);
        }
        return text.toString();
    }

    private static void read(String written, char quote, boolean escapes, StringBuilder text) {
        int end = written.length() - 1;
        for (int at = 1; at < end; at++) {
            char c = written.charAt(at);
            if (c == quote) {
                at++; // it is doubled
                text.append(c);
            } else if (c == '\\' && escapes) {
                at++;
                escaped(written.charAt(at), text);
            } else {
                text.append(c);
            }
        }
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
