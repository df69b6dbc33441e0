package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Statements that are read, beside what a real PostgreSQL says of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStatementsTest {

    private Connection server;

    @BeforeAll
    void connect() throws SQLException {
        server = ServerOfStatements.postgres();
    }

    @AfterAll
    void close() throws SQLException {
        server.close();
    }

    @Test
    void trees_have_the_parameters_and_labels_that_the_server_says() throws IOException {
        assertThat(Reading.differences(server, "postgresql.txt", new PostgresSyntax()))
                .isEmpty();
    }

    @Test
    void keywords_are_those_of_the_server() throws SQLException {
        Set<String> reserved = new TreeSet<>();
        Set<String> functionsAndTypes = new TreeSet<>();
        Set<String> noLabels = new TreeSet<>();
        try (java.sql.Statement statement = server.createStatement();
                ResultSet words =
                        statement.executeQuery("select upper(word), catcode, barelabel from pg_get_keywords()")) {
            while (words.next()) {
                String word = words.getString(1);
                if (words.getString(2).equals("R")) {
                    reserved.add(word);
                } else if (words.getString(2).equals("T")) {
                    functionsAndTypes.add(word);
                }
                if (!words.getBoolean(3)) {
                    noLabels.add(word);
                }
            }
        }

        assertThat(new TreeSet<>(PostgresWords.RESERVED)).isEqualTo(reserved);
        assertThat(new TreeSet<>(PostgresWords.FUNCTIONS_AND_TYPES)).isEqualTo(functionsAndTypes);
        assertThat(new TreeSet<>(PostgresWords.NO_LABELS)).isEqualTo(noLabels);
    }
}
