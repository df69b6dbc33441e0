package dev.furoshiki.jdbc.value;

import java.sql.SQLException;

/**
 * A stored cell could not be opened: it was changed, truncated, extended, or sealed for another domain, type or database.
 * SQLState XX001 (data corrupted); the message names the column, never a value.
 */
public final class DamagedCellException extends SQLException {

    private static final long serialVersionUID = 1L;

    public static final String SQL_STATE = "XX001";

    DamagedCellException(String message, Throwable cause) {
        super(message, SQL_STATE, cause);
    }
}
