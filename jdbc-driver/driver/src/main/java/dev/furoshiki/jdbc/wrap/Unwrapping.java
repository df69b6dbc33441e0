package dev.furoshiki.jdbc.wrap;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import org.postgresql.PGStatement;

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

    /** The settings that PostgreSQL's driver has for a statement are harmless: these, and no more, are given out. */
    static <T> T unwrapStatement(Statement wrapper, Statement plain, Class<T> type) throws SQLException {
        if (type == PGStatement.class && plain.isWrapperFor(PGStatement.class)) {
            return type.cast(settingsOf(plain.unwrap(PGStatement.class)));
        }
        return unwrap(wrapper, type);
    }

    static boolean isStatementWrapperFor(Statement wrapper, Statement plain, Class<?> type) throws SQLException {
        return type.isInstance(wrapper) || (type == PGStatement.class && plain.isWrapperFor(type));
    }

    private static Object settingsOf(PGStatement plain) {
        return Proxy.newProxyInstance(
                Unwrapping.class.getClassLoader(), new Class<?>[] {PGStatement.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(plain, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
