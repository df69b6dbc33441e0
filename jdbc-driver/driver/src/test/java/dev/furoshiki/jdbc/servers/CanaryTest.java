package dev.furoshiki.jdbc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.value.DamagedCellException;
import dev.furoshiki.testing.servers.LocalH2;
import dev.furoshiki.testing.servers.LocalMariaDb;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing that is set for an encrypted column reaches a server in clear; what is changed there is noticed. */
class CanaryTest {

    private static final String CANARY = "canary-7f3a9c-canary";

    private static String log(TestServer server, EncryptedDatabase database) throws SQLException {
        return switch (server) {
            case POSTGRESQL -> LocalPostgres.log();
            case MARIADB, MYSQL_DRIVER -> LocalMariaDb.log();
            case H2 -> LocalH2.log(database.database());
        };
    }

    /** Setters as an application uses them. */
    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement, int index) throws SQLException;
    }

    private static final List<Setter> SETTERS = List.of(
            (statement, index) -> statement.setString(index, CANARY),
            (statement, index) -> statement.setNString(index, CANARY),
            (statement, index) -> statement.setObject(index, CANARY),
            (statement, index) -> statement.setObject(index, CANARY, Types.VARCHAR),
            (statement, index) -> statement.setCharacterStream(index, new StringReader(CANARY)),
            (statement, index) -> statement.setCharacterStream(index, new StringReader(CANARY), CANARY.length()));

    @ParameterizedTest
    @EnumSource
    void noSetterSendsPlaintext(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase())) {
            database.database().logEveryStatement();
            try (Connection connection = database.create()) {
                EncryptedDatabase.run(
                        connection,
                        "CREATE TABLE vault (id integer PRIMARY KEY, secret " + server.varchar(40)
                                + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY))");
                int id = 0;
                for (Setter setter : SETTERS) {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO vault VALUES (?, ?)");
                            PreparedStatement select =
                                    connection.prepareStatement("SELECT count(*) FROM vault WHERE secret = ?")) {
                        insert.setInt(1, ++id);
                        setter.set(insert, 2);
                        insert.executeUpdate();
                        setter.set(select, 1);
                        try (ResultSet rows = select.executeQuery()) {
                            rows.next();
                            assertThat(rows.getInt(1)).isEqualTo(id);
                        }
                    }
                }
                try (Statement statement = connection.createStatement()) {
                    assertThatThrownBy(
                                    () -> statement.execute("INSERT INTO vault VALUES (99, upper('" + CANARY + "'))"))
                            .isInstanceOf(SQLException.class);
                }
            }
            assertThat(log(server, database)).contains("vault").doesNotContain(CANARY);
            try (Connection plain = database.plain();
                    Statement statement = plain.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM vault")) {
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        if (rows.getObject(i) instanceof byte[] bytes) {
                            assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                                    .doesNotContain("canary");
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cellsOfAnotherColumnOrChangedOnesDoNotOpen(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    "CREATE TABLE vault (id integer PRIMARY KEY, a " + server.varchar(40)
                            + " ENCRYPTED WITH (KEY = 'alias/pii'), b " + server.varchar(40)
                            + " ENCRYPTED WITH (KEY = 'alias/pii'))");
            ServerTwins.update(connection, "INSERT INTO vault VALUES (1, ?, ?)", "one", "two");
            ServerTwins.update(connection, "INSERT INTO vault VALUES (2, ?, ?)", "one", "two");
            database.runPlain("UPDATE vault SET a = b WHERE id = 2");
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM vault ORDER BY id")) {
                rows.next();
                assertThat(rows.getString("a")).isEqualTo("one");
                rows.next();
                assertThatThrownBy(() -> rows.getString("a"))
                        .isInstanceOf(DamagedCellException.class)
                        .hasMessageContaining("cannot be opened");
                assertThat(rows.getString("b")).isEqualTo("two");
            }
        }
    }
}
