package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.List;

/**
 * Divides a text into tokens where MySQL and MariaDB do (sql/sql_lex.cc), under the settings of a {@link MySqlSyntax}.
 *
 * <p>Comments do not nest; {@code --} begins one only before a blank or a control character. What some versions run and others
 * skip, {@code /*! *}{@code /}, is refused, and so are characters that a client's encoding does not carry as they are. Every
 * character beyond ASCII belongs to a name; a name may begin with digits; behind a dot it may consist of them.
 *
 * <p>The client's driver divides the text as well, to find where parameters stand, and writes constants there. What it is known
 * to divide in another way is refused.
 */
final class MySqlLexer extends Lexer {

    private static final List<String> OPERATORS =
            List.of("<=>", "->>", "<=", ">=", "<>", "!=", "<<", ">>", "&&", "||", ":=", "->", "..");

    private static final String OPERATOR = "!%&*+-/:<=>^|~";

    private final MySqlSyntax syntax;

    private MySqlLexer(String text, MySqlSyntax syntax) {
        super(text);
        this.syntax = syntax;
    }

    static List<Token> tokens(String text, MySqlSyntax syntax) throws SQLSyntaxErrorException {
        return new MySqlLexer(text, syntax).run();
    }

    static boolean isOperator(String written) {
        return written.chars().allMatch(c -> OPERATOR.indexOf(c) >= 0);
    }

