package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Optional;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.util.NativeSql;
import org.mariadb.jdbc.util.constants.ServerStatus;

/** A connection of MariaDB Connector/J, to MariaDB or MySQL. */
final class MariaDbSession implements ServerSession {

    private final Context context;
    private final MySqlVariables settings;

    private MariaDbSession(Context context, MySqlVariables settings) {
        this.context = context;
        this.settings = settings;
    }

    static MariaDbSession of(Connection plain) throws SQLException {
        if (!plain.isWrapperFor(org.mariadb.jdbc.Connection.class)) {
            throw new SQLFeatureNotSupportedException(
                    "the connection is not one of MariaDB's JDBC driver (org.mariadb.jdbc)", SqlStates.NOT_SUPPORTED);
        }
        org.mariadb.jdbc.Connection connection = plain.unwrap(org.mariadb.jdbc.Connection.class);
        MariaDbSession session = new MariaDbSession(
                connection.getContext(), MySqlVariables.read(plain, false, new MariaDbRows(connection.getContext())));
        session.requireOptions();
        session.requireSafe();
        return session;
    }

    /** Several statements in one text would be divided by the server, one by one under the settings of those before. */
    private void requireOptions() throws SQLException {
        if (context.getConf().allowMultiQueries()) {
            throw MySqlVariables.refused(
                    "the URL has allowMultiQueries", "leave it out and execute statements one by one");
        }
    }

    @Override
    public Syntax syntax() {
        return settings.syntax();
    }

    @Override
    public String withoutEscapes(String sql) throws SQLException {
        return NativeSql.parse(sql, context);
    }

    /** The server tells of this one mode with every answer, whoever changed it. */
    @Override
    public void requireSafe() throws SQLException {
        boolean noEscapes = (context.getServerStatus() & ServerStatus.NO_BACKSLASH_ESCAPES) != 0;
        if (noEscapes != ((MySqlSyntax) syntax()).noBackslashEscapes()) {
            throw MySqlVariables.refused(
                    "sql_mode was changed", "set it in the URL (sessionVariables), not by a statement");
        }
    }

    @Override
    public boolean isIdle() {
        return (context.getServerStatus() & ServerStatus.IN_TRANSACTION) == 0;
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

    @Override
    public <T> Optional<T> statementView(Statement plain, Class<T> type) {
        return Optional.empty();
    }

    @Override
    public boolean sendsBatchesAsOne() {
        return true;
    }

    @Override
    public boolean generatedKeysAreWholeRows() {
        return false;
    }
}
