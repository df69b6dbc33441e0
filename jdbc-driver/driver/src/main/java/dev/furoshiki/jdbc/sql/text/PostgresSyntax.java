package dev.furoshiki.jdbc.sql.text;

import java.nio.charset.StandardCharsets;
import java.sql.SQLSyntaxErrorException;
import java.util.List;

/** PostgreSQL, with {@code standard_conforming_strings} on and UTF-8, which the connection is held to. */
public record PostgresSyntax() implements Syntax {

    private static final int MAX_NAME_BYTES = 63;

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public List<Token> tokens(String text) throws SQLSyntaxErrorException {
        return PostgresLexer.tokens(text);
    }

    @Override
    public String storedName(Token.Kind kind, String written) {
        return cut(kind == Token.Kind.QUOTED_NAME ? Syntax.unquoted(written) : AsciiCase.lower(written));
    }

    @Override
    public String comparedName(String storedName) {
        return storedName;
    }

    @Override
    public boolean isOperator(String written) {
        return PostgresLexer.isOperator(written);
    }

    private static String cut(String name) {
        if (name.length() <= MAX_NAME_BYTES / 4) {
            return name;
        }
        int bytes = 0;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            String character = name.substring(i, i + Character.charCount(name.codePointAt(i)));
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NAME_BYTES) {
                return name.substring(0, i);
            }
        }
        return name;
    }
}
