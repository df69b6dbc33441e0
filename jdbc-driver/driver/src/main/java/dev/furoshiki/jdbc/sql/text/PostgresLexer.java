package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides a text into tokens where PostgreSQL does (src/backend/parser/scan.l, with {@code standard_conforming_strings} on,
 * which the connection is held to), and knows JDBC's {@code ?} as its driver does. Stateless but for the text.
 *
 * <p>Comments nest; an operator is the longest run of operator characters, cut before a comment, and before a trailing sign
 * unless it holds a character that SQL has no operators of; every character beyond ASCII belongs to a name.
 */
final class PostgresLexer extends Lexer {

    private static final String OPERATOR = "~!@#^&|`?+-*/%<>=";
    private static final String BEYOND_SQL = "~!@#^&|`?%";
    private static final Pattern NUMBER = Pattern.compile(
            "0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*)?(?:\\.(?!\\.)[0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)?");

    private PostgresLexer(String text) {
        super(text);
    }

    /**
     * All tokens in order, without comments.
     *
     * @throws SQLSyntaxErrorException (42601) for a quote or comment without an end
     */
    static List<Token> tokens(String text) throws SQLSyntaxErrorException {
        return new PostgresLexer(text).run();
    }

    /** Whether a token consists of the characters that operators are made of. */
    static boolean isOperator(String written) {
        return written.chars().allMatch(c -> OPERATOR.indexOf(c) >= 0);
    }

    @Override
    void skipBlanks() throws SQLSyntaxErrorException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                skipLine();
            } else if (c == '/' && peek(1) == '*') {
                skipNestedComment();
            } else {
                return;
            }
        }
    }

    @Override
    void next() throws SQLSyntaxErrorException {
        int start = at;
        char c = text.charAt(at);
        if (isNameStart(c)) {
            word(start, c);
        } else if (c == '"') {
            quoted('"', Token.Kind.QUOTED_NAME, start);
        } else if (c == '\'') {
            quoted('\'', Token.Kind.STRING, start);
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number(start);
        } else if (c == '$') {
            dollar(start);
        } else if (OPERATOR.indexOf(c) >= 0) {
            operator(start, c);
        } else {
            at += c == ':' && (peek(1) == ':' || peek(1) == '=') ? 2 : 1;
            add(Token.Kind.SYMBOL, start);
        }
    }

    private void word(int start, char first) throws SQLSyntaxErrorException {
        char second = peek(1);
        if (second == '\'' && "bBxXnN".indexOf(first) >= 0) {
            at++;
            quoted('\'', Token.Kind.STRING, start);
        } else if (second == '\'' && (first == 'e' || first == 'E')) {
            at++;
            escaped('\'', Token.Kind.STRING, start);
        } else if ((first == 'u' || first == 'U') && second == '&' && (peek(2) == '\'' || peek(2) == '"')) {
            char quote = peek(2);
            at += 2;
            quoted(quote, quote == '"' ? Token.Kind.ESCAPED_NAME : Token.Kind.STRING, start);
        } else {
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            add(Token.Kind.WORD, start);
        }
    }

    private void number(int start) throws SQLSyntaxErrorException {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw SyntaxErrors.at(start, "a number was expected here");
        }
        at = number.end();
        if (isNameStart(peek(0))) {
            throw SyntaxErrors.at(at, "a number runs into a name; put a space between them");
        }
        add(Token.Kind.NUMBER, start);
    }

    /** {@code $1}, or the start of a dollar quote. */
    private void dollar(int start) throws SQLSyntaxErrorException {
        at++;
        if (isDigit(peek(0))) {
            while (isDigit(peek(0))) {
                at++;
            }
            add(Token.Kind.POSITIONAL_PARAMETER, start);
            return;
        }
        int tag = at;
        while (isNameStart(peek(0)) || (at > tag && isDigit(peek(0)))) {
            at++;
        }
        if (peek(0) != '$') {
            at = start + 1;
            add(Token.Kind.SYMBOL, start);
            return;
        }
        at++;
        String delimiter = text.substring(start, at);
        int end = text.indexOf(delimiter, at);
        if (end < 0) {
            throw withoutEnd("dollar-quoted string", start);
        }
        at = end + delimiter.length();
        add(Token.Kind.STRING, start);
    }

    private void operator(int start, char first) {
        if (first == '?' && peek(1) != '?') {
            at++;
            add(Token.Kind.PARAMETER, start);
            return;
        }
        while (at < text.length() && OPERATOR.indexOf(text.charAt(at)) >= 0 && !isParameter(start) && !isComment()) {
            at++;
        }
        while (at > start + 1 && isSign(text.charAt(at - 1)) && !holdsBeyondSql(start)) {
            at--;
        }
        add(Token.Kind.SYMBOL, start);
    }

    /** A single {@code ?} ends an operator; JDBC writes the server's own as {@code ??}. */
    private boolean isParameter(int start) {
        if (peek(0) != '?') {
            return false;
        }
        boolean doubledBefore = at > start && text.charAt(at - 1) == '?';
        return peek(1) != '?' && !doubledBefore;
    }

    private boolean isComment() {
        return (peek(0) == '-' && peek(1) == '-') || (peek(0) == '/' && peek(1) == '*');
    }

    private boolean holdsBeyondSql(int start) {
        for (int i = start; i < at; i++) {
            if (BEYOND_SQL.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }

    private static boolean isNameStart(char c) {
        return isAsciiLetter(c) || c == '_' || c >= 0x80;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
