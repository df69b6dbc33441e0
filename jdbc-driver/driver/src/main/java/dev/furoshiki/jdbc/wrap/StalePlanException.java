package dev.furoshiki.jdbc.wrap;

import java.sql.SQLException;

/**
 * A prepared statement was executed, or a row written through a result set, after the catalogue had changed so that it means
 * something else now (0A000, as PostgreSQL has it for a cached plan whose result changed). Prepare or execute it anew.
 */
public final class StalePlanException extends SQLException {

    private static final long serialVersionUID = 1L;

    StalePlanException(long before, long now) {
        this("the statement was prepared", before, now, " and concerns its tables; prepare it anew");
    }

    /** Of a row that was to be written through a result set. */
    static StalePlanException ofRow(long before, long now) {
        return new StalePlanException(
                "the rows were read",
                before,
                now,
                ", so no row is written or read again through them; execute the statement anew");
    }

    private StalePlanException(String since, long before, long now, String consequence) {
        super(
                "what is encrypted has changed since " + since + " (catalogue version " + before + ", now " + now + ")"
                        + consequence,
                SqlStates.NOT_SUPPORTED);
    }
}
