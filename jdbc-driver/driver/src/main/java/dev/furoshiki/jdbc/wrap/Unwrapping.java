package dev.furoshiki.jdbc.wrap;

import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.Optional;

/**
 * {@code unwrap} that never gives out what lies beneath: through the plain connection, statement or result set plaintext
 * could be sent and ciphertext read. Stateless.
 */
final class Unwrapping {

    private Unwrapping() {}

    static <T> T unwrap(Wrapper wrapper, Class<T> type) throws SQLException {
        if (type.isInstance(wrapper)) {
            return type.cast(wrapper);
        }
        throw new SQLException(
                "this is no " + type.getName() + ", and what it wraps is not given out, since it would not encrypt; for"
                        + " work on the plain connection open one with the plain driver",
                SqlStates.NOT_SUPPORTED);
    }

    /** What the session calls harmless, and no more, is given out. */
    static <T> T unwrapStatement(Statement wrapper, Statement plain, ConnectionScope scope, Class<T> type)
            throws SQLException {
        Optional<T> view = type.isInstance(wrapper) ? Optional.empty() : scope.statementView(plain, type);
        return view.isPresent() ? view.get() : unwrap(wrapper, type);
    }

    static boolean isStatementWrapperFor(Statement wrapper, Statement plain, ConnectionScope scope, Class<?> type)
            throws SQLException {
        return type.isInstance(wrapper) || scope.statementView(plain, type).isPresent();
    }
}
