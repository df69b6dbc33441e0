package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.furoshiki.jdbc.EmbeddedKeys;
import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.value.DamagedCellException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that are long enough for cells of rows to come to be opened ahead: nothing of that is seen but by the clock. */
class TwinReadingAheadTest {

    private static final int ROWS = 2000;
    private static final List<String> COLUMNS =
            List.of("name", "address", "age", "code", "balance", "born", "id", "remark");
    private static final String SELECT =
            "SELECT " + String.join(", ", COLUMNS) + " FROM people WHERE id <= ? ORDER BY id";
    private static final String WORKER = "furoshiki-cells";

    private static Twins twins;

    @BeforeAll
    static void open() throws Exception {
        twins = new Twins(TestServer.POSTGRESQL, new EncryptedDatabase(EmbeddedKeys.inTemporaryFolder()));
        twins.define("""
                CREATE TABLE people (
                  id integer PRIMARY KEY,
                  name varchar(25) ENCRYPTED WITH (KEY = 'alias/pii'),
                  address text ENCRYPTED WITH (KEY = 'alias/pii'),
                  age integer,
                  code text ENCRYPTED WITH (KEY = 'alias/other', TYPE = DETERMINISTIC),
                  balance numeric(12, 2) ENCRYPTED WITH (KEY = 'alias/pii'),
                  remark text,
                  born date ENCRYPTED WITH (KEY = 'alias/other')
                )
                """);
        twins.same("fill", c -> {
            try (PreparedStatement insert =
                    c.prepareStatement("INSERT INTO people (id, name, address, age, code, balance,"
                            + " remark, born) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (int i = 1; i <= ROWS; i++) {
                    Rows.set(
                            insert,
                            i,
                            i % 7 == 0 ? null : "name " + i,
                            i % 11 == 0 ? null : "address " + "x".repeat(i % 60) + i,
                            i % 5 == 0 ? null : i,
                            "code " + i % 13,
                            i % 3 == 0 ? null : BigDecimal.valueOf(i, 2),
                            i % 4 == 0 ? null : "remark " + i,
                            i % 9 == 0 ? null : LocalDate.ofEpochDay(i));
                    insert.addBatch();
                }
                return insert.executeBatch().length;
            }
        });
    }

    @AfterAll
    static void close() throws SQLException {
        twins.close();
    }

    /** How an application may read the columns of rows. */
    enum Pattern {
        /** Each, in order. */
        ALL,
        /** Some, always the same. */
        SOME,
        /** In each row others. */
        ANY,
        /** The same, up to a row, and then others. */
        CHANGING,
        /** Each now and then twice, by other getters and by label. */
        TWICE;

