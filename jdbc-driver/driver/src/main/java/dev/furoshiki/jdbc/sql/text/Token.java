package dev.furoshiki.jdbc.sql.text;

/**
 * One lexical element of a statement, as the server reads it. Offsets count UTF-16 units from the start of the text.
 *
 * @param end the offset after it
 */
public record Token(Kind kind, int start, int end) {

    /** What a token is. */
    public enum Kind {
        /** An unquoted name or keyword. */
        WORD,
        /** A name in double quotes or backticks. */
        QUOTED_NAME,
        /** {@code U&"..."}: a name that escapes may spell in many ways. */
        ESCAPED_NAME,
        /** A constant in quotes of any form, dollar quotes and bit strings included. */
        STRING,
        NUMBER,
        /** {@code ?}: a parameter of JDBC's. */
        PARAMETER,
        /** {@code $1}, {@code ?1}: a parameter of the server's own. */
        POSITIONAL_PARAMETER,
        /** MySQL's {@code @name} and {@code @@setting}, also the host in {@code user@host}. */
        VARIABLE,
        /** Punctuation or an operator. */
        SYMBOL
    }
}
