package dev.furoshiki.jdbc.sql.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.testing.servers.LocalH2;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The shipped list of H2's routines against a real H2. */
class H2RoutineListTest {

    private static final int NO_SUCH_ROUTINE = 90022;

    private static final RoutineCalls CALLS = new H2RoutineCalls();

    /** Types with modifiers, and what stands in FROM only. */
    private static final Set<String> NO_EXPRESSIONS = Set.of(
            "auto_increment",
            "bigint",
            "binary",
            "bit",
            "blob",
            "boolean",
            "bytea",
            "character",
            "clob",
            "datetime",
            "dec",
            "decfloat",
            "decimal",
            "double",
            "enum",
            "float",
            "geometry",
            "int",
            "integer",
            "java_object",
            "json",
            "longvarbinary",
            "longvarchar",
            "nchar",
            "nclob",
            "number",
            "numeric",
            "nvarchar",
            "nvarchar2",
            "raw",
            "real",
            "smallint",
            "system_range",
            "time",
            "timestamp",
            "tinyint",
            "unnest",
            "varbinary",
            "varchar",
            "varchar2",
            "varchar_casesensitive",
            "varchar_ignorecase",
            "varying");

    /** Run SQL, read or write files, tables and other databases, or act on other sessions. */
    private static final Set<String> LEFT_OUT = Set.of(
            "abort_session",
            "cancel_session",
            "csvread",
            "csvwrite",
            "data_type_sql",
            "database_path",
            "db_object_approximate_size",
            "db_object_approximate_total_size",
            "db_object_id",
            "db_object_size",
            "db_object_sql",
            "db_object_total_size",
            "disk_space_used",
            "estimated_envelope",
            "file_read",
            "file_write",
            "link_schema",
            "set");

    /** Keywords, which no parenthesis of a call follows. */
    private static final Set<String> WITHOUT_PARENTHESES = Set.of(
            "current_catalog", "current_path", "current_role", "current_schema", "current_user", "rownum", "table");

    private static Set<String> unknown(String mode, Set<String> names) throws SQLException {
        Set<String> unknown = new TreeSet<>();
        try (Connection server = LocalH2.newDatabase(";MODE=" + mode).connect();
                Statement statement = server.createStatement()) {
            for (String name : names) {
                try {
                    statement.execute("SELECT " + name + "()");
                } catch (SQLException error) {
                    if (error.getErrorCode() == NO_SUCH_ROUTINE) {
                        unknown.add(name);
                    }
                }
            }
        }
        return unknown;
    }

    @Test
    void everyNameIsARoutineOrAType() throws SQLException {
        assertThat(unknown("REGULAR", CALLS.builtIn())).isEqualTo(new TreeSet<>(NO_EXPRESSIONS));
    }

    @Test
    void whatAModeBringsIsThereInThatModeOnly() throws SQLException {
        for (String mode : List.of("LEGACY", "MariaDB", "MySQL", "PostgreSQL")) {
            Set<String> names =
                    H2RoutineCalls.ofMode(H2Syntax.of(Map.of("MODE", mode)).orElseThrow());
            assertThat(unknown(mode, names)).as(mode).isEmpty();
            assertThat(unknown("REGULAR", names)).as(mode).isEqualTo(new TreeSet<>(names));
        }
        assertThat(H2RoutineCalls.ofMode(H2Syntax.DEFAULT)).isEmpty();
    }

    /** The server's own help: whatever a version brings anew has to be judged here. */
    @Test
    void everyRoutineOfTheServerIsOnTheListOrLeftOutOnPurpose() throws SQLException {
        Set<String> own = new TreeSet<>();
        try (Connection server = LocalH2.newDatabase().connect();
                Statement statement = server.createStatement();
                ResultSet rows = statement.executeQuery("HELP")) {
            while (rows.next()) {
                if (rows.getString("SECTION").contains("Functions")) {
                    own.add(rows.getString("TOPIC")
                            .replaceAll(" (Function|aggregate)$", "")
                            .toLowerCase(Locale.ROOT));
                }
            }
        }
        assertThat(own).hasSizeGreaterThan(200).containsAll(LEFT_OUT);
        own.removeAll(LEFT_OUT);
        own.removeAll(WITHOUT_PARENTHESES);
        assertThat(CALLS.builtIn()).containsAll(own).doesNotContainAnyElementsOf(LEFT_OUT);
    }
}
