package dev.furoshiki.jdbc.sql.refusal;

import java.sql.SQLFeatureNotSupportedException;

/**
 * A statement over encrypted columns that cannot be carried out without sending plaintext or returning ciphertext, and
 * was therefore not sent. SQLState 0A000; the message names the column, the reason and the way out, never a value.
 */
public final class UnsupportedStatementException extends SQLFeatureNotSupportedException {

    private static final long serialVersionUID = 1L;

    /** SQLState of what is refused. */
    public static final String SQL_STATE = "0A000";

    public UnsupportedStatementException(String message) {
        super(message, SQL_STATE);
    }
}
