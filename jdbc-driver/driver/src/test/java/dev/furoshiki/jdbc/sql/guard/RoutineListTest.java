package dev.furoshiki.jdbc.sql.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
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

    private static final RoutineCalls CALLS = new PostgresRoutineCalls();

    /** Of extensions that applications use, or of other versions than the server of the tests. */
    private static final Set<String> ELSEWHERE = Set.of(
            "bernoulli",
            "citext",
            "crypt",
            "daitch_mokotoff",
            "difference",
            "digest",
            "dmetaphone",
            "gen_random_bytes",
            "gen_salt",
            "geography",
            "geometry",
            "halfvec",
            "hmac",
            "hstore",
            "jsonb_set_lax",
            "levenshtein",
            "metaphone",
            "show_limit",
            "show_trgm",
            "similarity",
            "soundex",
            "strict_word_similarity",
            "system",
            "unaccent",
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v3",
            "uuid_generate_v4",
            "uuid_generate_v5",
            "uuid_nil",
            "uuid_ns_dns",
            "uuid_ns_oid",
            "uuid_ns_url",
            "uuid_ns_x500",
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
        Set<String> unknown = new TreeSet<>(CALLS.builtIn());
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
                        + "|pg_switch|pg_create|pg_drop|pg_reload|pg_rotate|pg_prewarm|pg_wal_replay|pg_wal_summary|pg_get_wal|binary_upgrade)'"
                        + " OR proname IN ('set_config', 'ts_stat', 'ts_rewrite', 'pg_execute_server_program')");
        assertThat(reading).contains("query_to_xml", "lo_get", "pg_read_file", "ts_stat", "set_config");
        assertThat(CALLS.builtIn()).doesNotContainAnyElementsOf(reading);
    }

    /** PostgreSQL takes {@code (argument).routine} for a call. */
    @Test
    void whatReadsElsewhereOfOneArgumentIsKnownAsAnAttribute() throws Exception {
        Set<String> reading = names(
                "SELECT proname FROM pg_proc WHERE pronargs >= 1 AND pronargs - pronargdefaults <= 1"
                        + " AND proname ~ '^(lo_(creat|create|get|import|unlink)$|ts_stat|pg_read_|pg_ls_dir|pg_stat_file)'");
        assertThat(reading).hasSize(10);
        for (String routine : reading) {
            SqlText text = SqlText.statements("select (x)." + routine + " from orders", new PostgresSyntax())
                    .get(0);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> CALLS.requireKnown(text, Set.of())))
                    .as(routine)
                    .isInstanceOf(UnsupportedStatementException.class);
        }
    }
}
