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
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {

    @Test
    void storesAndReturnsRows() throws SQLException {
        LocalDatabase database = LocalPostgres.newDatabase();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE cargo (id integer PRIMARY KEY, name text)");
            assertThat(statement.executeUpdate("INSERT INTO cargo VALUES (1, 'münze'), (2, 'lunch')"))
                    .isEqualTo(2);
            assertThat(only(statement, "SELECT name FROM cargo WHERE id = 1")).isEqualTo("münze");
            assertThat(only(statement, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(only(statement, "SHOW fsync")).isEqualTo("off");
            assertThat(only(statement, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void keepsDatabasesApart() throws SQLException {
        LocalDatabase first = LocalPostgres.newDatabase();
        LocalDatabase second = LocalPostgres.newDatabase();
        assertThat(first.jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:").isNotEqualTo(second.jdbcUrl());
        try (Connection connection = first.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE cargo (id integer)");
        }
        try (Connection connection = second.connect();
                Statement statement = connection.createStatement()) {
            assertThat(only(statement, "SELECT count(*) FROM pg_tables WHERE tablename = 'cargo'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void logsStatementsAndParametersWhenAsked() throws SQLException {
        String before = UUID.randomUUID().toString();
        String after = UUID.randomUUID().toString();
        LocalDatabase database = LocalPostgres.newDatabase();
        select(database, before);
        database.logEveryStatement();
        select(database, after);
        assertThat(LocalPostgres.log()).contains(after).doesNotContain(before);
    }

    @Test
    void leavesNothingOutsideItsDirectory(@TempDir Path directory) throws SQLException {
        try (LocalPostgres server = LocalPostgres.under(directory)) {
            LocalDatabase database = server.createDatabase();
            assertThat(database.jdbcUrl()).doesNotContain(":" + LocalPostgres.port() + "/");
            select(database, "cargo");
            assertThat(directory).isDirectoryContaining(file -> file.endsWith("postgres.log"));
            assertThat(directory).isDirectoryRecursivelyContaining("glob:**/postmaster.pid");
        }
        assertThat(directory).isDirectoryNotContaining("glob:**/postmaster.pid");
    }

    private static void select(LocalDatabase database, String parameter) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement("SELECT ?::text")) {
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
