package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constants, with a type in front of them or without. For one statement. */
final class ConstantReader {

    private final Readers in;

    ConstantReader(Readers in) {
        this.in = in;
    }

    Literal word(Literal.Kind kind) throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        in.cursor.take(Role.LEAF);
        return new Literal(in.cursor.from(first), kind);
    }

    Literal number() throws SQLSyntaxErrorException {
        return word(Literal.Kind.NUMBER);
    }

    /** Strings that follow each other are one. */
    Literal string() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (!cursor.is(Token.Kind.STRING)) {
            throw cursor.unreadable();
        }
        int first = cursor.at();
        char start = cursor.statement().text().charAt(cursor.statement().start(first));
        boolean bits = start == 'b' || start == 'B' || start == 'x' || start == 'X';
        strings();
        return new Literal(cursor.from(first), bits ? Literal.Kind.BITS : Literal.Kind.STRING);
    }

    private void strings() throws SQLSyntaxErrorException {
        do {
            in.cursor.take(Role.LEAF);
        } while (in.cursor.is(Token.Kind.STRING) && continues());
        if (in.cursor.acceptWord("UESCAPE")) {
            throw in.cursor.unreadable();
        }
    }

    /** PostgreSQL takes two strings for one only where they stand on two lines. */
    private boolean continues() {
        SqlText statement = in.cursor.statement();
        int at = in.cursor.at();
        String between = statement.text().substring(statement.end(at - 1), statement.start(at));
        return !in.grammar.isPostgres() || between.indexOf('\n') >= 0 || between.indexOf('\r') >= 0;
    }

    /** {@code -1}, unless something binds to the number more tightly than its sign. */
    @Nullable
    Literal signed() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean sign = cursor.isSymbol("-") || cursor.isSymbol("+");
        boolean tighter = cursor.isSymbol(2, "::") || cursor.isSymbol(2, "[") || cursor.isSymbol(2, ".");
        if (!sign || tighter || !cursor.is(1, Token.Kind.NUMBER)) {
            return null;
        }
        int first = cursor.at();
        cursor.take(Role.LEAF);
        cursor.take(Role.LEAF);
        return new Literal(cursor.from(first), Literal.Kind.NUMBER);
    }

    /** A string behind the name of a type; nothing where there is none. */
    @Nullable
    Expression typed() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (cursor.isWord("INTERVAL")) {
            return interval();
        }
        int string = switch (in.grammar.dialect()) {
            case POSTGRESQL -> behindType(first);
            case MYSQL -> isTypeInMySql() ? first + 1 : -1;
            case H2 -> isTypeInH2() ? behindType(first) : -1;
        };
        if (string < 0 || !cursor.statement().is(string, Token.Kind.STRING)) {
            return null;
        }
        cursor.takeUntil(string, Role.LEAF);
        strings();
        boolean introduced = cursor.statement().word(first).startsWith("_");
        return new Literal(cursor.from(first), introduced ? Literal.Kind.STRING : Literal.Kind.TYPED);
    }

    private int behindType(int first) {
        SqlText statement = in.cursor.statement();
        boolean name = statement.isName(first) && !in.grammar.words().noCalls().contains(statement.word(first));
        return name ? in.types.end(first) : -1;
    }

    /** Anything else before a string is a column, and the string its label; {@code _utf8'...'} names a character set. */
    private boolean isTypeInMySql() {
        return in.cursor.isAnyWord("DATE", "TIME", "TIMESTAMP")
                || in.cursor.word().startsWith("_");
    }

    private boolean isTypeInH2() {
        return in.cursor.isAnyWord("DATE", "TIME", "TIMESTAMP", "JSON", "UUID", "GEOMETRY");
    }

    /** {@code INTERVAL '1' DAY}, {@code INTERVAL '1 day'}, and MySQL's {@code INTERVAL expression DAY}. */
    private @Nullable Expression interval() throws SQLSyntaxErrorException {
        return in.grammar.isMySql() ? intervalOfMySql() : constantInterval();
    }

    private @Nullable Literal constantInterval() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        SqlText statement = cursor.statement();
        int first = cursor.at();
        int string = first + 1;
        if (cursor.isSymbol(1, "(") && cursor.is(2, Token.Kind.NUMBER) && cursor.isSymbol(3, ")")) {
            string += 3;
        } else if (in.grammar.isH2() && (cursor.isSymbol(1, "-") || cursor.isSymbol(1, "+"))) {
            string++;
        }
        if (!statement.is(string, Token.Kind.STRING)) {
            return null;
        }
        cursor.takeUntil(string, Role.LEAF);
        strings();
        int end = in.types.endOfInterval(cursor.at());
        cursor.takeUntil(end, Role.LEAF);
        return new Literal(cursor.from(first), Literal.Kind.TYPED);
    }

    private @Nullable Expression intervalOfMySql() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.isSymbol(1, "(")) {
            int after = cursor.statement().closing(cursor.at() + 1) + 1;
            // A function of that name has a comma in its parentheses and no unit behind them.
            if (!TimeUnits.isOne(cursor.statement().word(after)) && isList(cursor.at() + 1)) {
                return null;
            }
        }
        int first = cursor.at();
        cursor.expectWord("INTERVAL");
        Expression count = in.expressions.read();
        if (!TimeUnits.isOne(cursor.word())) {
            throw cursor.unreadable();
        }
        cursor.take(Role.KEYWORD);
        return new Expression.Operation(cursor.from(first), List.of(count));
    }

    private boolean isList(int opening) {
        SqlText statement = in.cursor.statement();
        int closing = statement.closing(opening);
        int depth = 0;
        for (int i = opening; i < closing; i++) {
            depth += statement.isSymbol(i, "(") ? 1 : statement.isSymbol(i, ")") ? -1 : 0;
            if (depth == 1 && statement.isSymbol(i, ",")) {
                return true;
            }
        }
        return false;
    }
}
