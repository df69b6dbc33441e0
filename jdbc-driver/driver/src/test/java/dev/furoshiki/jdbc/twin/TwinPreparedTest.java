package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prepared statements: executed again and again, in batches, with some or no parameters. */
class TwinPreparedTest {

    private static final String INSERT = "INSERT INTO person (ssn, name, age) VALUES (?, ?, ?)";
    private static final String ALL = "SELECT * FROM person ORDER BY id";

    private Twins twins;

    @BeforeEach
    void open() throws SQLException {
        twins = new Twins();
        twins.define(People.CREATE);
    }

    @AfterEach
    void close() throws SQLException {
        twins.close();
    }

    @Test
    void oneStatementIsExecutedManyTimes() throws Exception {
        for (int fetchSize : new int[] {0, 2}) {
            twins.same("insert", c -> {
                try (PreparedStatement insert = c.prepareStatement(INSERT)) {
                    int count = 0;
                    for (int i = 0; i < 12; i++) {
                        Rows.set(insert, "078-05-" + i, i % 3 == 0 ? null : "Ann " + i, i);
                        count += insert.executeUpdate();
                    }
                    return count;
                }
            });
            twins.same("select", c -> {
                c.setAutoCommit(false);
                List<Object> found = new ArrayList<>();
                try (PreparedStatement select =
                        c.prepareStatement("SELECT * FROM person WHERE ssn IN (?, ?) ORDER BY id")) {
                    select.setFetchSize(fetchSize);
                    for (int i = 0; i < 12; i++) {
                        Rows.set(select, "078-05-" + i, "078-05-" + (i + 1));
                        try (ResultSet rows = select.executeQuery()) {
                            found.add(Rows.of(rows));
                        }
                    }
                }
                c.commit();
                c.setAutoCommit(true);
                return found;
            });
        }
    }

    @Test
    void parametersStayUntilTheyAreCleared() throws Exception {
        twins.same("again", c -> {
            try (PreparedStatement insert = c.prepareStatement(INSERT)) {
                Rows.set(insert, "1", "Ann", 1);
                insert.executeUpdate();
                insert.setString(2, "Bob");
                insert.executeUpdate();
                return Rows.query(c, ALL);
            }
        });
        for (int missing = 1; missing <= 3; missing++) {
            int left = missing;
            twins.sameRefusal("parameter " + left, "22023", c -> {
                try (PreparedStatement insert = c.prepareStatement(INSERT)) {
                    Rows.set(insert, "1", "Ann", 1);
                    insert.clearParameters();
                    for (int i = 1; i <= 3; i++) {
                        if (i != left) {
                            insert.setObject(i, i);
                        }
                    }
                    return insert.executeUpdate();
                }
            });
        }
        twins.sameRefusal("a parameter that is not there", "22023", c -> {
            try (PreparedStatement insert = c.prepareStatement(INSERT)) {
                insert.setString(4, "no");
                return "set";
            }
        });
    }

    /** Here the twins differ: the plain driver would store the value before the refused one once more. */
    @Test
    void aRefusedValueLeavesNoneBehind() throws Exception {
        try (PreparedStatement insert = twins.ours().prepareStatement("INSERT INTO person (born) VALUES (?)")) {
            insert.setObject(1, LocalDate.of(2020, 2, 29));
            insert.executeUpdate();
            assertThatThrownBy(() -> insert.setObject(1, "no date", Types.DATE)).isInstanceOf(SQLException.class);
            assertThatThrownBy(insert::executeUpdate)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("No value specified for parameter 1");
        }
        assertThat(Rows.query(twins.ours(), ALL)).hasSize(1);
    }

    @Test
    void batches() throws Exception {
        twins.same("batch", c -> {
            List<Object> seen = new ArrayList<>();
            try (PreparedStatement insert = c.prepareStatement(INSERT)) {
                for (int i = 0; i < 300; i++) {
                    Rows.set(insert, "ssn " + i, i % 7 == 0 ? null : "name " + i, i);
                    insert.addBatch();
                }
                seen.add(Arrays.stream(insert.executeBatch()).boxed().toList());
                seen.add(Arrays.stream(insert.executeBatch()).boxed().toList());
                Rows.set(insert, "a", "b", 1);
                insert.addBatch();
                insert.clearBatch();
                insert.addBatch();
                seen.add(Arrays.stream(insert.executeLargeBatch()).boxed().toList());
            }
            seen.addAll(Rows.query(c, ALL));
            return seen;
        });
        twins.same("update and delete", c -> {
            List<Object> seen = new ArrayList<>();
            try (PreparedStatement update = c.prepareStatement("UPDATE person SET name = ? WHERE ssn = ?");
                    PreparedStatement delete = c.prepareStatement("DELETE FROM person WHERE ssn = ?")) {
                for (int i = 0; i < 20; i++) {
                    Rows.set(update, "new " + i, "ssn " + i);
                    update.addBatch();
                    Rows.set(delete, "ssn " + 3 * i);
                    delete.addBatch();
                }
                seen.add(Arrays.stream(update.executeBatch()).boxed().toList());
                seen.add(Arrays.stream(delete.executeBatch()).boxed().toList());
            }
            seen.addAll(Rows.query(c, ALL));
            return seen;
        });
    }

