package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A statement as Calcite's parser gets it: on one line, without comments, each token where it was, with placeholders for what
 * its grammar does not know and the analysis takes from the tokens. A constant in quotes is a plain one, so that neither
 * Calcite's lexer nor its messages concern what the application wrote there; a name that it reserves is another name; an
 * operator that it lacks is a {@code +}, which like it is written before an operand or between two, and binds tighter than any
 * comparison. Immutable.
 *
 * @param tokens those of the text
 */
public record ParserText(String text, List<Token> tokens) {

    /** Before a constant in quotes these say its type; the constant remains one without. */
    private static final Set<String> TYPES_OF_CONSTANTS = Set.of(
            "BYTEA",
            "DATE",
            "INET",
            "INTERVAL",
            "JSON",
            "JSONB",
            "NUMERIC",
            "TIME",
            "TIMESTAMP",
            "TIMESTAMPTZ",
            "TIMETZ",
            "UUID",
            "XML");

    private static final Set<String> SYMBOLS =
            Set.of("=>", "=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "||");

    private static final String OPERATOR = "+";
    private static final String NULL = "NULL";

    /** What is written in a token's place; nothing for one that is left out. */
    private static String written(SqlText statement, int index) throws SQLSyntaxErrorException {
        Token token = statement.tokens().get(index);
        String written = statement.written(index);
        return switch (token.kind()) {
            case STRING -> "'" + "x".repeat(written.length() - 2) + "'";
            case VARIABLE ->
                throw SyntaxErrors.at(token.start(), "a variable cannot be analysed here; write a parameter instead");
            case POSITIONAL_PARAMETER ->
                throw SyntaxErrors.at(
                        token.start(), "the server's own kind of parameter cannot be bound here; write ? instead");
            case ESCAPED_NAME ->
                throw SyntaxErrors.at(
                        token.start(),
                        "a name with Unicode escapes cannot be analysed here; write the characters themselves");
            case QUOTED_NAME -> {
                if (written.indexOf('\n') >= 0 || written.indexOf('\r') >= 0) {
                    throw SyntaxErrors.at(token.start(), "a name with a line break cannot be analysed");
                }
                yield written;
            }
            case WORD -> word(statement, index, written);
            case SYMBOL -> symbol(statement, written);
            case NUMBER, PARAMETER -> written;
        };
    }

    private static String symbol(SqlText statement, String written) {
        if (written.equals(":=")) {
            return "=>"; // before a named argument they mean the same
        }
        boolean unknown = statement.syntax().isOperator(written) && !SYMBOLS.contains(written);
        return unknown ? OPERATOR : written;
    }

    private static String word(SqlText statement, int index, String written) {
        if (isLeftOut(statement, index)) {
            return "";
        }
        if (statement.areWords(index, "AT", "TIME", "ZONE")) {
            return OPERATOR;
        }
        if (isAssignedDefault(statement, index)) {
            return NULL;
        }
        return NamesInCalcite.isOne(statement, index) ? "q".repeat(written.length()) : written;
    }

    private static boolean isLeftOut(SqlText statement, int index) {
        boolean typeOfConstant =
                statement.is(index + 1, Token.Kind.STRING) && TYPES_OF_CONSTANTS.contains(statement.word(index));
        boolean ofZone = statement.areWords(index - 1, "AT", "TIME", "ZONE")
                || statement.areWords(index - 2, "AT", "TIME", "ZONE");
        return typeOfConstant || ofZone;
    }

    /** Calcite has {@code DEFAULT} in INSERT only; in UPDATE a constant stands for it. */
    private static boolean isAssignedDefault(SqlText statement, int index) {
        return statement.isWord(0, "UPDATE")
                && statement.isWord(index, "DEFAULT")
                && statement.isSymbol(index - 1, "=");
    }

    public static ParserText of(SqlText statement) throws SQLSyntaxErrorException {
        int size = statement.size();
        char[] text = new char[statement.end(size - 1)];
        Arrays.fill(text, ' ');
        List<Token> kept = new ArrayList<>(size);
        int next = 0;
        while (next < size) {
            int collation = afterCollation(statement, next);
            if (collation > next) {
                next = collation;
                continue;
            }
            String written = written(statement, next);
            int start = statement.start(next);
            written.getChars(0, written.length(), text, start);
            if (!written.isEmpty()) {
                kept.add(new Token(statement.tokens().get(next).kind(), start, start + written.length()));
            }
            next++;
        }
        return new ParserText(new String(text), kept);
    }

    /** Past {@code COLLATE name}, which says how plain values are compared, and no more; the same index where there is none. */
    private static int afterCollation(SqlText statement, int index) {
        boolean collates =
                statement.isWord(index, "COLLATE") && !statement.isWord(0, "CREATE") && statement.isName(index + 1);
        if (!collates) {
            return index;
        }
        int name = index + 1;
        while (statement.isSymbol(name + 1, ".") && statement.isName(name + 2)) {
            name += 2;
        }
        return name + 1;
    }

    /** Where Calcite says that something starts or ends: columns count from 1, and there is but one line. */
    public static int offset(int column) {
        return column - 1;
    }
}