        List<Integer> columns(int row, int changes, Random random) {
            List<Integer> found = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                boolean asks = switch (this) {
                    case ALL, TWICE -> true;
                    case SOME -> i % 2 == 1;
                    case ANY -> random.nextBoolean();
                    case CHANGING -> row < changes ? i != 2 : i < 6;
                };
                if (asks) {
                    found.add(i);
                }
                if (this == TWICE && random.nextInt(4) == 0) {
                    found.add(1 + random.nextInt(8));
                }
            }
            return found;
        }
    }

    private static List<Object> read(ResultSet rows, Pattern pattern, long seed) throws SQLException {
        Random random = new Random(seed);
        int changes = 20 + random.nextInt(300);
        List<Object> seen = new ArrayList<>();
        seen.add(List.of(rows.getType(), rows.isBeforeFirst(), rows.getRow()));
        while (rows.next()) {
            if (!seen.isEmpty() && rows.getRow() > 1 && random.nextInt(3) == 0) {
                seen.add(rows.wasNull()); // of the last row's last column
            }
            for (int column : pattern.columns(rows.getRow(), changes, random)) {
                seen.add(value(rows, column, random));
                if (random.nextInt(3) > 0) {
                    seen.add(rows.wasNull());
                }
            }
            if (random.nextInt(50) == 0) {
                seen.add(List.of(rows.getRow(), rows.isFirst(), rows.isLast(), rows.isAfterLast()));
            }
        }
        seen.add(List.of(rows.getRow(), rows.isLast(), rows.isAfterLast(), rows.isBeforeFirst()));
        return seen;
    }

    private static Object value(ResultSet rows, int column, Random random) throws SQLException {
        String label = COLUMNS.get(column - 1);
        return String.valueOf(
                switch (random.nextInt(3)) {
                    case 0 -> rows.getString(label);
                    case 1 -> rows.getObject(column);
                    default -> column == 5 ? rows.getBigDecimal(column) : rows.getString(column);
                });
    }

    @ParameterizedTest
    @EnumSource(Pattern.class)
    void theSameValuesInTheSameOrder(Pattern pattern) throws Exception {
        long seed = new Random().nextLong();
        for (int rows : new int[] {0, 1, 32, 33, 287, 288, 289, 415, 416, 417, 700, ROWS}) {
            twins.same(pattern + ", " + rows + " rows, seed " + seed, c -> {
                try (PreparedStatement select = c.prepareStatement(SELECT)) {
                    select.setInt(1, rows);
                    try (ResultSet found = select.executeQuery()) {
                        return read(found, pattern, seed + rows);
                    }
                }
            });
        }
        String text = SELECT.replace("?", "600");
        twins.same(pattern + ", text, seed " + seed, c -> {
            try (Statement statement = c.createStatement();
                    ResultSet found = statement.executeQuery(text)) {
                return read(found, pattern, seed);
            }
        });
        twins.same(pattern + ", literals, seed " + seed, c -> {
            try (Statement statement = c.createStatement();
                    ResultSet found = statement.executeQuery(text.replace("WHERE", "WHERE code <> 'code 1' AND"))) {
                return read(found, pattern, seed);
            }
        });
    }

    /** Else the other tests would show nothing. Where no core was to spare, it is tried again after a second. */
    @Test
    void anotherThreadOpensCells() throws Exception {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        for (int attempt = 0; attempt < 100 && worker().isEmpty(); attempt++) {
            Rows.query(twins.ours(), SELECT, ROWS);
            Thread.sleep(20);
        }
        assertThat(worker()).get().returns(true, Thread::isDaemon);
    }

    private static Optional<Thread> worker() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(WORKER))
                .findAny();
    }

    @Test
    void itCanBeReadForwardsOnly() throws Exception {
        for (String sql :
                List.of("SELECT name FROM people ORDER BY id", "SELECT name FROM people WHERE code = 'code 2'")) {
            twins.same("type", c -> {
                try (Statement statement = c.createStatement();
                        PreparedStatement prepared = c.prepareStatement(sql);
                        ResultSet rows = prepared.executeQuery()) {
                    rows.setFetchDirection(ResultSet.FETCH_FORWARD);
                    return List.of(
                            statement.getResultSetType(),
                            statement.executeQuery(sql).getType(),
                            prepared.getResultSetType(),
                            prepared.getResultSetConcurrency(),
                            prepared.getResultSetHoldability(),
                            rows.getType(),
                            rows.getConcurrency(),
                            rows.getFetchSize(),
                            rows.getFetchDirection());
                }
            });
            List<Step> steps = List.of(
                    ResultSet::previous,
                    ResultSet::first,
                    ResultSet::last,
                    rows -> rows.absolute(1),
                    rows -> rows.absolute(-1),
                    rows -> rows.relative(1),
                    Step.of(ResultSet::beforeFirst),
                    Step.of(ResultSet::afterLast),
                    Step.of(rows -> rows.setFetchDirection(ResultSet.FETCH_REVERSE)),
                    Step.of(rows -> rows.setFetchDirection(ResultSet.FETCH_UNKNOWN)));
            for (Step step : steps) {
                refused("24000", sql, 50, step);
                refused("24000", sql, ROWS + 1, step);
                refused("55000", sql, 50, rows -> {
                    rows.close();
                    return step.on(rows);
                });
            }
            refused("22023", sql, 50, Step.of(rows -> rows.setFetchDirection(17)));
        }
    }

    /** A call of a result set. */
    @FunctionalInterface
    private interface Step {
        Object on(ResultSet rows) throws SQLException;

        static Step of(Call call) {
            return rows -> {
                call.on(rows);
                return "done";
            };
        }
    }

    /** One that gives nothing. */
    @FunctionalInterface
    private interface Call {
        void on(ResultSet rows) throws SQLException;
    }

    private static void refused(String sqlState, String sql, int rows, Step step) {
        twins.sameRefusal(sql + ", " + rows, sqlState, c -> {
            try (PreparedStatement prepared = c.prepareStatement(sql);
                    ResultSet found = prepared.executeQuery()) {
                readSome(found, rows);
                return step.on(found);
            }
        });
    }

    private static List<Object> readSome(ResultSet rows, int count) throws SQLException {
        List<Object> seen = new ArrayList<>();
        for (int i = 0; i < count && rows.next(); i++) {
            seen.add(String.valueOf(rows.getString(1)));
        }
        return seen;
    }

    /** What the application asked to be scrolled is. */
    @Test
    void whatCanBeScrolledStillCan() throws Exception {
        for (int concurrency : new int[] {ResultSet.CONCUR_READ_ONLY, ResultSet.CONCUR_UPDATABLE}) {
            twins.same("scrolled", c -> {
                try (PreparedStatement select =
                        c.prepareStatement(SELECT, ResultSet.TYPE_SCROLL_INSENSITIVE, concurrency)) {
                    select.setInt(1, 400);
                    try (ResultSet rows = select.executeQuery()) {
                        List<Object> seen = readSome(rows, 200);
                        seen.add(rows.getType());
                        seen.add(rows.absolute(7) + String.valueOf(rows.getString(1)) + rows.wasNull());
                        seen.addAll(readSome(rows, 300));
                        seen.add(rows.last() + rows.getString(2) + rows.previous() + rows.getString(1));
                        return seen;
                    }
                }
            });
        }
        twins.same("forwards, though updatable", c -> {
            try (PreparedStatement select =
                    c.prepareStatement(SELECT, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
                select.setInt(1, 400);
                try (ResultSet rows = select.executeQuery()) {
                    return read(rows, Pattern.ALL, 5);
                }
            }
        });
    }

    @Test
    void limitsAndSettings() throws Exception {
        twins.same("limits", c -> {
            List<Object> seen = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(SELECT);
                    Statement statement = c.createStatement()) {
                select.setMaxRows(350);
                select.setInt(1, 1000);
                seen.addAll(read(select.executeQuery(), Pattern.ALL, 1));
                select.setMaxRows(0);
                seen.addAll(read(select.executeQuery(), Pattern.ALL, 2));
                statement.setMaxRows(390);
                seen.addAll(read(statement.executeQuery(SELECT.replace("?", "900")), Pattern.SOME, 3));
                seen.add(statement.execute(SELECT.replace("?", "433")));
                seen.add(statement.getUpdateCount());
                seen.addAll(read(statement.getResultSet(), Pattern.SOME, 4));
                seen.add(statement.getMoreResults());
                seen.add(statement.getUpdateCount());
            }
            return seen;
        });
    }

    @Test
    void severalAtOnce() throws Exception {
        twins.same("interleaved", c -> {
            List<Object> seen = new ArrayList<>();
            try (PreparedStatement first = c.prepareStatement(SELECT);
                    PreparedStatement second = c.prepareStatement(SELECT);
                    Statement third = c.createStatement()) {
                first.setInt(1, 500);
                second.setInt(1, 700);
                try (ResultSet one = first.executeQuery();
                        ResultSet two = second.executeQuery();
                        ResultSet three = third.executeQuery(SELECT.replace("?", "900"))) {
                    for (int i = 0; i < 60; i++) {
                        seen.addAll(readSome(one, 17));
                        seen.addAll(readSome(two, 3));
                        seen.addAll(readSome(three, 29));
                    }
                }
            }
            return seen;
        });
    }

    /** Wherever the reader is when a result set is closed, by whatever. */
    @ParameterizedTest
    @ValueSource(ints = {1, 33, 34, 60, 200, 701})
    void closedInTheMiddle(int read) throws Exception {
        for (boolean prepared : new boolean[] {true, false}) {
            List<Closing> closings = List.of(
                    (statement, rows) -> rows.close(),
                    (statement, rows) -> statement.close(),
                    (statement, rows) -> again(statement),
                    (statement, rows) -> statement.getMoreResults());
            for (Closing closing : closings) {
                twins.sameRefusal("closed after " + read, "55000", c -> {
                    try (Statement statement = prepared ? c.prepareStatement(SELECT) : c.createStatement()) {
                        ResultSet rows = again(statement);
                        readSome(rows, read);
                        closing.of(statement, rows);
                        return rows.getString(1);
                    }
                });
            }
            twins.same("on completion", c -> {
                List<Object> seen = new ArrayList<>();
                for (boolean before : new boolean[] {true, false}) {
                    try (Statement statement = prepared ? c.prepareStatement(SELECT) : c.createStatement()) {
                        if (before) {
                            statement.closeOnCompletion();
                        }
                        ResultSet rows = again(statement);
                        statement.closeOnCompletion();
                        seen.addAll(readSome(rows, read));
                        seen.add(List.of(statement.isClosed(), statement.isCloseOnCompletion()));
                        rows.close();
                        seen.add(statement.isClosed());
                    }
                }
                return seen;
            });
        }
    }

    /** One of the ways in which a result set is closed. */
    @FunctionalInterface
    private interface Closing {
        void of(Statement statement, ResultSet rows) throws SQLException;
    }

    private static ResultSet again(Statement statement) throws SQLException {
        if (statement instanceof PreparedStatement prepared) {
            prepared.setInt(1, 700);
            return prepared.executeQuery();
        }
        return statement.executeQuery(SELECT.replace("?", "700"));
    }

    /** PostgreSQL's driver lets the rows that it holds be read on, and so they are, under keys that are leased anew. */
    @Test
    void theConnectionIsClosedOrAborted() throws Exception {
        for (boolean abort : new boolean[] {true, false}) {
            Connection connection = twins.encrypted().connect();
            ResultSet rows = again(connection.createStatement());
            readSome(rows, 70);
            if (abort) {
                connection.abort(Runnable::run);
            }
            connection.close();
            List<Object> expected = new ArrayList<>();
            for (int id = 71; id <= 700; id++) {
                expected.add(id % 7 == 0 ? "null" : "name " + id);
            }
            assertThat(readSome(rows, 1000)).isEqualTo(expected);
        }
    }

    /** A cursor on the server ends with the transaction, and what was fetched before cannot be followed by more. */
    @ParameterizedTest
    @ValueSource(strings = {"first", "last", "again", "none", "text", "literals", "twice"})
    void aFetchSizeIsTheServers(String when) throws Exception {
        twins.sameRefusal(when, "34000", c -> {
            c.setAutoCommit(false);
            try (PreparedStatement select = c.prepareStatement(SELECT);
                    Statement statement = c.createStatement()) {
                ResultSet rows;
                switch (when) {
                    case "first" -> {
                        select.setFetchSize(40);
                        select.setInt(1, 700);
                        rows = select.executeQuery();
                    }
                    case "last" -> {
                        select.setInt(1, 700);
                        select.setMaxRows(300);
                        select.setFetchSize(40);
                        rows = select.executeQuery();
                    }
                    case "again" -> {
                        select.setInt(1, 700);
                        ResultSet before = select.executeQuery();
                        select.setFetchSize(40);
                        assertThat(readSome(before, 1000)).hasSize(700);
                        rows = select.executeQuery();
                    }
                    case "none" -> {
                        select.setString(1, "nonsense");
                        select.clearParameters();
                        select.setFetchSize(40);
                        select.setInt(1, 700);
                        assertThat(select.execute()).isTrue();
                        rows = select.getResultSet();
                    }
                    case "text" -> {
                        statement.setFetchSize(40);
                        rows = statement.executeQuery(SELECT.replace("?", "700"));
                    }
                    case "literals" -> {
                        statement.setFetchSize(40);
                        rows = statement.executeQuery(SELECT.replace("?", "700 AND code <> 'code 1'"));
                    }
                    default -> {
                        select.setInt(1, 700);
                        select.setFetchSize(40);
                        assertThat(readSome(select.executeQuery(), 1000)).hasSize(700);
                        rows = select.executeQuery();
                    }
                }
                readSome(rows, 35);
                c.commit();
                return readSome(rows, 1000);
            } finally {
                c.rollback();
                c.setAutoCommit(true);
            }
        });
    }

    /** Values of plain parameters that were set before the fetch size, of every kind that is set in another way. */
    @Test
    void whatWasSetBeforeAFetchSizeStays() throws Exception {
        String sql = "SELECT name, code FROM people WHERE id < ? AND code = ? AND age > ? AND remark LIKE ? AND"
                + " age IS NOT DISTINCT FROM coalesce(?, age) ORDER BY id";
        twins.same("parameters", c -> {
            List<Object> seen = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(sql)) {
                select.setLong(1, 1500);
                select.setString(2, "code 3");
                select.setObject(3, 100);
                select.setString(4, "remark 1%");
                select.setNull(5, java.sql.Types.INTEGER);
                select.setQueryTimeout(100);
                select.setFetchSize(20);
                seen.addAll(Rows.of(select.executeQuery()));
                select.setFetchSize(0);
                seen.addAll(Rows.of(select.executeQuery()));
                seen.add(List.of(select.getQueryTimeout(), select.getFetchSize(), select.isClosed()));
            }
            return seen;
        });
    }

    @Test
    void aDamagedCellIsToldOfWhereItIs() throws Exception {
        twins.encrypted()
                .runPlain(
                        "CREATE TABLE kept AS SELECT id, address FROM people"
                                + " WHERE id BETWEEN 20 AND 600 AND id % 10 = 3 AND name IS NOT NULL",
                        "UPDATE people SET address = name WHERE id IN (SELECT id FROM kept)");
        List<Integer> damaged = new ArrayList<>();
        List<Integer> told = new ArrayList<>();
        try (PreparedStatement select = twins.ours().prepareStatement(SELECT)) {
            select.setInt(1, 700);
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                int id = rows.getInt("id");
                if (id >= 20 && id <= 600 && id % 10 == 3 && id % 7 != 0) {
                    damaged.add(id);
                }
                assertThat(rows.getString(1)).isEqualTo(id % 7 == 0 ? null : "name " + id);
                try {
                    rows.getString(2);
                } catch (DamagedCellException refused) {
                    assertThat(refused.getMessage()).contains("people.address").doesNotContain("name " + id);
                    told.add(id);
                }
                assertThat(rows.getString(4)).isEqualTo("code " + id % 13);
                assertThat(rows.getBigDecimal(5)).isEqualTo(id % 3 == 0 ? null : BigDecimal.valueOf(id, 2));
            }
        } finally {
            twins.encrypted()
                    .runPlain(
                            "UPDATE people SET address = kept.address FROM kept WHERE people.id = kept.id",
                            "DROP TABLE kept");
        }
        assertThat(told).hasSizeGreaterThan(40).isEqualTo(damaged);
    }

    /** Keys are leased for a block, and for a second at most; what was opened ahead is given out no longer than that. */
    @ParameterizedTest
    @ValueSource(ints = {40, 100, 250})
    void aDisabledKeyIsNoticed(int read) throws Exception {
        EmbeddedKeys keys = twins.encrypted().keys();
        try (PreparedStatement select = twins.ours().prepareStatement(SELECT)) {
            select.setInt(1, ROWS);
            ResultSet rows = select.executeQuery();
            readSome(rows, read);
            keys.disable(EmbeddedKeys.PII);
            assertThatThrownBy(() -> readSome(rows, ROWS)).isInstanceOf(KeyUnavailableException.class);
            assertThat(rows.getRow()).isLessThanOrEqualTo(read + 257);
            rows.next();
            assertThat(rows.getString("code")).as("another key's").startsWith("code ");
            int row = rows.getRow();
            keys.enable(EmbeddedKeys.PII);
            awaitReadable(rows);
            assertThat(readSome(rows, ROWS)).hasSize(ROWS - row);
        } finally {
            keys.enable(EmbeddedKeys.PII);
        }
    }

    /** A worker may have asked for the key just before it was enabled, and what it was told is told to whoever asks meanwhile. */
    private static void awaitReadable(ResultSet rows) throws Exception {
        for (int attempt = 0; attempt < 500; attempt++) {
            try {
                rows.getString("name");
                return;
            } catch (KeyUnavailableException notYet) {
                Thread.sleep(10);
            }
        }
    }

    @Test
    void whatWasOpenedAheadIsNotGivenOutAfterASecond() throws Exception {
        EmbeddedKeys keys = twins.encrypted().keys();
        try (PreparedStatement select = twins.ours().prepareStatement(SELECT)) {
            select.setInt(1, ROWS);
            ResultSet rows = select.executeQuery();
            readSome(rows, 50);
            keys.disable(EmbeddedKeys.PII);
            Thread.sleep(1100);
            assertThatThrownBy(() -> readSome(rows, ROWS)).isInstanceOf(KeyUnavailableException.class);
            assertThat(rows.getRow()).isEqualTo(51);
        } finally {
            keys.enable(EmbeddedKeys.PII);
        }
    }
}
