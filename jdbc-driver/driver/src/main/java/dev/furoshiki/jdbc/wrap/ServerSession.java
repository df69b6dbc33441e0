package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What is known of one connection to a server: the settings that decide how a text is read, whether a transaction is open, and
 * what of the plain driver's own interfaces is harmless.
 *
 * <p>Implementations name the classes of one driver each, and are loaded only when a connection is that driver's: an
 * application has but the driver that it uses.
 */
interface ServerSession {

    /**
     * The session behind a connection, which may be a pool's proxy.
     *
     * @throws SQLFeatureNotSupportedException (0A000) when it is of no driver that is known here, or not fit to be used
     */
    static ServerSession of(Connection plain) throws SQLException {
        String driver = String.valueOf(plain.getMetaData().getDriverName());
        return switch (driver) {
            case "PostgreSQL JDBC Driver" -> PostgresSession.of(plain);
            case "H2 JDBC Driver" -> H2Session.of(plain);
            case "MariaDB Connector/J" -> MariaDbSession.of(plain);
            case "MySQL Connector/J" -> MySqlSession.of(plain);
            default ->
                throw new SQLFeatureNotSupportedException(
                        "the connection is not one of a driver that Furoshiki encrypts through: PostgreSQL's"
                                + " (org.postgresql), MariaDB's (org.mariadb.jdbc), MySQL's (com.mysql.cj) or H2's",
                        SqlStates.NOT_SUPPORTED);
        };
    }

    /** How the server divides a text now; an equal one until something changes. */
    Syntax syntax() throws SQLException;

    /** A text with JDBC's escapes replaced, and its parameters as they were. */
    String withoutEscapes(String sql) throws SQLException;

    /** Refuses to go on where a text would not mean what the analysis takes it to mean. */
    void requireSafe() throws SQLException;

    /** A statement that does nothing, which the driver prepares. */
    default String emptyStatement() {
        return "";
    }

    /** Whether no transaction is open on the server, by whatever means it would have been opened. */
    boolean isIdle() throws SQLException;

    /** Whether the open transaction can only be rolled back. */
    boolean hasFailed() throws SQLException;

    /** How values are converted now; the same object until something changes. */
    ValueConversions settings() throws SQLException;

    /** A connection that encrypts, of a class that has the interfaces of the plain driver's own. */
    Connection wrap(Connection plain, ConnectionScope scope, String url, Runnable onClose) throws SQLException;

    /** Whether a result column of that type, one of {@link java.sql.Types}, may hold cells. */
    boolean isCellType(int sqlType);

    /** Whether results of the statement would have their fields cut. */
    default boolean cutsFields(Statement plain) throws SQLException {
        return plain.getMaxFieldSize() > 0;
    }

    /**
     * Whether a statement without a fetch size whose results can be scrolled differs from one that can only be read forwards in
     * nothing that the server or the memory of this process would notice.
     */
    default boolean scrollsForNothing() {
        return false;
    }

    /**
     * Whether the driver may send the rows of a batch as one command, if they have parameters: not every statement can be sent
     * so, and what each row changed is unknown.
     */
    default boolean sendsBatchesAsOne() {
        return false;
    }

    /** What of the driver's own interface of statements may be given out; empty where the type is none of it. */
    <T> Optional<T> statementView(Statement plain, Class<T> type) throws SQLException;

    /** Whether {@link Statement#RETURN_GENERATED_KEYS} gives every column, and not just those that the server filled in. */
    boolean generatedKeysAreWholeRows();
}
