package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Statements that are read, beside what a real MariaDB says of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbStatementsTest {

    private Connection server;

    @BeforeAll
    void connect() throws SQLException {
        server = ServerOfStatements.mariaDb();
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
