package dev.furoshiki.jdbc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.EmptiedDatabases;
import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Two databases on one server with the same tables, one encrypted and one plain: whatever is done is done to both. */
final class ServerTwins implements AutoCloseable {

    private static final Pattern CLAUSE = Pattern.compile("\\s+ENCRYPTED WITH \\([^)]*\\)");

    private final EncryptedDatabase encrypted;
    private final Connection ours;
    private final LocalDatabase plainDatabase;
    private final Connection plain;

    ServerTwins(TestServer server) throws SQLException {
        this.encrypted = new EncryptedDatabase(server.newDatabase());
        this.ours = encrypted.create();
        this.plainDatabase = server.newDatabase();
        this.plain = plainDatabase.connect();
    }

    /** Something that is done through a connection, and what is seen of it. */
    @FunctionalInterface
    interface Step<T> {
        T on(Connection connection) throws Exception;
    }

    Connection ours() {
        return ours;
    }

    EncryptedDatabase encrypted() {
        return encrypted;
    }

    void define(String... texts) throws SQLException {
        for (String text : texts) {
            EncryptedDatabase.run(ours, text);
            EncryptedDatabase.run(plain, CLAUSE.matcher(text).replaceAll(""));
        }
    }

    <T> T same(String what, Step<T> step) throws Exception {
        T expected = step.on(plain);
        T actual = step.on(ours);
        assertThat(actual).as(what).isEqualTo(expected);
        return expected;
    }

    void sameRefusal(String what, Step<?> step) {
        SQLException expected = catchThrowableOfType(SQLException.class, () -> step.on(plain));
        SQLException actual = catchThrowableOfType(SQLException.class, () -> step.on(ours));
        assertThat(state(expected)).as(what + ", plain").isNotEqualTo("not refused");
        assertThat(state(actual)).as(what).isEqualTo(state(expected));
    }

    private static String state(@Nullable SQLException refusal) {
        return refusal == null ? "not refused" : String.valueOf(refusal.getSQLState());
    }

    static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Rows as {@code getObject} gives them, arrays as lists. */
    static List<List<@Nullable Object>> query(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return rows(rows);
        }
    }

    static List<List<@Nullable Object>> rows(ResultSet rows) throws SQLException {
        List<List<@Nullable Object>> found = new ArrayList<>();
        while (rows.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                Object value = rows.getObject(i);
                row.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
            }
            found.add(row);
        }
        return found;
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        ours.close();
        plain.close();
        EmptiedDatabases.giveBack(plainDatabase);
        encrypted.close();
    }
}
