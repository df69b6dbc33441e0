package dev.furoshiki.jdbc.wrap;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.util.PGobject;

/**
 * What PostgreSQL's driver offers beyond JDBC, for code that casts or unwraps to {@link PGConnection}: forwarded, but for
 * what would carry rows or calls past the analysis.
 */
@SuppressWarnings("deprecation") // Fastpath is deprecated, and still there
final class PostgresConnection extends EncryptingConnection implements PGConnection {

    private final PGConnection postgres;

    PostgresConnection(Connection plain, ConnectionScope scope, String url, Runnable onClose) throws SQLException {
        super(plain, scope, url, onClose);
        this.postgres = plain.unwrap(PGConnection.class);
    }

    private static SQLException refused(String what, String wayOut) {
        return new SQLFeatureNotSupportedException(
                what + " is not analysed, so that plaintext or cells could pass through it; " + wayOut,
                SqlStates.NOT_SUPPORTED);
    }

    @Override
    public CopyManager getCopyAPI() throws SQLException {
        throw refused("COPY", "insert in batches, or copy tables without encrypted columns on a plain connection");
    }

    @Override
    @Deprecated
    public Fastpath getFastpathAPI() throws SQLException {
        throw refused("the fast-path call of functions", "call the function by SQL");
    }

    @Override
    public PGReplicationConnection getReplicationAPI() {
        throw new UnsupportedOperationException(
                "replication carries cells as they are stored; use a plain connection for it");
    }

    @Override
    public Array createArrayOf(String typeName, @Nullable Object elements) throws SQLException {
        return postgres.createArrayOf(typeName, elements);
    }

    @Override
    public PGNotification[] getNotifications() throws SQLException {
        return postgres.getNotifications();
    }

    @Override
    public PGNotification[] getNotifications(int timeoutMillis) throws SQLException {
        return postgres.getNotifications(timeoutMillis);
    }

    @Override
    public LargeObjectManager getLargeObjectAPI() throws SQLException {
        return postgres.getLargeObjectAPI();
    }

    @Override
    @Deprecated
    public void addDataType(String type, String className) {
        postgres.addDataType(type, className);
    }

    @Override
    public void addDataType(String type, Class<? extends PGobject> klass) throws SQLException {
        postgres.addDataType(type, klass);
    }

    @Override
    public void setPrepareThreshold(int threshold) {
        postgres.setPrepareThreshold(threshold);
    }

    @Override
    public int getPrepareThreshold() {
        return postgres.getPrepareThreshold();
    }

    @Override
    public void setDefaultFetchSize(int fetchSize) throws SQLException {
        postgres.setDefaultFetchSize(fetchSize);
    }

    @Override
    public int getDefaultFetchSize() {
        return postgres.getDefaultFetchSize();
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        postgres.setQueryTimeout(seconds);
    }

    @Override
    public int getQueryTimeout() {
        return postgres.getQueryTimeout();
    }

    @Override
    public int getBackendPID() {
        return postgres.getBackendPID();
    }

    @Override
    public void cancelQuery() throws SQLException {
        postgres.cancelQuery();
    }

    @Override
    public String escapeIdentifier(String identifier) throws SQLException {
        return postgres.escapeIdentifier(identifier);
    }

    @Override
    public String escapeLiteral(String literal) throws SQLException {
        return postgres.escapeLiteral(literal);
    }

    @Override
    public PreferQueryMode getPreferQueryMode() {
        return postgres.getPreferQueryMode();
    }

    @Override
    public AutoSave getAutosave() {
        return postgres.getAutosave();
    }

    @Override
    public void setAutosave(AutoSave autoSave) {
        postgres.setAutosave(autoSave);
    }

    @Override
    public Map<String, String> getParameterStatuses() {
        return postgres.getParameterStatuses();
    }

    @Override
    public @Nullable String getParameterStatus(String parameterName) {
        return postgres.getParameterStatus(parameterName);
    }

    @Override
    public void setAdaptiveFetch(boolean adaptiveFetch) {
        postgres.setAdaptiveFetch(adaptiveFetch);
    }

    @Override
    public boolean getAdaptiveFetch() {
        return postgres.getAdaptiveFetch();
    }
}
