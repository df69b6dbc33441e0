package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.List;

/**
 * Divides a text into tokens where H2 does (org.h2.command.Tokenizer), in the modes that a {@link H2Syntax} knows.
 *
 * <p>Comments nest, and {@code //} begins one as {@code --} does; names consist of what Java lets them; backticks quote names.
 * Constants that H2 joins, {@code 'a' 'b'}, are tokens of their own here.
 *
 * <p>H2's driver blanks out JDBC's braces before, and divides the text in a way of its own to find them; so that it never
 * changes a name, there are none with braces.
 */
final class H2Lexer extends Lexer {

    private static final List<String> OPERATORS =
            List.of("!=", "!~", "<=", ">=", "<>", "&&", "||", "::", ":=", "??(", "??)");

    private static final String SINGLE = "%()*+,-./:;<=>@[]{}~";

    private static final String OPERATOR = "!%&*+-/<=>|~";

    private static final List<String> BLANKED_OUT = List.of("fn", "oj", "params");

    private H2Lexer(String text) {
        super(text);
    }

    static List<Token> tokens(String text) throws SQLSyntaxErrorException {
        return new H2Lexer(text).run();
    }

    static boolean isOperator(String written) {
        return written.chars().allMatch(c -> OPERATOR.indexOf(c) >= 0);
    }

    @Override
    void skipBlanks() throws SQLSyntaxErrorException {
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (isAt("--") || isAt("//")) {
                skipLine();
            } else if (isAt("/*")) {
                skipNestedComment();
            } else if (c <= ' ' || Character.isSpaceChar(c)) {
                at += Character.charCount(c);
            } else {
                return;
            }
        }
    }

    @Override
    void next() throws SQLSyntaxErrorException {
        int start = at;
        char c = text.charAt(at);
        if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number(start);
        } else if (c == '\'') {
            quoted(c, Token.Kind.STRING, start);
        } else if (c == '"' || c == '`') {
            quoted(c, Token.Kind.QUOTED_NAME, start);
            requireNoBraces(start);
        } else if (isAt("$$")) {
            dollarQuoted(start);
        } else if (isAt("??(") || isAt("??)")) {
            symbol(start, 3);
        } else if (c == '?' || c == '$') {
            parameter(start, c);
        } else if (Character.isJavaIdentifierStart(text.codePointAt(at))) {
            word(start, c);
        } else {
            symbol(start, c);
        }
    }

    private void requireNoBraces(int start) throws SQLSyntaxErrorException {
        if (text.substring(start, at).chars().anyMatch(c -> c == '{' || c == '}')) {
            throw SyntaxErrors.at(start, "a name with braces in it may be changed by the driver; choose another");
        }
    }

    private void symbol(int start, char c) throws SQLSyntaxErrorException {
        for (String operator : OPERATORS) {
            if (isAt(operator)) {
                symbol(start, operator.length());
                return;
            }
        }
        if (SINGLE.indexOf(c) < 0) {
            throw SyntaxErrors.at(start, "a character that is none of SQL's here");
        }
        symbol(start, 1);
    }

    private void word(int start, char first) throws SQLSyntaxErrorException {
        boolean quoted = peek(1) == '\'';
        if (quoted && "nNxX".indexOf(first) >= 0) {
            at++;
            quoted('\'', Token.Kind.STRING, start);
            return;
        }
        boolean unicode = (first == 'u' || first == 'U') && peek(1) == '&' && (peek(2) == '\'' || peek(2) == '"');
        if (unicode) {
            at += 2;
            char quote = peek(0);
            quoted(quote, quote == '"' ? Token.Kind.ESCAPED_NAME : Token.Kind.STRING, start);
            requireNoBraces(quote == '"' ? start : at);
            return;
        }
        requireNotBlankedOut(start);
        skipName();
        add(Token.Kind.WORD, start);
    }

    /** H2's driver blanks out these behind a brace, whatever they are the beginning of. */
    private void requireNotBlankedOut(int start) throws SQLSyntaxErrorException {
        int before = start - 1;
        while (before >= 0 && Character.isSpaceChar(text.charAt(before))) {
            before--;
        }
        if (before < 0 || text.charAt(before) != '{') {
            return;
        }
        for (String escape : BLANKED_OUT) {
            int end = start + escape.length();
            boolean more = end < text.length() && Character.isJavaIdentifierPart(text.codePointAt(end));
            if (more && text.regionMatches(true, start, escape, 0, escape.length())) {
                throw SyntaxErrors.at(
                        start,
                        "the driver would leave out the beginning of this name; write a blank behind the escape's keyword");
            }
        }
    }

    private void skipName() {
        while (at < text.length() && Character.isJavaIdentifierPart(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
    }

    private void dollarQuoted(int start) throws SQLSyntaxErrorException {
        int end = text.indexOf("$$", at + 2);
        if (end < 0) {
            throw withoutEnd("dollar-quoted string", start);
        }
        at = end + 2;
        add(Token.Kind.STRING, start);
    }

    private void parameter(int start, char first) {
        at++;
        while (isDigit(peek(0))) {
            at++;
        }
        boolean positional = first == '$' || at > start + 1;
        add(positional ? Token.Kind.POSITIONAL_PARAMETER : Token.Kind.PARAMETER, start);
    }

    /** H2 takes an {@code L} behind an integer for a part of it, and begins a name at any other letter. */
    private void number(int start) throws SQLSyntaxErrorException {
        boolean prefixed = peek(0) == '0' && "bBoOxX".indexOf(peek(1)) >= 0 && peek(1) != '\0';
        if (prefixed) {
            at += 2;
            skipName();
            add(Token.Kind.NUMBER, start);
            return;
        }
        skipDigits();
        boolean fraction = peek(0) == '.';
        if (fraction) {
            at++;
            skipDigits();
        }
        if (peek(0) == 'e' || peek(0) == 'E') {
            at += peek(1) == '+' || peek(1) == '-' ? 2 : 1;
            if (!isDigit(peek(0))) {
                throw SyntaxErrors.at(at, "a number has no exponent behind its e");
            }
            skipDigits();
        } else if (!fraction && (peek(0) == 'l' || peek(0) == 'L')) {
            at++;
        }
        add(Token.Kind.NUMBER, start);
    }

    private void skipDigits() {
        while (isDigit(peek(0)) || peek(0) == '_') {
            at++;
        }
    }
}
