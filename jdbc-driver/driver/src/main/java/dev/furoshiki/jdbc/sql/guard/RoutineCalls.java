package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.Set;

/**
 * Holds every routine that a statement calls against the list of a dialect's built-in ones that run no SQL and read no table,
 * and the application's own list.
 */
public interface RoutineCalls {

    /** The built-in routines that are let by, in lower case. */
    Set<String> builtIn();

    /**
     * Refuses a statement that calls an unknown routine.
     *
     * @param declared lower-case names that the application vouches for, with or without schema; {@code *} for all
     */
    void requireKnown(SqlText statement, Set<String> declared) throws UnsupportedStatementException;
}
