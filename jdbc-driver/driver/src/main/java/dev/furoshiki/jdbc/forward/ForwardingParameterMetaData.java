package dev.furoshiki.jdbc.forward;

import java.sql.ParameterMetaData;
import java.sql.SQLException;

/** Forwards every call to another {@link ParameterMetaData}, and does no more. As thread-safe as that one is. */
public abstract class ForwardingParameterMetaData implements ParameterMetaData {

    private final ParameterMetaData delegate;

    protected ForwardingParameterMetaData(ParameterMetaData delegate) {
        this.delegate = delegate;
    }

    /** What the calls are forwarded to. */
    protected ParameterMetaData delegate() {
        return delegate;
    }

    @Override
    public int getParameterCount() throws SQLException {
        return delegate.getParameterCount();
    }

    @Override
    public int isNullable(int param) throws SQLException {
        return delegate.isNullable(param);
    }

    @Override
    public boolean isSigned(int param) throws SQLException {
        return delegate.isSigned(param);
    }

    @Override
    public int getPrecision(int param) throws SQLException {
        return delegate.getPrecision(param);
    }

    @Override
    public int getScale(int param) throws SQLException {
        return delegate.getScale(param);
    }

    @Override
    public int getParameterType(int param) throws SQLException {
        return delegate.getParameterType(param);
    }

    @Override
    public String getParameterTypeName(int param) throws SQLException {
        return delegate.getParameterTypeName(param);
    }

    @Override
    public String getParameterClassName(int param) throws SQLException {
        return delegate.getParameterClassName(param);
    }

    @Override
    public int getParameterMode(int param) throws SQLException {
        return delegate.getParameterMode(param);
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return delegate.unwrap(iface);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) throws SQLException {
        return delegate.isWrapperFor(iface);
    }
}
