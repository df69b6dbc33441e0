package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.engine.Mode;
import org.h2.jdbc.JdbcConnection;

/** A connection of H2, in this process or to an H2 server. */
final class H2Session implements ServerSession {

    private static final int LEAST_MAJOR = 2;
    private static final int LEAST_MINOR = 2;

    private final JdbcConnection connection;
    private final H2Conversions conversions;
    private final H2Syntax syntax;

    private H2Session(JdbcConnection connection) throws SQLException {
        this.connection = connection;
        this.syntax = readSyntax();
        this.conversions = new H2Conversions(connection);
    }

    static H2Session of(Connection plain) throws SQLException {
        if (!plain.isWrapperFor(JdbcConnection.class)) {
            throw refused("the connection is not one of H2's driver", "give the plain driver's own, or a pool's");
        }
        H2Session session = new H2Session(plain.unwrap(JdbcConnection.class));
        session.requireVersion();
        session.requireSafe();
        return session;
    }

    private void requireVersion() throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        int minor = connection.getMetaData().getDatabaseMinorVersion();
        if (major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR)) {
            throw refused(
                    "the database is H2 " + connection.getMetaData().getDatabaseProductVersion(),
                    "Furoshiki supports " + LEAST_MAJOR + "." + LEAST_MINOR + " and newer");
        }
    }

    /** What changes comparisons, or how a text is divided; all of it but the mode is one for the whole database. */
    private H2Syntax readSyntax() throws SQLException {
        Map<String, String> settings = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS")) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        String collation = settings.getOrDefault("COLLATION", "OFF");
        if (!collation.startsWith("OFF")) {
            throw refused("the database's COLLATION is " + collation, "create it without one");
        }
        if (!settings.getOrDefault("IGNORECASE", "0").matches("0|FALSE|false")) {
            throw refused("IGNORECASE is on", "turn it off and declare columns VARCHAR");
        }
        return H2Syntax.of(settings).orElseThrow(() -> refused("MODE is unknown", "leave it at REGULAR"));
    }

    private static SQLException refused(String what, String wayOut) {
        return new SQLFeatureNotSupportedException(
                what + ", so that it would read statements in another way than they are analysed; " + wayOut,
                SqlStates.NOT_SUPPORTED);
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    /** Braces are replaced by H2 as {@code nativeSQL} does it. */
    @Override
    public String withoutEscapes(String sql) throws SQLException {
        return connection.nativeSQL(sql);
    }

    @Override
    public void requireSafe() throws SQLException {
        Mode mode = connection.getMode();
        if (mode.getEnum() != Mode.ModeEnum.REGULAR) {
            throw refused("H2's MODE is " + mode.getName(), "leave it at REGULAR");
        }
    }

    @Override
    public boolean isIdle() throws SQLException {
        return connection.getAutoCommit() || !connection.getSession().hasPendingTransaction();
    }

    /** A statement that fails is undone by itself. */
    @Override
    public boolean hasFailed() {
        return false;
    }

    @Override
    public ValueConversions settings() {
        return conversions;
    }

    @Override
    public Connection wrap(Connection plain, ConnectionScope scope, String url, Runnable onClose) {
        return new EncryptingConnection(plain, scope, url, onClose);
    }

    /** H2 reduces an expression that can be nothing but NULL to a NULL of no type. */
    @Override
    public boolean isCellType(int sqlType) {
        return sqlType == Types.VARBINARY || sqlType == Types.NULL;
    }

    @Override
    public <T> Optional<T> statementView(Statement plain, Class<T> type) {
        return Optional.empty();
    }

    @Override
    public boolean generatedKeysAreWholeRows() {
        return false;
    }
}
