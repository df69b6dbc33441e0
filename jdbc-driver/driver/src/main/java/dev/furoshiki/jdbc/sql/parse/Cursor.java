package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;

/**
 * Where in its statement a reader stands, and what each token that it has passed was taken for. It moves forward only. For one
 * statement.
 */
final class Cursor {

    /** What a token was taken for. */
    enum Role {
        UNREAD,
        KEYWORD,
        SYMBOL,
        /** Part of a leaf of the tree. */
        LEAF,
        /** Part of the name of a function, a type, a collation and the like, which holds no value. */
        OTHER
    }

    private final SqlText statement;
    private final String[] words;
    private final String[] symbols;
    private final Role[] roles;
    private int at;

    Cursor(SqlText statement) {
        this.statement = statement;
        int size = statement.size();
        words = new String[size];
        symbols = new String[size];
        roles = new Role[size];
        for (int i = 0; i < size; i++) {
            words[i] = statement.word(i);
            symbols[i] = statement.is(i, Token.Kind.SYMBOL) ? statement.written(i) : "";
            roles[i] = Role.UNREAD;
        }
    }

    SqlText statement() {
        return statement;
    }

    int at() {
        return at;
    }

    Role role(int index) {
        return roles[index];
    }

    boolean atEnd() {
        return at == roles.length;
    }

    /** The unquoted word so many tokens ahead, in upper case; empty where there is none. */
    String word(int ahead) {
        int index = at + ahead;
        return index >= 0 && index < words.length ? words[index] : "";
    }

    String word() {
        return word(0);
    }

    String symbol(int ahead) {
        int index = at + ahead;
        return index >= 0 && index < symbols.length ? symbols[index] : "";
    }

    String symbol() {
        return symbol(0);
    }

    boolean isWord(String word) {
        return word(0).equals(word);
    }

    boolean isWord(int ahead, String word) {
        return word(ahead).equals(word);
    }

    boolean isAnyWord(String... candidates) {
        String word = word(0);
        for (String candidate : candidates) {
            if (word.equals(candidate)) {
                return true;
            }
        }
        return false;
    }

    boolean areWords(String... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (!word(i).equals(expected[i])) {
                return false;
            }
        }
        return true;
    }

    boolean isSymbol(String symbol) {
        return symbol(0).equals(symbol);
    }

    boolean isSymbol(int ahead, String symbol) {
        return symbol(ahead).equals(symbol);
    }

    boolean is(int ahead, Token.Kind kind) {
        return statement.is(at + ahead, kind);
    }

    boolean is(Token.Kind kind) {
        return statement.is(at, kind);
    }

    /** Whether an unquoted word or a quoted name stands so many tokens ahead. */
    boolean isName(int ahead) {
        return statement.isName(at + ahead);
    }

    /** Passes the token. */
    void take(Role role) throws SQLSyntaxErrorException {
        if (atEnd()) {
            throw unreadable();
        }
        roles[at++] = role;
    }

    /** Passes tokens up to an index, and not the one there. */
    void takeUntil(int index, Role role) throws SQLSyntaxErrorException {
        while (at < index) {
            take(role);
        }
    }

    boolean acceptWord(String word) {
        if (!isWord(word)) {
            return false;
        }
        roles[at++] = Role.KEYWORD;
        return true;
    }

    /** Passes all of the words where they follow each other from here on, else none. */
    boolean acceptWords(String... expected) {
        if (!areWords(expected)) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            roles[at++] = Role.KEYWORD;
        }
        return true;
    }

    boolean acceptAnyWord(String... candidates) {
        if (!isAnyWord(candidates)) {
            return false;
        }
        roles[at++] = Role.KEYWORD;
        return true;
    }

    boolean acceptSymbol(String symbol) {
        if (!isSymbol(symbol)) {
            return false;
        }
        roles[at++] = Role.SYMBOL;
        return true;
    }

    void expectWord(String word) throws SQLSyntaxErrorException {
        if (!acceptWord(word)) {
            throw unreadable();
        }
    }

    void expectWords(String... expected) throws SQLSyntaxErrorException {
        if (!acceptWords(expected)) {
            throw unreadable();
        }
    }

    void expectAnyWord(String... candidates) throws SQLSyntaxErrorException {
        if (!acceptAnyWord(candidates)) {
            throw unreadable();
        }
    }

    void expectSymbol(String symbol) throws SQLSyntaxErrorException {
        if (!acceptSymbol(symbol)) {
            throw unreadable();
        }
    }

    /** From that token to the last one passed. */
    Span from(int first) throws SQLSyntaxErrorException {
        if (at <= first) {
            throw unreadable();
        }
        return new Span(first, at - 1);
    }

    SQLSyntaxErrorException unreadable() {
        return unreadable(at);
    }

    SQLSyntaxErrorException unreadable(int index) {
        int size = statement.size();
        int offset = index < size ? statement.start(index) : size == 0 ? 0 : statement.end(size - 1);
        return SyntaxErrors.unreadable(offset);
    }
}
