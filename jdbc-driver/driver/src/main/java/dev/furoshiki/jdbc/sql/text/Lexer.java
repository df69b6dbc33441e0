package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;

/** A text, how far it has been read, and the tokens so far: what the lexers of all dialects have in common. */
abstract class Lexer {

    final String text;
    int at;
    private final List<Token> tokens = new ArrayList<>();

    Lexer(String text) {
        this.text = text;
    }

    final List<Token> run() throws SQLSyntaxErrorException {
        skipBlanks();
        while (at < text.length()) {
            next();
            skipBlanks();
        }
        return tokens;
    }

    /** Past blanks and comments. */
    abstract void skipBlanks() throws SQLSyntaxErrorException;

    /** Past the token that starts here, and adds it. */
    abstract void next() throws SQLSyntaxErrorException;

    final void add(Token.Kind kind, int start) {
        tokens.add(new Token(kind, start, at));
    }

    /** The character so far ahead; NUL past the end. */
    final char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    final boolean isAt(String expected) {
        return text.startsWith(expected, at);
    }

    final void symbol(int start, int length) {
        at += length;
        add(Token.Kind.SYMBOL, start);
    }

    /** From the opening quote; a doubled quote stands for itself. */
    final void quoted(char quote, Token.Kind kind, int start) throws SQLSyntaxErrorException {
        at++;
        while (true) {
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw withoutEnd(kind == Token.Kind.STRING ? "string" : "quoted name", start);
            }
            at = end + 1;
            if (peek(0) != quote) {
                add(kind, start);
                return;
            }
            at++;
        }
    }

    /** From the opening quote; a doubled quote stands for itself, and a backslash takes the next character along. */
    final void escaped(char quote, Token.Kind kind, int start) throws SQLSyntaxErrorException {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' || (c == quote && peek(1) == quote)) {
                at += 2;
            } else if (c == quote) {
                at++;
                add(kind, start);
                return;
            } else {
                at++;
            }
        }
        throw withoutEnd("string", start);
    }

    /** A comment whose end is the first that comes. */
    final void skipFlatComment() throws SQLSyntaxErrorException {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw withoutEnd("comment", at);
        }
        at = end + 2;
    }

    /** A comment that holds others. */
    final void skipNestedComment() throws SQLSyntaxErrorException {
        int start = at;
        int depth = 0;
        do {
            if (at >= text.length()) {
                throw withoutEnd("comment", start);
            }
            if (isAt("/*")) {
                depth++;
                at += 2;
            } else if (isAt("*/")) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0);
    }

    final void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static SQLSyntaxErrorException withoutEnd(String what, int start) {
        return SyntaxErrors.at(start, "a " + what + " that starts here has no end");
    }
}
