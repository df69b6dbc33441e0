package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;

/** Names of types, of which only the place is kept. For one statement. */
final class TypeReader {

    private final Readers in;

    TypeReader(Readers in) {
        this.in = in;
    }

    Span read() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        int end = end(first);
        if (end < 0) {
            throw in.cursor.unreadable();
        }
        in.cursor.takeUntil(end, Role.OTHER);
        return in.cursor.from(first);
    }

    /** Of a column that is defined, with what MySQL says of its values right behind it. */
    Span readOfColumn() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        int end = in.cursor.statement().isAnyWord(first, "ENUM", "SET") ? endOfChoice(first + 1) : end(first);
        if (end < 0) {
            throw in.cursor.unreadable();
        }
        in.cursor.takeUntil(in.grammar.isMySql() ? endOfAttributes(end) : end, Role.OTHER);
        return in.cursor.from(first);
    }

    /** Past {@code ('a', 'b')}; -1 where there is none. */
    private int endOfChoice(int index) {
        SqlText statement = in.cursor.statement();
        int end = index + 1;
        while (statement.is(end, Token.Kind.STRING)) {
            end += statement.isSymbol(end + 1, ",") ? 2 : 1;
        }
        return statement.isSymbol(index, "(") && statement.isSymbol(end, ")") ? end + 1 : -1;
    }

    private int endOfAttributes(int index) {
        SqlText statement = in.cursor.statement();
        int end = index;
        while (true) {
            if (statement.isAnyWord(end, "UNSIGNED", "SIGNED", "ZEROFILL", "ASCII", "UNICODE", "BINARY")) {
                end++;
            } else if (statement.isAnyWord(end, "CHARSET", "COLLATE")) {
                end += 2;
            } else if (statement.areWords(end, "CHARACTER", "SET")) {
                end += 3;
            } else {
                return end;
            }
        }
    }

    /** The index behind a type that starts there; -1 where none does. */
    int end(int index) {
        int end = endOfName(index);
        if (end < 0) {
            return -1;
        }
        SqlText statement = in.cursor.statement();
        while (true) {
            boolean bounds = statement.isSymbol(end, "[");
            if (bounds && statement.isSymbol(end + 1, "]")) {
                end += 2;
            } else if (bounds && statement.is(end + 1, Token.Kind.NUMBER) && statement.isSymbol(end + 2, "]")) {
                end += 3;
            } else if (statement.isWord(end, "ARRAY")) {
                end++;
            } else {
                return end;
            }
        }
    }

    private int endOfName(int index) {
        SqlText statement = in.cursor.statement();
        return switch (statement.word(index)) {
            case "" -> statement.is(index, Token.Kind.QUOTED_NAME) ? endOfOther(index) : -1;
            case "DOUBLE" -> afterModifiers(past(index + 1, "PRECISION"));
            case "CHARACTER", "CHAR", "NCHAR", "BINARY", "BIT" -> endOfCharacters(index + 1);
            case "NATIONAL" ->
                statement.isAnyWord(index + 1, "CHARACTER", "CHAR", "VARCHAR") ? endOfCharacters(index + 2) : -1;
            case "TIME", "TIMESTAMP" -> endOfTime(afterModifiers(index + 1));
            case "INTERVAL" -> endOfInterval(index + 1);
            case "SIGNED", "UNSIGNED" -> past(index + 1, "INTEGER");
            case "LONG" ->
                in.grammar.isMySql() && statement.isAnyWord(index + 1, "VARCHAR", "VARBINARY")
                        ? index + 2
                        : endOfOther(index);
            default -> endOfOther(index);
        };
    }

    private int past(int index, String word) {
        return in.cursor.statement().isWord(index, word) ? index + 1 : index;
    }

    /** Past {@code VARYING (10)}, {@code LARGE OBJECT} and {@code CHARACTER SET name}. */
    private int endOfCharacters(int index) {
        SqlText statement = in.cursor.statement();
        if (statement.areWords(index, "LARGE", "OBJECT")) {
            return afterModifiers(index + 2);
        }
        int end = afterModifiers(past(index, "VARYING"));
        if (statement.areWords(end, "CHARACTER", "SET") && statement.isName(end + 2)) {
            return end + 3;
        }
        return end;
    }

    private int endOfTime(int index) {
        SqlText statement = in.cursor.statement();
        boolean zone = statement.isAnyWord(index, "WITH", "WITHOUT")
                && (statement.areWords(index + 1, "TIME", "ZONE")
                        || statement.areWords(index + 1, "LOCAL", "TIME", "ZONE"));
        if (!zone) {
            return index;
        }
        return statement.isWord(index + 1, "LOCAL") ? index + 4 : index + 3;
    }

    /** Past {@code (3)}, or {@code DAY (2) TO SECOND (3)}. */
    int endOfInterval(int index) {
        int end = afterField(index);
        if (end > index && in.cursor.statement().isWord(end, "TO")) {
            int field = afterField(end + 1);
            return field > end + 1 ? field : end;
        }
        return end > index ? end : afterModifiers(index);
    }

    private int afterField(int index) {
        return in.cursor.statement().isAnyWord(index, "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
                ? afterModifiers(index + 1)
                : index;
    }

    private int endOfOther(int index) {
        SqlText statement = in.cursor.statement();
        boolean keyword = !in.grammar.isMySql() && in.grammar.words().noCalls().contains(statement.word(index));
        if (keyword || !statement.isName(index)) {
            return -1;
        }
        int end = index + 1;
        while (statement.isSymbol(end, ".") && statement.isName(end + 1)) {
            end += 2;
        }
        return afterModifiers(end);
    }

    /** Past what stands in parentheses after a type: lengths, precisions, or names such as PostGIS has. */
    private int afterModifiers(int index) {
        SqlText statement = in.cursor.statement();
        if (!statement.isSymbol(index, "(")) {
            return index;
        }
        int end = index + 1;
        while (statement.is(end, Token.Kind.NUMBER) || statement.is(end, Token.Kind.WORD)) {
            end++;
            boolean signed = statement.isSymbol(end, ",") && statement.isSymbol(end + 1, "-");
            end += signed ? 2 : statement.isSymbol(end, ",") ? 1 : 0;
        }
        return end > index + 1 && statement.isSymbol(end, ")") ? end + 1 : index;
    }
}