    @Test
    void aBatchThatFailsInTheMiddle() throws Exception {
        twins.same("counts", c -> {
            try (PreparedStatement insert = c.prepareStatement("INSERT INTO person (id, ssn) VALUES (?, ?)")) {
                for (int id : new int[] {1, 2, 1, 3}) {
                    Rows.set(insert, id, "ssn " + id);
                    insert.addBatch();
                }
                insert.executeBatch();
                return "no failure";
            } catch (BatchUpdateException failed) {
                return failed.getSQLState() + Arrays.toString(failed.getUpdateCounts()) + Rows.query(c, ALL);
            }
        });
    }

    @Test
    void batchesOfTexts() throws Exception {
        twins.same("texts", c -> {
            try (Statement statement = c.createStatement()) {
                statement.addBatch("INSERT INTO person (id, age) VALUES (1, 2)");
                statement.addBatch("INSERT INTO person (id, ssn) VALUES (2, NULL), (3, DEFAULT)");
                statement.addBatch("UPDATE person SET ssn = NULL, age = age + 1 WHERE id < 3");
                statement.addBatch("INSERT INTO person (id, ssn, age) VALUES (4, '078-05-1120', 5), (5, E'\\x41?', 6)");
                statement.addBatch("UPDATE person SET age = 9 WHERE ssn IN ('078-05-1120', $$no$$) OR ssn = 'A?'");
                statement.addBatch("UPDATE person SET ssn = coalesce(ssn, 'none') WHERE id < 5");
                statement.addBatch("SELECT 1");
                return Arrays.toString(statement.executeBatch()) + Rows.query(c, ALL);
            }
        });
    }

    /** What PostgreSQL's own driver calls generated keys: any column of the rows that were written. */
    @Test
    void generatedKeys() throws Exception {
        twins.same("flag", c -> {
            try (PreparedStatement insert = c.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
                Rows.set(insert, "1", "Ann", 1);
                int count = insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    return count + " " + Rows.of(keys) + keys.getMetaData().getColumnCount();
                }
            }
        });
        twins.same("names", c -> {
            try (PreparedStatement insert = c.prepareStatement(INSERT, new String[] {"id", "ssn"})) {
                List<Object> seen = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Rows.set(insert, "2-" + i, null, 1);
                    insert.addBatch();
                }
                seen.add(Arrays.toString(insert.executeBatch()));
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    seen.addAll(Rows.of(keys));
                }
                return seen;
            }
        });
        twins.same("update", c -> {
            try (PreparedStatement update =
                    c.prepareStatement("UPDATE person SET age = age + 1 WHERE ssn = ?", new String[] {"age", "name"})) {
                Rows.set(update, "1");
                update.execute();
                try (ResultSet keys = update.getGeneratedKeys()) {
                    return Rows.of(keys);
                }
            }
        });
        twins.same("by text", c -> {
            try (Statement statement = c.createStatement()) {
                statement.executeUpdate("INSERT INTO person (age) VALUES (9)", Statement.RETURN_GENERATED_KEYS);
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    return Rows.of(keys);
                }
            }
        });
        twins.sameRefusal("unknown", "42703", c -> {
            try (PreparedStatement insert = c.prepareStatement(INSERT, new String[] {"nothing"})) {
                Rows.set(insert, "1", "Ann", 1);
                return insert.executeUpdate();
            }
        });
    }

    @Test
    void noGeneratedKeysWhereNoneWereAskedFor() throws Exception {
        twins.same("none", c -> {
            try (PreparedStatement insert = c.prepareStatement(INSERT)) {
                Rows.set(insert, "1", "Ann", 1);
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    return Rows.of(keys);
                }
            }
        });
    }

    @Test
    void escapesBesideParameters() throws Exception {
        twins.same("escapes", c -> {
            Rows.update(c, "INSERT INTO person (ssn, age) VALUES (?, {fn length('{abc}')} + ?)", "1", 2);
            List<Object> seen = new ArrayList<>();
            seen.add(Rows.query(
                    c, "SELECT {fn abs(age)}, ssn FROM person WHERE ssn = ? AND age > {fn abs(?)}", "1", -3));
            seen.add(Rows.query(
                    c,
                    "SELECT ssn, {d '2020-02-29'}, '{d ?}' FROM person WHERE {fn mod(age, ?)} = 1 AND ssn IN (?)",
                    3,
                    "1"));
            return seen;
        });
    }

    @Test
    void scrollingAndLimits() throws Exception {
        for (int i = 0; i < 9; i++) {
            int age = i;
            twins.same("insert", c -> Rows.update(c, INSERT, "s" + age, "n" + age, age));
        }
        twins.same("scroll", c -> {
            List<Object> seen = new ArrayList<>();
            try (PreparedStatement select =
                    c.prepareStatement(ALL, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
                select.setMaxRows(7);
                try (ResultSet rows = select.executeQuery()) {
                    seen.add(rows.last() + rows.getString("ssn") + rows.getRow());
                    seen.add(rows.first() + rows.getString("SSN"));
                    seen.add(rows.absolute(3) + rows.getString(2));
                    seen.add(rows.relative(2) + rows.getString(3) + rows.previous() + rows.getString(3));
                    rows.beforeFirst();
                    seen.addAll(Rows.of(rows));
                    seen.add(rows.isAfterLast() + " " + rows.findColumn("name"));
                }
            }
            return seen;
        });
        twins.same("count", c -> Rows.query(c, "SELECT count(*) FROM person"));
    }
}
