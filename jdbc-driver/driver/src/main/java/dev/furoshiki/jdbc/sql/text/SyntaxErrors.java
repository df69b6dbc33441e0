package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;

/** Errors in a text that was not sent. Positions count characters from 1, as PostgreSQL's do; no text is quoted. */
public final class SyntaxErrors {

    private static final String SYNTAX_ERROR = "42601";
    private static final String UNDEFINED_COLUMN = "42703";

    private SyntaxErrors() {}

    public static SQLSyntaxErrorException at(int offset, String problem) {
        return new SQLSyntaxErrorException("syntax error at position " + (offset + 1) + ": " + problem, SYNTAX_ERROR);
    }

    /** For what cannot be analysed from there on. */
    public static SQLSyntaxErrorException unreadable(int offset) {
        return at(
                offset,
                "the statement concerns encrypted columns, and from here on it cannot be analysed, so it was not sent;"
                        + " write it in a simpler form, or run it through the plain driver");
    }

    public static SQLSyntaxErrorException noColumn(String column, Object table) {
        return new SQLSyntaxErrorException(
                "table " + table + " has no column " + column
                        + "; if it was added just now, try again when furoshiki.catalogMaxAge has passed",
                UNDEFINED_COLUMN);
    }
}
