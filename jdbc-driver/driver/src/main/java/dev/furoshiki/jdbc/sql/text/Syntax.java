package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.List;

/**
 * How a server divides a text and reads names: its dialect, and those of its settings that matter to it. A value: part of a
 * plan's key, since under other settings the same text is another statement. Immutable.
 */
public sealed interface Syntax permits PostgresSyntax, MySqlSyntax, H2Syntax {

    Dialect dialect();

    /**
     * All tokens in order, without comments.
     *
     * @throws SQLSyntaxErrorException (42601) for what has no end, and for what the server may divide in another way
     */
    List<Token> tokens(String text) throws SQLSyntaxErrorException;

    /**
     * A name as the server stores it: without its quotes, folded where it is unquoted, cut where the server cuts it.
     *
     * @param kind {@code WORD} or {@code QUOTED_NAME}
     */
    String storedName(Token.Kind kind, String written);

    /**
     * A stored name in the form in which names are compared: two names that the server may take for the same are equal in it.
     * It errs on the side of equality.
     */
    String comparedName(String storedName);

    /** A stored name as it stands in a text: quoted, always. */
    default String quoted(String storedName) {
        String quote = dialect() == Dialect.MYSQL ? "`" : "\"";
        return quote + storedName.replace(quote, quote + quote) + quote;
    }

    /** Whether a token consists of the characters that operators are made of. */
    boolean isOperator(String written);

    /** A name between quotes as it reads: without them, and a doubled quote once. */
    static String unquoted(String written) {
        String quote = written.substring(0, 1);
        return written.substring(1, written.length() - 1).replace(quote + quote, quote);
    }
}
