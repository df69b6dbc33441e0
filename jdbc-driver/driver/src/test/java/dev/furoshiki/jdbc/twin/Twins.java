package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.EmptiedDatabases;
import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Two databases with the same tables: one encrypted, behind our driver, the other plain, behind the plain driver. Whatever
 * is done is done to both, and has to give the same.
 */
final class Twins implements AutoCloseable {

    private static final Pattern CLAUSE = Pattern.compile("\\s+ENCRYPTED WITH \\([^)]*\\)");

    private final TestServer server;
    private final EncryptedDatabase encrypted;
    private final Connection ours;
    private final LocalDatabase plainDatabase;
    private final Connection plain;

    Twins() throws SQLException {
        this(TestServer.POSTGRESQL);
    }

    Twins(TestServer server) throws SQLException {
        this(server, server.newDatabase());
    }

    /** @param database the encrypted twin's */
    Twins(TestServer server, LocalDatabase database) throws SQLException {
        this(server, new EncryptedDatabase(database));
    }

    /** @param encrypted closed along with it */
    Twins(TestServer server, EncryptedDatabase encrypted) throws SQLException {
        this.server = server;
        this.encrypted = encrypted;
        ours = encrypted.create();
        plainDatabase = server.newDatabase();
        plain = plainTwin(server, plainDatabase);
    }

    private static Connection plainTwin(TestServer server, LocalDatabase database) throws SQLException {
        if (server == TestServer.POSTGRESQL) {
            // Results as text: pgjdbc's binary mode, which it enters after five executions, differs here and there.
            return DriverManager.getConnection(
                    database.jdbcUrl() + "?prepareThreshold=0", database.user(), database.password());
        }
        Connection plain = database.connect();
        if (server != TestServer.H2) {
            // One log for all databases of the server would hold its statements, too.
            EncryptedDatabase.run(plain, "SET SESSION sql_log_off = 1");
        }
        return plain;
    }

    TestServer server() {
        return server;
    }

    /** Something that is done through a connection, and what is seen of it. */
    @FunctionalInterface
    interface Step<T> {
        T on(Connection connection) throws Exception;
    }

    Connection ours() {
        return ours;
    }

    Connection plain() {
        return plain;
    }

    EncryptedDatabase encrypted() {
        return encrypted;
    }

    /** Runs data definitions: on the plain twin without their encryption clauses. */
    void define(String... texts) throws SQLException {
        for (String text : texts) {
            EncryptedDatabase.run(ours, text);
            EncryptedDatabase.run(plain, CLAUSE.matcher(text).replaceAll(""));
        }
    }

    /** Both do it, and give the same, which is returned. */
    <T> T same(String what, Step<T> step) throws Exception {
        T expected = step.on(plain);
        T actual = step.on(ours);
        assertThat(actual).as(what).isEqualTo(expected);
        return expected;
    }

    /** Both refuse it with one SQLState. */
    void sameRefusal(String what, String sqlState, Step<?> step) {
        assertThat(refusal(step, plain)).as(what + ", plain").isEqualTo(sqlState);
        assertThat(refusal(step, ours)).as(what).isEqualTo(sqlState);
    }

    private static String refusal(Step<?> step, Connection connection) {
        SQLException refused = catchThrowableOfType(SQLException.class, () -> step.on(connection));
        return refused == null ? "not refused" : String.valueOf(refused.getSQLState());
    }

    @Override
    public void close() throws SQLException {
        ours.close();
        plain.close();
        EmptiedDatabases.giveBack(plainDatabase);
        encrypted.close();
    }
}