    @Override
    void skipBlanks() throws SQLSyntaxErrorException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                at++;
            } else if (c == '#' || isAt("--")) {
                requireBlankBehindDashes(c);
                skipComment();
            } else if (isAt("/*")) {
                requireMereComment();
                skipFlatComment();
                requireAlike(at, "*", "a comment and a star");
            } else {
                return;
            }
        }
    }

    /** To the server, two minus signs without a blank are an operator and a sign; to drivers they begin a comment. */
    private void requireBlankBehindDashes(char c) throws SQLSyntaxErrorException {
        if (c == '-' && !isBlankOrControl(peek(2))) {
            throw SyntaxErrors.at(
                    at,
                    "the server may see two minus signs here, and others a comment; write a blank between or behind them");
        }
    }

    private void requireAlike(int offset, String following, String what) throws SQLSyntaxErrorException {
        if (text.startsWith(following, offset)) {
            throw SyntaxErrors.at(
                    offset, "drivers and servers see different ends of " + what + " here; write a blank between");
        }
    }

    /** To the end of the line, which a carriage return is none. */
    private void skipComment() throws SQLSyntaxErrorException {
        int start = at;
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
        int nul = text.indexOf('\0', start);
        if (nul >= 0 && nul < at) {
            throw unknown(nul);
        }
    }

    private void requireMereComment() throws SQLSyntaxErrorException {
        if (isAt("/*!") || isAt("/*M!")) {
            throw SyntaxErrors.at(
                    at,
                    "some servers run what stands in this comment, and others do not; write it without the comment");
        }
        requireAlike(at + 2, "/", "a comment");
        int end = text.indexOf("*/", at + 2);
        boolean hint = isAt("/*+") && end >= 0;
        if (hint && text.substring(at, end).chars().anyMatch(c -> "'\"`".indexOf(c) >= 0)) {
            throw SyntaxErrors.at(at, "within quotes in a hint the server may see another end of it; leave them away");
        }
    }

    @Override
    void next() throws SQLSyntaxErrorException {
        int start = at;
        char c = text.charAt(at);
        if (isDigit(c)) {
            numberOrName(start);
        } else if (c == '.' && isDigit(peek(1))) {
            fraction(start);
        } else if (isNamePart(c)) {
            word(start, c);
        } else if (c == '\'' || c == '"' || c == '`') {
            inQuotes(start);
        } else if (c == '@') {
            variable(start);
        } else if (c == '?') {
            parameter(start);
        } else {
            symbol(start, c);
        }
    }

    /** A constant is written in its place, which must not run into its neighbours. */
    private void parameter(int start) throws SQLSyntaxErrorException {
        at++;
        if (runsIntoConstant(peek(0)) || (start > 0 && runsIntoConstant(text.charAt(start - 1)))) {
            throw SyntaxErrors.at(start, "a parameter runs into what stands beside it; write a blank between");
        }
        add(Token.Kind.PARAMETER, start);
    }

    private static boolean runsIntoConstant(char neighbour) {
        return isNamePart(neighbour) || "'\"`.@?\\".indexOf(neighbour) >= 0;
    }

    private void symbol(int start, char c) throws SQLSyntaxErrorException {
        for (String operator : OPERATORS) {
            if (isAt(operator)) {
                symbol(start, operator.length());
                return;
            }
        }
        if (OPERATOR.indexOf(c) < 0 && "(),;.{}[]".indexOf(c) < 0) {
            throw unknown(start);
        }
        symbol(start, 1);
        if (c == '.' && isNamePart(peek(0))) {
            name(at); // never N'...' or x'...'
        }
    }

    private void word(int start, char first) throws SQLSyntaxErrorException {
        boolean quoted = peek(1) == '\'';
        if (quoted && (first == 'n' || first == 'N')) {
            at++;
            inQuotes(start);
        } else if (quoted && "bBxX".indexOf(first) >= 0) {
            at++;
            digitsInQuotes(start, first);
        } else {
            name(start);
        }
    }

    private void name(int start) throws SQLSyntaxErrorException {
        skipName();
        add(Token.Kind.WORD, start);
        separator();
    }

    /** A dot directly behind a name and before another: what follows is a name, whatever it looks like. */
    private void separator() throws SQLSyntaxErrorException {
        if (peek(0) == '.' && isNamePart(peek(1))) {
            int dot = at;
            symbol(dot, 1);
            name(at);
        }
    }

    private void skipName() throws SQLSyntaxErrorException {
        while (at < text.length() && isNamePart(text.charAt(at))) {
            if (Character.isSurrogate(text.charAt(at))) {
                throw unknown(at);
            }
            at++;
        }
    }

    private void inQuotes(int start) throws SQLSyntaxErrorException {
        char quote = text.charAt(at);
        if (quote == '`' || (quote == '"' && syntax.ansiQuotes())) {
            quoted(quote, Token.Kind.QUOTED_NAME, start);
            requireCarried(start);
            requireSeenAlike(start, quote == '"');
        } else if (syntax.noBackslashEscapes()) {
            quoted(quote, Token.Kind.STRING, start);
            requireSeenAlike(start, text.indexOf('{') >= 0);
        } else {
            escaped(quote, Token.Kind.STRING, start);
        }
    }

    /** Drivers take a backslash for an escape where the server does not: in names, and beside JDBC's escapes. */
    private void requireSeenAlike(int start, boolean escapes) throws SQLSyntaxErrorException {
        if (escapes && text.substring(start, at).indexOf('\\') >= 0) {
            throw SyntaxErrors.at(
                    start,
                    "drivers and servers see different ends of what stands in these quotes; leave the backslash away");
        }
    }

    private void requireCarried(int start) throws SQLSyntaxErrorException {
        for (int i = start; i < at; i++) {
            if (text.charAt(i) == '\0' || Character.isSurrogate(text.charAt(i))) {
                throw unknown(i);
            }
        }
    }

    private void digitsInQuotes(int start, char form) throws SQLSyntaxErrorException {
        int end = text.indexOf('\'', at + 1);
        boolean bits = form == 'b' || form == 'B';
        String digits = end < 0 ? "" : text.substring(at + 1, end);
        boolean known =
                digits.chars().allMatch(c -> bits ? c == '0' || c == '1' : Character.digit(c, 16) >= 0 && c < 0x80);
        if (end < 0 || !known) {
            throw SyntaxErrors.at(start, "digits in quotes that start here have no end, or are none");
        }
        at = end + 1;
        add(Token.Kind.STRING, start);
    }

    private void numberOrName(int start) throws SQLSyntaxErrorException {
        if (isAt("0x") || isAt("0b")) {
            skipName();
            boolean hex = text.charAt(start + 1) == 'x';
            String digits = text.substring(start + 2, at);
            boolean number = !digits.isEmpty()
                    && digits.chars()
                            .allMatch(c -> hex ? Character.digit(c, 16) >= 0 && c < 0x80 : c == '0' || c == '1');
            add(number ? Token.Kind.NUMBER : Token.Kind.WORD, start);
            if (!number) {
                separator();
            }
            return;
        }
        skipDigits();
        if (isExponent()) {
            skipExponent(start);
        } else if (isNamePart(peek(0))) {
            name(start);
        } else if (peek(0) == '.' && peek(1) != '.') {
            fraction(start);
        } else {
            add(Token.Kind.NUMBER, start);
        }
    }

    private void skipDigits() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private boolean isExponent() {
        boolean sign = peek(1) == '+' || peek(1) == '-';
        return (peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(sign ? 2 : 1));
    }

    private void skipExponent(int start) {
        at += 2;
        skipDigits();
        add(Token.Kind.NUMBER, start);
    }

    /** From the dot on. */
    private void fraction(int start) throws SQLSyntaxErrorException {
        at++;
        skipDigits();
        if (isExponent()) {
            skipExponent(start);
        } else if (peek(0) == 'e' || peek(0) == 'E') {
            throw SyntaxErrors.at(at, "a number has no exponent behind its e");
        } else {
            add(Token.Kind.NUMBER, start);
        }
    }

    /** {@code @a}, {@code @'a b'}, the host in {@code user@host}, and {@code @@setting}. */
    private void variable(int start) throws SQLSyntaxErrorException {
        at++;
        boolean setting = peek(0) == '@';
        at += setting ? 1 : 0;
        char c = peek(0);
        if (c == '`' || (!setting && (c == '\'' || c == '"'))) {
            if (c == '`' || syntax.noBackslashEscapes() || (c == '"' && syntax.ansiQuotes())) {
                quoted(c, Token.Kind.VARIABLE, start);
                requireSeenAlike(start, c == '"' || text.indexOf('{') >= 0);
            } else {
                escaped(c, Token.Kind.VARIABLE, start);
            }
            return;
        }
        int name = at;
        while (isNamePart(peek(0)) || (!setting && peek(0) == '.')) {
            at++;
        }
        if (at == name) {
            throw unknown(start);
        }
        requireCarried(name);
        add(Token.Kind.VARIABLE, start);
        if (setting) {
            separator();
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** The end of the text counts as one. */
    private static boolean isBlankOrControl(char c) {
        return c <= ' ' || c == 0x7F;
    }

    private static boolean isNamePart(char c) {
        return isAsciiLetter(c) || isDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private static SQLSyntaxErrorException unknown(int offset) {
        return SyntaxErrors.at(offset, "a character that is none of SQL's here");
    }
}
