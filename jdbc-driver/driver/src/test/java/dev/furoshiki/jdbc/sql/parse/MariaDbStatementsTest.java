package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Statements that are read, beside what a real MariaDB says of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbStatementsTest {

    private static final List<String> SCHEMA = List.of(
            "create table dept (id bigint primary key default 1, name varchar(50) default 'a')"
                    + " partition by hash (id) (partition p0)",
            "create table person (id bigint primary key auto_increment, name varchar(50), email varchar(50), born date,"
                    + " salary decimal(10, 2), active boolean, dept_id bigint, attrs longtext, created datetime(6),"
                    + " version int, index by_name (name), fulltext (name, email), fulltext (name))",
            "create table addr (id bigint primary key, person_id bigint, city varchar(50))",
            "create table odd (value int, position int, type int, text int, date int, time int, timestamp int, year"
                    + " int, day int, role int, action int, data int, status int, level int, comment int, user int,"
                    + " password int, begin int, end int, first int, last int, enum int, `order` int, `group` int, `key`"
                    + " int, `select` int)",
            "create sequence numbers");

    private Connection server;

    @BeforeAll
    void connect() throws SQLException {
        LocalDatabase database = LocalMariaDb.newDatabase();
        String url = database.jdbcUrl();
        server = DriverManager.getConnection(
                url + (url.contains("?") ? "&" : "?") + "useServerPrepStmts=true&allowMultiQueries=false",
                database.user(),
                database.password());
        try (java.sql.Statement statement = server.createStatement()) {
            for (String definition : SCHEMA) {
                statement.execute(definition);
            }
        }
    }

    @AfterAll
    void close() throws SQLException {
        server.close();
    }

    @Test
    void trees_have_the_parameters_and_labels_that_the_server_says() throws IOException {
        assertThat(Reading.differences(server, "mariadb.txt", MySqlSyntax.DEFAULT))
                .isEmpty();
    }

    @Test
    void what_mysql_has_beyond_is_read() throws IOException, SQLSyntaxErrorException {
        for (String sql : StatementList.read("mysql.txt")) {
            assertThat(Reading.read(sql, MySqlSyntax.DEFAULT)).isNotNull();
        }
    }
}
