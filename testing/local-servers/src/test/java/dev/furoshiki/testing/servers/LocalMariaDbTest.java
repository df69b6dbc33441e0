package dev.furoshiki.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LocalMariaDbTest {

    @Test
    void storesAndReturnsRows() throws SQLException {
        LocalDatabase database = LocalMariaDb.newDatabase();
        assertThat(database.jdbcUrl()).startsWith("jdbc:mariadb://127.0.0.1:" + LocalMariaDb.port() + "/");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE cargo (id integer PRIMARY KEY, name text)");
            assertThat(statement.executeUpdate("INSERT INTO cargo VALUES (1, 'münze'), (2, 'lunch')"))
                    .isEqualTo(2);
            assertThat(only(statement, "SELECT name FROM cargo WHERE id = 1")).isEqualTo("münze");
            assertThat(only(statement, "SELECT @@character_set_database")).isEqualTo("utf8mb4");
            assertThat(only(statement, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void keepsDatabasesApart() throws SQLException {
        LocalDatabase first = LocalMariaDb.newDatabase();
        LocalDatabase second = LocalMariaDb.newDatabase();
        try (Connection connection = first.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE cargo (id integer)");
        }
        try (Connection connection = second.connect();
                Statement statement = connection.createStatement()) {
            assertThat(only(
                            statement,
                            "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()"))
                    .isEqualTo("0");
        }
    }

    @Test
    void logsStatementsAndParametersWhenAsked() throws SQLException {
        String before = UUID.randomUUID().toString();
        String after = UUID.randomUUID().toString();
        LocalDatabase database = LocalMariaDb.newDatabase();
        select(database, before);
        long bytes = LocalMariaDb.logBytes();
        database.logEveryStatement();
        select(database, after);
        assertThat(LocalMariaDb.log()).contains(after).doesNotContain(before);
        assertThat(LocalMariaDb.logSince(bytes)).contains(after);
    }

    /** Other JVMs run them, and would have to unpack them again. */
    @Test
    void leavesItsProgramsAndNothingElse() {
        MariaDbServer other = MariaDbServer.start();
        Path data = other.data();
        assertThat(data).isNotEmptyDirectory();
        other.stop();
        assertThat(data.getParent()).doesNotExist();
        assertThat(other.programs().resolve("bin")).isNotEmptyDirectory();
        other.stop(); // as the JVM does at its end
    }

    private static void select(LocalDatabase database, String parameter) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
            statement.setString(1, parameter);
            statement.executeQuery().close();
        }
    }

    private static String only(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
