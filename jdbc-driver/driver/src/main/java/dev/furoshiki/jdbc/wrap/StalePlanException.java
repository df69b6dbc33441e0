package dev.furoshiki.jdbc.wrap;

import java.sql.SQLException;

/**
 * A prepared statement was executed after the catalogue had changed so that it means something else now (0A000, as
 * PostgreSQL has it for a cached plan whose result changed). Prepare it anew.
 */
public final class StalePlanException extends SQLException {

    private static final long serialVersionUID = 1L;

    StalePlanException(long before, long now) {
        super(
                "what is encrypted has changed since the statement was prepared (catalogue version " + before + ", now "
                        + now + ") and concerns its tables; prepare it anew",
                SqlStates.NOT_SUPPORTED);
    }
}
