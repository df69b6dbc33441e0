package dev.furoshiki.jdbc.sql;

import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A statement as Calcite's parser gets it: the same tokens at the same offsets, on one line, without comments, and with a
 * plain placeholder for every constant in quotes, so that neither its lexer's habits nor its messages concern what the
 * application wrote there. Immutable.
 *
 * @param tokens those of the statement that are left, in order
 */
record ParserText(String text, List<Token> tokens) {

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

    private static final String NULL = "NULL";

    static ParserText of(SqlText statement) throws SQLSyntaxErrorException {
        int last = statement.size() - 1;
        char[] text = new char[statement.end(last)];
        Arrays.fill(text, ' ');
        List<Token> kept = new ArrayList<>(statement.size());
        for (int i = 0; i <= last; i++) {
            if (isTypeOfConstant(statement, i)) {
                continue;
            }
            if (isAssignedDefault(statement, i)) {
                NULL.getChars(0, NULL.length(), text, statement.start(i));
                kept.add(new Token(Token.Kind.WORD, statement.start(i), statement.start(i) + NULL.length()));
            } else {
                write(statement, i, text);
                kept.add(statement.tokens().get(i));
            }
        }
        return new ParserText(new String(text), kept);
    }

    private static boolean isTypeOfConstant(SqlText statement, int index) {
        return statement.is(index + 1, Token.Kind.STRING) && TYPES_OF_CONSTANTS.contains(statement.word(index));
    }

    /** Calcite has {@code DEFAULT} in INSERT only; in UPDATE a constant stands for it. */
    private static boolean isAssignedDefault(SqlText statement, int index) {
        return statement.isWord(0, "UPDATE")
                && statement.isWord(index, "DEFAULT")
                && statement.isSymbol(index - 1, "=");
    }

    private static void write(SqlText statement, int index, char[] text) throws SQLSyntaxErrorException {
        Token token = statement.tokens().get(index);
        String written = statement.written(index);
        switch (token.kind()) {
            case STRING -> {
                Arrays.fill(text, token.start(), token.end(), 'x');
                text[token.start()] = '\'';
                text[token.end() - 1] = '\'';
            }
            case POSITIONAL_PARAMETER ->
                throw SyntaxErrors.at(
                        token.start(), "the server's own kind of parameter cannot be bound here; write ? instead");
            case ESCAPED_NAME ->
                throw SyntaxErrors.at(
                        token.start(),
                        "a name with Unicode escapes cannot be analysed here; write the characters themselves");
            default -> {
                if (written.indexOf('\n') >= 0 || written.indexOf('\r') >= 0) {
                    throw SyntaxErrors.at(token.start(), "a name with a line break cannot be analysed");
                }
                written.getChars(0, written.length(), text, token.start());
            }
        }
    }

    /** Where Calcite says that something starts or ends: columns count from 1, and there is but one line. */
    static int offset(int column) {
        return column - 1;
    }
}
