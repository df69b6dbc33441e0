package dev.furoshiki.jdbc.wrap;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.JdbcConnection;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Optional;

/** A connection of MySQL Connector/J, to MySQL or MariaDB. */
final class MySqlSession implements ServerSession {

    private final JdbcConnection connection;
    private final MySqlVariables settings;

    private final int uncutFieldBytes;

    private MySqlSession(JdbcConnection connection, MySqlVariables settings) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            this.uncutFieldBytes = statement.getMaxFieldSize();
        }
        this.settings = settings;
    }

    static MySqlSession of(Connection plain) throws SQLException {
        if (!plain.isWrapperFor(JdbcConnection.class)) {
            throw new SQLFeatureNotSupportedException(
                    "the connection is not one of MySQL's JDBC driver (com.mysql.cj)", SqlStates.NOT_SUPPORTED);
        }
        JdbcConnection connection = plain.unwrap(JdbcConnection.class);
        MySqlSession session =
                new MySqlSession(connection, MySqlVariables.read(plain, true, new MySqlRows(connection)));
        session.requireOptions();
        session.requireSafe();
        return session;
    }

    private void requireOptions() throws SQLException {
        for (PropertyKey option : new PropertyKey[] {
            PropertyKey.allowMultiQueries, PropertyKey.allowLoadLocalInfile, PropertyKey.autoGenerateTestcaseScript
        }) {
            if (Boolean.TRUE.equals(
                    connection.getPropertySet().getBooleanProperty(option).getValue())) {
                throw MySqlVariables.refused("the URL has " + option.getKeyName(), "leave it out");
            }
        }
    }

    @Override
    public Syntax syntax() {
        return settings.syntax();
    }

    @Override
    public String withoutEscapes(String sql) throws SQLException {
        return connection.nativeSQL(sql);
    }

    /** The server tells of this one mode with every answer, whoever changed it. */
    @Override
    public void requireSafe() throws SQLException {
        boolean noEscapes = connection.getSession().getServerSession().isNoBackslashEscapesSet();
        if (noEscapes != ((MySqlSyntax) syntax()).noBackslashEscapes()) {
            throw MySqlVariables.refused(
                    "sql_mode was changed", "set it in the URL (sessionVariables), not by a statement");
        }
    }

    /** This driver takes no empty text. */
    @Override
    public String emptyStatement() {
        return "DO 0";
    }

    @Override
    public boolean isIdle() {
        return !connection.getSession().getServerSession().inTransactionOnServer();
    }

    /** A statement that fails is undone by itself. */
    @Override
    public boolean hasFailed() {
        return false;
    }

    @Override
    public ValueConversions settings() {
        return settings.conversions();
    }

    @Override
    public Connection wrap(Connection plain, ConnectionScope scope, String url, Runnable onClose) {
        return new EncryptingConnection(plain, scope, url, onClose);
    }

    @Override
    public boolean isCellType(int sqlType) {
        return MySqlVariables.isCellType(sqlType);
    }

    /** This driver's statements begin with the longest packet's length. */
    @Override
    public boolean cutsFields(Statement plain) throws SQLException {
        return plain.getMaxFieldSize() > 0 && plain.getMaxFieldSize() < uncutFieldBytes;
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
