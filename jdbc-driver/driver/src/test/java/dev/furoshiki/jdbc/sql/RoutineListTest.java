package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The shipped list of routines against a real server's own. */
class RoutineListTest {

    /** Of extensions that applications use, or of other versions than the server of the tests. */
    private static final Set<String> ELSEWHERE = Set.of(
            "bernoulli",
            "geography",
            "geometry",
            "halfvec",
            "jsonb_set_lax",
            "similarity",
            "strict_word_similarity",
            "system",
            "unaccent",
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v4",
            "vector",
            "word_similarity",
            "_pg_expandarray");

    private static Set<String> names(String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Connection server = LocalPostgres.newDatabase().connect();
                Statement statement = server.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Test
    void everyNameIsARoutineATypeOrAKeyword() throws Exception {
        Set<String> unknown = new TreeSet<>(RoutineCalls.builtIn());
        unknown.removeAll(names("SELECT proname FROM pg_proc UNION SELECT typname FROM pg_type"
                + " UNION SELECT word FROM pg_get_keywords()"));
        unknown.removeAll(ELSEWHERE);
        assertThat(unknown).isEmpty();
    }

    /** By the server's own catalogue: what takes SQL as text, reads files and large objects, or shows others' values. */
    @Test
    void nothingThatReadsElsewhereIsOnTheList() throws Exception {
        Set<String> reading =
                names("SELECT proname FROM pg_proc WHERE proname ~ '(query|table|schema|database|cursor)_to_xml'"
                        + " OR proname ~ '^(lo_|loread|lowrite|pg_read|pg_ls|pg_stat_|pg_logical|pg_replication|pg_file|pg_import|pg_export"
                        + "|pg_switch|pg_create|pg_drop|pg_reload|pg_rotate|pg_prewarm|pg_wal|binary_upgrade)'"
                        + " OR proname IN ('set_config', 'ts_stat', 'ts_rewrite', 'pg_execute_server_program')");
        assertThat(reading).contains("query_to_xml", "lo_get", "pg_read_file", "ts_stat", "set_config");
        assertThat(RoutineCalls.builtIn()).doesNotContainAnyElementsOf(reading);
    }
}
