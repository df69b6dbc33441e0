package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Set;

/** What PostgreSQL and its driver throw, as a caller's exceptions. Stateless. */
final class PostgresFailures {

    private static final String NOT_TEXT = "22021";
    private static final String PRIVILEGE = "42501";

    /** The server is there, but not for this: it starts, ends, has no room, or something took too long. */
    private static final Set<String> UNAVAILABLE = Set.of(
            "57P01", // admin_shutdown
            "57P02", // crash_shutdown
            "57P03", // cannot_connect_now
            "57P05", // idle_session_timeout
            "57014", // query_canceled: statement_timeout
            "55P03", // lock_not_available: lock_timeout
            "25P03", // idle_in_transaction_session_timeout
            "25006", // read_only_sql_transaction: a standby
            "0A000", // feature_not_supported: READ WRITE on a standby
            "40001", // serialization_failure
            "40P01"); // deadlock_detected

    /** invalid_schema_name, undefined_table, undefined_column */
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42703");

    private PostgresFailures() {}

    /** @param what of which store could not be done */
    static KmsException of(String what, SQLException cause) {
        String state = Objects.requireNonNullElse(cause.getSQLState(), "none");
        String said = what + " (PostgreSQL's SQLSTATE " + state + ")";
        if (state.equals(NOT_TEXT)) {
            return new ValidationException(said + ": PostgreSQL keeps no text with the character U+0000");
        }
        if (state.equals(PRIVILEGE)) {
            return new KmsInternalException(
                    said + ": grant its role what docs/keys.md lists for a key store in PostgreSQL", cause);
        }
        if (MISSING.contains(state)) {
            return new KeyStoreDamagedException(
                    said + ": a table or column of it is missing: restore it from a backup", cause);
        }
        if (state.equals(SqlDialect.NOT_AS_KNOWN)) {
            return new KeyStoreDamagedException(
                    said + ": rows of it are not as they should be: restore it from a backup", cause);
        }
        if (isUnavailability(state) || isTransient(cause)) {
            return new DependencyTimeoutException(
                    said + ": the server is away, restarts, is a standby, or answers too slowly; trying again may help",
                    cause);
        }
        return new KmsInternalException(said + ": look at the server's log", cause);
    }

    /** Classes 08 (connections), 28 (logins, as while a password is changed), 53 (resources), and those above. */
    private static boolean isUnavailability(String state) {
        return state.startsWith("08")
                || state.startsWith("28")
                || state.startsWith("53")
                || UNAVAILABLE.contains(state);
    }

    /** What pools throw that have no connection to give. */
    private static boolean isTransient(SQLException cause) {
        return cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException
                || cause instanceof SQLNonTransientConnectionException;
    }
}
