package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.value.SessionSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Parser;
import org.postgresql.core.TransactionState;

/**
 * What PostgreSQL last reported of one connection: the settings that decide how a text is read, and whether a transaction
 * is open. The server
 * reports each change of these settings by itself, whoever made it.
 */
final class PostgresSession implements ServerSession {

    private static final Syntax SYNTAX = new PostgresSyntax();

    private static final String LEAST_VERSION = "13";

    private final BaseConnection connection;
    private @Nullable String timeZoneName;
    private @Nullable SessionSettings settings;

    private PostgresSession(BaseConnection connection) {
        this.connection = connection;
    }

    /**
     * The session behind a connection, which may be a pool's proxy.
     *
     * @throws SQLFeatureNotSupportedException (0A000) when it is none of PostgreSQL's own driver, or not fit to be used
     */
    static PostgresSession of(Connection plain) throws SQLException {
        if (!plain.isWrapperFor(BaseConnection.class)) {
            throw new SQLFeatureNotSupportedException(
                    "the connection is not one of PostgreSQL's JDBC driver (org.postgresql), which is the only one that"
                            + " Furoshiki encrypts through",
                    SqlStates.NOT_SUPPORTED);
        }
        PostgresSession session = new PostgresSession(plain.unwrap(BaseConnection.class));
        session.requireServer();
        session.requireSafe();
        return session;
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    /** {@code nativeSQL} would number the parameters. */
    @Override
    public String withoutEscapes(String sql) throws SQLException {
        return Parser.replaceProcessing(sql, true, true);
    }

    private void requireServer() throws SQLException {
        if (!connection.haveMinimumServerVersion(org.postgresql.core.ServerVersion.v13)) {
            throw new SQLFeatureNotSupportedException(
                    "the server is PostgreSQL " + connection.getParameterStatus("server_version")
                            + "; Furoshiki supports " + LEAST_VERSION + " and newer",
                    SqlStates.NOT_SUPPORTED);
        }
        requireSetting("server_encoding", "UTF8", "create the database with ENCODING 'UTF8'");
    }

    @Override
    public void requireSafe() throws SQLException {
        if (!connection.getStandardConformingStrings()) {
            throw refused("standard_conforming_strings", "off", "SET standard_conforming_strings = on");
        }
        requireSetting("client_encoding", "UTF8", "leave it to the driver, which sets UTF8");
    }

    private void requireSetting(String name, String value, String wayOut) throws SQLException {
        String found = connection.getParameterStatus(name);
        if (!value.equals(found)) {
            throw refused(name, String.valueOf(found), wayOut);
        }
    }

    private static SQLException refused(String name, String found, String wayOut) {
        return new SQLFeatureNotSupportedException(
                "the server's " + name + " is " + found + ", so that it would read statements in another way than they"
                        + " are analysed; " + wayOut,
                SqlStates.NOT_SUPPORTED);
    }

    @Override
    public boolean isIdle() {
        return connection.getTransactionState() == TransactionState.IDLE;
    }

    @Override
    public boolean hasFailed() {
        return connection.getTransactionState() == TransactionState.FAILED;
    }

    @Override
    public SessionSettings settings() throws SQLException {
        String name = String.valueOf(connection.getParameterStatus("TimeZone"));
        SessionSettings known = settings;
        if (known != null && name.equals(timeZoneName)) {
            return known;
        }
        SessionSettings read = new SessionSettings(zone(name), !connection.getStringVarcharFlag());
        timeZoneName = name;
        settings = read;
        return read;
    }

    private static ZoneId zone(String name) throws SQLException {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException notJavas) {
            // The server folds case; Java does not.
            return ZoneId.getAvailableZoneIds().stream()
                    .filter(id -> id.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .map(ZoneId::of)
                    .orElseThrow(() -> refused("TimeZone", name, "choose one of the IANA time zones"));
        }
    }

    @Override
    public Connection wrap(Connection plain, ConnectionScope scope, String url, Runnable onClose) throws SQLException {
        return new PostgresConnection(plain, scope, url, onClose);
    }

    @Override
    public boolean isCellType(int sqlType) {
        return sqlType == Types.BINARY;
    }

    /** It holds all rows in any case; only with a fetch size would it ask for some rows at a time, where it need not scroll. */
    @Override
    public boolean scrollsForNothing() {
        return true;
    }

    /** The settings that PostgreSQL's driver has for a statement are harmless. */
    @Override
    public <T> Optional<T> statementView(Statement plain, Class<T> type) throws SQLException {
        return type == PGStatement.class && plain.isWrapperFor(PGStatement.class)
                ? Optional.of(type.cast(settingsOf(plain.unwrap(PGStatement.class))))
                : Optional.empty();
    }

    private static Object settingsOf(PGStatement plain) {
        return Proxy.newProxyInstance(
                PostgresSession.class.getClassLoader(),
                new Class<?>[] {PGStatement.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(plain, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Override
    public boolean generatedKeysAreWholeRows() {
        return true;
    }
}
