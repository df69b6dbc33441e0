package dev.furoshiki.jdbc.sql.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The shipped lists of MySQL's and MariaDB's routines and reserved words against a real MariaDB. */
class MySqlRoutineListTest {

    private static final int NO_SUCH_ROUTINE = 1305;

    private static final RoutineCalls CALLS = new MySqlRoutineCalls();

    /** Of MySQL alone, of later versions of MariaDB, or types that no expression is written like. */
    private static final Set<String> ELSEWHERE = Set.of(
            "any_value",
            "bin_to_uuid",
            "distance",
            "format_bytes",
            "geomcollection",
            "geometry",
            "grouping",
            "icu_version",
            "inet4",
            "inet6",
            "is_uuid",
            "json_schema_validation_report",
            "json_storage_free",
            "json_storage_size",
            "mbrcoveredby",
            "mbrcovers",
            "member",
            "point",
            "regexp_like",
            "st_buffer_strategy",
            "st_collect",
            "st_frechetdistance",
            "st_geohash",
            "st_hausdorffdistance",
            "st_isvalid",
            "st_latfromgeohash",
            "st_latitude",
            "st_lineinterpolatepoint",
            "st_longfromgeohash",
            "st_longitude",
            "st_makeenvelope",
            "st_pointatdistance",
            "st_pointfromgeohash",
            "st_simplify",
            "st_swapxy",
            "st_transform",
            "st_validate",
            "string_to_vector",
            "uuid_to_bin",
            "uuid_v4",
            "uuid_v7",
            "validate_password_strength",
            "vec_distance",
            "vec_distance_cosine",
            "vec_distance_euclidean",
            "vec_fromtext",
            "vec_totext",
            "vector",
            "vector_dim",
            "vector_to_string");

    /** Run SQL, read files or tables, know keys of the server's, or wait for other servers. */
    private static final Set<String> LEFT_OUT = Set.of(
            "benchmark",
            "binlog_gtid_pos",
            "decode_histogram",
            "des_decrypt",
            "des_encrypt",
            "load_file",
            "master_gtid_wait",
            "master_pos_wait",
            "name_const",
            "schemas",
            "wsrep_last_seen_gtid",
            "wsrep_last_written_gtid",
            "wsrep_sync_wait_upto_gtid");

    @Test
    void everyNameIsARoutineOrAKeyword() throws SQLException {
        Set<String> unknown = new TreeSet<>();
        try (Connection server = LocalMariaDb.newDatabase().connect();
                Statement statement = server.createStatement()) {
            for (String name : CALLS.builtIn()) {
                if (errorOf(statement, "SELECT " + name + "(1,2,3,4,5,6,7,8,9,10,11,12)") == NO_SUCH_ROUTINE) {
                    unknown.add(name);
                }
            }
        }
        assertThat(unknown).isEqualTo(new TreeSet<>(ELSEWHERE));
    }

    /** The server's own list: whatever a version brings anew has to be judged here. */
    @Test
    void everyRoutineOfTheServerIsOnTheListOrLeftOutOnPurpose() throws SQLException {
        Set<String> own = new TreeSet<>();
        try (Connection server = LocalMariaDb.newDatabase().connect();
                Statement statement = server.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT lower(function) FROM information_schema.sql_functions")) {
            while (rows.next()) {
                own.add(rows.getString(1));
            }
        }
        assertThat(own).hasSizeGreaterThan(250).containsAll(LEFT_OUT);
        own.removeAll(LEFT_OUT);
        own.removeIf(name -> MySqlKeywords.reserved().contains(name.toUpperCase(java.util.Locale.ROOT)));
        assertThat(CALLS.builtIn()).containsAll(own).doesNotContainAnyElementsOf(LEFT_OUT);
    }

    /** A word that the server does not reserve could be the name of a routine that an application made. */
    @Test
    void noRoutineIsNamedByAReservedWord() throws SQLException {
        Set<String> free = new TreeSet<>();
        try (Connection server = LocalMariaDb.newDatabase().connect();
                Statement statement = server.createStatement()) {
            for (String word : MySqlKeywords.reserved()) {
                if (errorOf(statement, "CREATE FUNCTION " + word + "() RETURNS integer RETURN 1") == 0) {
                    free.add(word);
                }
            }
            assertThat(errorOf(statement, "CREATE FUNCTION free_word() RETURNS integer RETURN 1"))
                    .isZero();
        }
        assertThat(free).isEmpty();
    }

    private static int errorOf(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return 0;
        } catch (SQLException error) {
            return error.getErrorCode();
        }
    }
}
