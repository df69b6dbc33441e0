package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLSyntaxErrorException;

/** PostgreSQL's strings in every form but {@code U&'...'}. Stateless. */
final class PostgresStrings {

    private PostgresStrings() {}

    /** Strings that follow each other are one, and read as the first is. */
    static String text(SqlText statement, BoundLiteral literal) throws SQLSyntaxErrorException {
        int first = LiteralReader.firstString(statement, literal);
        StringBuilder text = new StringBuilder();
        boolean escapes = false;
        for (int i = first; i <= literal.last(); i++) {
            String written = statement.written(i);
            char start = written.charAt(0);
            if (start == '$') {
                int tag = written.indexOf('$', 1) + 1;
                text.append(written, tag, written.length() - tag);
            } else if (start == '\'' || (i == first && (start == 'e' || start == 'E'))) {
                escapes |= start != '\'';
                int quote = written.indexOf('\'');
                String inner = written.substring(quote + 1, written.length() - 1);
                text.append(escapes ? unescaped(inner, statement, i) : inner.replace("''", "'"));
            } else {
                throw LiteralReader.unread(statement, i);
            }
        }
        return text.toString();
    }

    private static String unescaped(String inner, SqlText statement, int index) throws SQLSyntaxErrorException {
        StringBuilder text = new StringBuilder(inner.length());
        int at = 0;
        while (at < inner.length()) {
            char c = inner.charAt(at);
            if (c == '\'') {
                text.append('\'');
                at += 2;
            } else if (c == '\\' && at + 1 < inner.length()) {
                at = escape(inner, at + 1, text, statement, index);
            } else {
                text.append(c);
                at++;
            }
        }
        return text.toString();
    }

    /** @return the offset behind it */
    private static int escape(String inner, int at, StringBuilder text, SqlText statement, int index)
            throws SQLSyntaxErrorException {
        char c = inner.charAt(at);
        switch (c) {
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000b');
            case 'u' -> {
                return codePoint(inner, at + 1, 4, text, statement, index);
            }
            case 'U' -> {
                return codePoint(inner, at + 1, 8, text, statement, index);
            }
            case 'x', '0', '1', '2', '3', '4', '5', '6', '7' -> {
                return bytes(inner, at, text, statement, index);
            }
            default -> text.append(c);
        }
        return at + 1;
    }

    private static int codePoint(String inner, int at, int digits, StringBuilder text, SqlText statement, int index)
            throws SQLSyntaxErrorException {
        if (at + digits > inner.length()) {
            throw LiteralReader.unread(statement, index);
        }
        try {
            int unit = Integer.parseInt(inner, at, at + digits, 16);
            if (unit == 0 || unit > Character.MAX_CODE_POINT) {
                throw LiteralReader.unread(statement, index);
            }
            text.appendCodePoint(unit);
        } catch (NumberFormatException none) {
            throw LiteralReader.unread(statement, index);
        }
        return at + digits;
    }

    /** One byte; those of ASCII alone are characters by themselves. */
    private static int bytes(String inner, int at, StringBuilder text, SqlText statement, int index)
            throws SQLSyntaxErrorException {
        boolean hex = inner.charAt(at) == 'x';
        int start = hex ? at + 1 : at;
        int end = start;
        while (end < inner.length()
                && end - start < (hex ? 2 : 3)
                && Character.digit(inner.charAt(end), hex ? 16 : 8) >= 0) {
            end++;
        }
        if (end == start) {
            throw LiteralReader.unread(statement, index);
        }
        int value = Integer.parseInt(inner, start, end, hex ? 16 : 8);
        if (value == 0 || value > 0x7f) {
            throw LiteralReader.unread(statement, index);
        }
        text.append((char) value);
        return end;
    }
}
