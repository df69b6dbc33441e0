package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Functions called by name, with a list of arguments. For one statement. */
final class CallReader {

    private final Readers in;

    CallReader(Readers in) {
        this.in = in;
    }

    /** The call of a function whose name has so many tokens. */
    Call read(int tokensOfName) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        boolean keyword = tokensOfName == 1 && in.grammar.words().noCalls().contains(cursor.word());
        if (keyword) {
            throw cursor.unreadable();
        }
        List<String> name = name(tokensOfName);
        cursor.expectSymbol("(");
        boolean distinct = cursor.acceptWord("DISTINCT");
        if (!distinct) {
            cursor.acceptWord("ALL");
        }
        List<Expression> arguments = new ArrayList<>();
        if (!cursor.isSymbol(")") && !cursor.isWord("ORDER")) {
            do {
                arguments.add(argument());
            } while (cursor.acceptSymbol(","));
        }
        List<SortKey> orderBy = new ArrayList<>(in.windows.orderByIfAny());
        if (!in.grammar.isPostgres()) {
            tailOfGroupConcat(arguments);
        }
        if (cursor.acceptWords("ON", "OVERFLOW")) {
            overflow(arguments);
        }
        nullsOfJson();
        cursor.expectSymbol(")");
        return behind(first, name, distinct, arguments, orderBy);
    }

    private List<String> name(int tokens) throws SQLSyntaxErrorException {
        SqlText statement = in.cursor.statement();
        List<String> name = new ArrayList<>();
        for (int i = 0; i < tokens; i++) {
            int index = in.cursor.at();
            if (statement.isName(index)) {
                name.add(
                        statement.is(index, Token.Kind.WORD)
                                ? lowerCase(statement.word(index))
                                : statement.name(index));
            }
            in.cursor.take(Role.OTHER);
        }
        return name;
    }

    /** Only ASCII letters were brought to upper case. */
    static String lowerCase(String word) {
        StringBuilder lower = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }

    private Expression argument() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.isSymbol("*")) {
            int first = cursor.at();
            cursor.take(Role.LEAF);
            return new Expression.Star(cursor.from(first), List.of());
        }
        if (in.grammar.isPostgres()) {
            cursor.acceptWord("VARIADIC");
            if (cursor.isName(0) && (cursor.isSymbol(1, "=>") || cursor.isSymbol(1, ":="))) {
                cursor.take(Role.OTHER);
                cursor.take(Role.SYMBOL);
            }
        }
        Expression argument = in.expressions.read();
        if (in.grammar.isMySql() || !cursor.isWord("FORMAT")) {
            return argument;
        }
        cursor.expectWords("FORMAT", "JSON");
        return new Expression.Operation(cursor.from(argument.span().first()), List.of(argument));
    }

    /** Of GROUP_CONCAT. */
    private void tailOfGroupConcat(List<Expression> arguments) throws SQLSyntaxErrorException {
        if (in.cursor.acceptWord("SEPARATOR")) {
            arguments.add(in.expressions.read());
        }
        if (in.grammar.isMySql() && in.cursor.acceptWord("LIMIT")) {
            arguments.addAll(in.expressions.list());
        }
    }

    private void overflow(List<Expression> arguments) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.acceptWord("ERROR")) {
            return;
        }
        cursor.expectWord("TRUNCATE");
        if (cursor.is(Token.Kind.STRING)) {
            arguments.add(in.constants.string());
        }
        cursor.expectAnyWord("WITH", "WITHOUT");
        cursor.expectWord("COUNT");
    }

    private void nullsOfJson() throws SQLSyntaxErrorException {
        if (in.cursor.acceptAnyWord("NULL", "ABSENT")) {
            in.cursor.expectWords("ON", "NULL");
        }
    }

    /** What follows the parentheses. */
    Call behind(int first, List<String> name, boolean distinct, List<Expression> arguments, List<SortKey> inside)
            throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<SortKey> orderBy = new ArrayList<>(inside);
        if (cursor.isWord("WITHIN") && cursor.isWord(1, "GROUP")) {
            cursor.expectWords("WITHIN", "GROUP");
            cursor.expectSymbol("(");
            orderBy.addAll(in.windows.orderByIfAny());
            cursor.expectSymbol(")");
        }
        Optional<Expression> filter = Optional.empty();
        if (cursor.isWord("FILTER") && cursor.isSymbol(1, "(")) {
            cursor.expectWord("FILTER");
            cursor.expectSymbol("(");
            cursor.expectWord("WHERE");
            filter = Optional.of(in.expressions.read());
            cursor.expectSymbol(")");
        }
        if (cursor.areWords("FROM", "FIRST") || cursor.areWords("FROM", "LAST")) {
            nthFrom();
        }
        if (cursor.isAnyWord("RESPECT", "IGNORE") && cursor.isWord(1, "NULLS")) {
            cursor.take(Role.KEYWORD);
            cursor.expectWord("NULLS");
        }
        Optional<Window> window = Optional.empty();
        if (cursor.isWord("OVER") && (cursor.isSymbol(1, "(") || cursor.isName(1))) {
            cursor.expectWord("OVER");
            window = Optional.of(in.windows.readOrNamed());
        }
        return new Call(cursor.from(first), name, distinct, arguments, orderBy, filter, window);
    }

    /** {@code NTH_VALUE(...) FROM FIRST OVER ...}; a table may be called so, but no window then follows. */
    private void nthFrom() throws SQLSyntaxErrorException {
        if (in.cursor.isAnyWord("FROM") && (in.cursor.isWord(2, "OVER") || in.cursor.isWord(3, "NULLS"))) {
            in.cursor.take(Role.KEYWORD);
            in.cursor.take(Role.KEYWORD);
        }
    }

    /** {@code CURRENT_DATE} and its like, which are functions without parentheses; nothing for other words. */
    @Nullable
    Call withoutParentheses(String word) throws SQLSyntaxErrorException {
        if (!isFunction(word)) {
            return null;
        }
        int first = in.cursor.at();
        return new Call(
                spanOfName(first),
                List.of(lowerCase(word)),
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private Span spanOfName(int first) throws SQLSyntaxErrorException {
        in.cursor.take(Role.KEYWORD);
        return in.cursor.from(first);
    }

    boolean isFunction(String word) {
        return switch (word) {
            case "CURRENT_DATE",
                    "CURRENT_ROLE",
                    "CURRENT_TIME",
                    "CURRENT_TIMESTAMP",
                    "CURRENT_USER",
                    "LOCALTIME",
                    "LOCALTIMESTAMP" -> true;
            case "CURRENT_CATALOG", "CURRENT_SCHEMA", "SESSION_USER", "SYSTEM_USER", "USER" -> !in.grammar.isMySql();
            case "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP" -> in.grammar.isMySql();
            case "CURRENT_PATH", "ROWNUM", "_ROWID_" -> in.grammar.isH2();
            default -> false;
        };
    }
}
