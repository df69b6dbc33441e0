package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Statements that are read, beside what a real H2 says of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class H2StatementsTest {

    private Connection server;

    @BeforeAll
    void connect() throws SQLException {
        server = ServerOfStatements.h2();
    }

    @AfterAll
    void close() throws SQLException {
        server.close();
    }

    @Test
    void trees_have_the_parameters_and_labels_that_the_server_says() throws IOException {
        assertThat(Reading.differences(server, "h2.txt", H2Syntax.DEFAULT)).isEmpty();
    }

    @Test
    void keywords_are_no_names_on_the_server() throws SQLException {
        try (java.sql.Statement statement = server.createStatement()) {
            List<String> names = new ArrayList<>();
            for (String word : H2Words.RESERVED) {
                if (isColumn(statement, word)) {
                    names.add(word);
                }
            }
            assertThat(names).isEmpty();
            for (String word : Set.of("DATE", "TIME", "TIMESTAMP", "POSITION", "FIRST", "KEYS", "FINAL", "NEXT")) {
                assertThat(isColumn(statement, word)).as(word).isTrue();
            }
        }
    }

    private static boolean isColumn(java.sql.Statement statement, String word) throws SQLException {
        try {
            statement.execute("create local temporary table t_" + word + " (" + word + " int)");
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }
}
