package dev.furoshiki.jdbc.frameworks.twin;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes down each text of SQL that is prepared or executed, and the last one that was refused. */
final class RecordingDataSource implements DataSource {

    private final DataSource delegate;
    private final Set<String> statements = Collections.synchronizedSet(new LinkedHashSet<>());

    private volatile @Nullable String refusal;

    RecordingDataSource(DataSource delegate) {
        this.delegate = delegate;
    }

    List<String> statements() {
        synchronized (statements) {
            return List.copyOf(statements);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return recording(Connection.class, delegate.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return recording(Connection.class, delegate.getConnection(username, password));
    }

    /** Why a statement was refused since {@link #forgetRefusals}, if one was. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    void forgetRefusals() {
        refusal = null;
    }

    private <T> T recording(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = invoke(target, method, arguments);
                    if (arguments != null
                            && arguments.length > 0
                            && arguments[0] instanceof String sql
                            && method.getName().matches("prepare(Statement|Call)|execute.*|addBatch")) {
                        statements.add(sql);
                    }
                    return result != null && method.getReturnType() == Statement.class && target instanceof Connection
                            ? recording(Statement.class, (Statement) result)
                            : result;
                }));
    }

    private @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            Throwable thrown = failure.getTargetException();
            if (thrown instanceof UnsupportedStatementException || thrown instanceof SQLSyntaxErrorException) {
                refusal = thrown.getMessage() + " [" + Arrays.toString(arguments) + "]";
            }
            throw thrown;
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return delegate.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        delegate.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        delegate.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return delegate.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return delegate.isWrapperFor(type);
    }
}
