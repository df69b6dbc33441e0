package dev.furoshiki.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.ServerKind;
import dev.furoshiki.jdbc.value.ServerColumns.Typed;
import dev.furoshiki.jdbc.wrap.PlainConversions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Setters and getters on MariaDB and H2 are those of the plain driver on a plain column, or both refuse. Where ours refuses
 * what the plain driver takes, that is counted and printed: nothing is ever stored or found that would not be in clear.
 */
@NullUnmarked // nulls are among what is tried
class ServerValueTwinTest {

    private static final long SEED = Long.getLong("furoshiki.values.seed", System.nanoTime() % 1_000_000_000L);
    private static final TimeZone BEFORE = TimeZone.getDefault();
    private static final String REFUSED = "refused";

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(BEFORE);
    }

    private static ServerKind kind(TestServer server) {
        return server == TestServer.H2 ? ServerKind.H2 : ServerKind.MYSQL;
    }

    /** MySQL's driver takes MariaDB's uuid for a text. */
    private static List<Typed> types(TestServer server) {
        return ServerColumns.of(kind(server)).stream()
                .filter(typed ->
                        server != TestServer.MYSQL_DRIVER || !typed.type().equals("uuid"))
                .toList();
    }

    private static ColumnValue stored(ValueConversions conversions, EncryptedColumn column, String literal)
            throws SQLException {
        ParameterConversion to = conversions.parameters(column, ParameterUse.STORED);
        if (literal.startsWith("'")) {
            return to.fromString(literal.substring(1, literal.length() - 1));
        }
        if (literal.startsWith("x'") || literal.startsWith("X'")) {
            return to.fromBytes(HexFormat.of().parseHex(literal.substring(2, literal.length() - 1)));
        }
        return literal.matches("TRUE|FALSE")
                ? to.fromBoolean(literal.equals("TRUE"))
                : to.fromBigDecimal(new BigDecimal(literal));
    }

    @ParameterizedTest
    @CsvSource({"MARIADB, UTC", "MARIADB, Europe/Amsterdam", "MYSQL_DRIVER, UTC", "H2, UTC", "H2, America/New_York"})
    void everyGetterGivesWhatThePlainDriverGives(TestServer server, String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> stricter = new TreeMap<>();
        int compared = 0;
        try (Connection plain = server.newDatabase().connect();
                Statement statement = plain.createStatement()) {
            ValueConversions conversions = PlainConversions.of(plain);
            for (Typed typed : types(server)) {
                ResultConversion ours = conversions.results(typed.column());
                statement.execute("DROP TABLE IF EXISTS twin");
                statement.execute("CREATE TABLE twin (v " + typed.type() + ")");
                for (String literal : withNull(typed.literals())) {
                    statement.execute("DELETE FROM twin");
                    statement.execute("INSERT INTO twin VALUES (" + literal + ")");
                    ColumnValue value = literal.equals("NULL")
                            ? ColumnValue.nullOf(typed.column().type().valueType())
                            : stored(conversions, typed.column(), literal);
                    for (var getter : ResultTwinTest.getters().entrySet()) {
                        try (ResultSet rows = statement.executeQuery("SELECT v FROM twin")) {
                            rows.next();
                            Object expected = ResultTwinTest.outcome(
                                    () -> getter.getValue().plain().get(rows));
                            Object actual = ResultTwinTest.outcome(
                                    () -> getter.getValue().ours().get(ours, value));
                            compared++;
                            // MySQL's driver refuses some classes before it sees that there is a NULL.
                            boolean ofNull = server == TestServer.MYSQL_DRIVER && literal.equals("NULL");
                            if (ofNull || Objects.deepEquals(expected, actual) || areBlobs(expected, actual)) {
                                continue;
                            }
                            if (REFUSED.equals(actual)) {
                                stricter.merge(getter.getKey() + " of " + typed, 1, Integer::sum);
                            } else {
                                wrong.add(typed + " " + literal + " " + getter.getKey() + ": plain "
                                        + ResultTwinTest.shown(expected) + ", ours " + ResultTwinTest.shown(actual));
                            }
                        }
                    }
                }
            }
        }
        System.out.println(server + " " + zone + ": " + compared + " getter calls compared, refused that plain takes: "
                + stricter);
        assertThat(wrong.stream().limit(200)).as(wrong.size() + " differences").isEmpty();
    }

    private static boolean areBlobs(Object expected, Object actual) {
        return expected instanceof java.sql.Blob && actual instanceof java.sql.Blob;
    }

    private static List<String> withNull(List<String> literals) {
        List<String> all = new ArrayList<>(literals);
        all.add("NULL");
        return all;
    }

    @ParameterizedTest
    @CsvSource({"MARIADB, UTC", "MARIADB, Europe/Amsterdam", "MYSQL_DRIVER, UTC", "H2, UTC", "H2, Europe/Amsterdam"})
    void everySetterStoresWhatThePlainDriverStores(TestServer server, String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Differences differences = new Differences();
        Random calls = new Random(SEED);
        try (Connection plain = server.newDatabase().connect();
                Statement statement = plain.createStatement()) {
            ValueConversions conversions = PlainConversions.of(plain);
            for (Typed typed : types(server)) {
                ParameterConversion ours = conversions.parameters(typed.column(), ParameterUse.STORED);
                ResultConversion result = conversions.results(typed.column());
                statement.execute("DROP TABLE IF EXISTS twin");
                statement.execute("CREATE TABLE twin (v " + typed.type() + ")");
                for (TwinParameters.Call call : drawn(calls)) {
                    Object expected = outcome(() -> storedPlain(plain, call));
                    Object actual = outcome(() -> result.getString(call.ours().set(ours)));
                    differences.compare(typed, call, expected, actual);
                }
            }
        }
        differences.report(server + " " + zone + ", stored");
    }

    private static Object storedPlain(Connection plain, TwinParameters.Call call) throws Exception {
        try (Statement statement = plain.createStatement()) {
            statement.execute("DELETE FROM twin");
            try (PreparedStatement insert = plain.prepareStatement("INSERT INTO twin VALUES (?)")) {
                call.plain().set(insert);
                insert.executeUpdate();
            }
            try (ResultSet rows = statement.executeQuery("SELECT v FROM twin")) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"MARIADB, UTC", "MYSQL_DRIVER, UTC", "H2, Europe/Amsterdam"})
    void everySetterFindsWhatThePlainDriverFinds(TestServer server, String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Differences differences = new Differences();
        Random calls = new Random(SEED);
        try (Connection plain = server.newDatabase().connect();
                Statement statement = plain.createStatement()) {
            if (server == TestServer.H2) {
                // It compares the last parameters with these, and cannot compare a CLOB with a BLOB.
                statement.execute("SET OPTIMIZE_REUSE_RESULTS 0");
            }
            ValueConversions conversions = PlainConversions.of(plain);
            for (Typed typed : types(server)) {
                statement.execute("DROP TABLE IF EXISTS twin");
                statement.execute("CREATE TABLE twin (id integer, v " + typed.type() + ")");
                List<ColumnValue> cells = new ArrayList<>();
                for (String literal : typed.literals()) {
                    statement.execute("INSERT INTO twin VALUES (" + cells.size() + ", " + literal + ")");
                    cells.add(stored(conversions, typed.column(), literal));
                }
                ParameterConversion ours = conversions.parameters(typed.column(), ParameterUse.COMPARED);
                for (TwinParameters.Call call : drawn(calls)) {
                    Object expected = outcome(() -> foundPlain(plain, call));
                    Object actual = outcome(() -> found(cells, call.ours().set(ours), typed.column()));
                    differences.compare(typed, call, expected, actual);
                }
            }
        }
        differences.report(server + " " + zone + ", compared");
    }

    private static Object foundPlain(Connection plain, TwinParameters.Call call) throws Exception {
        List<Integer> ids = new ArrayList<>();
        try (PreparedStatement select = plain.prepareStatement("SELECT id FROM twin WHERE v = ? ORDER BY id")) {
            call.plain().set(select);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getInt(1));
                }
            }
        }
        return ids;
    }

    private static Object found(List<ColumnValue> cells, ColumnValue parameter, EncryptedColumn column) {
        List<Integer> ids = new ArrayList<>();
        if (parameter.isNull() || parameter.isUnmatchable()) {
            return ids;
        }
        byte[] wanted = ExactBytes.canonical(column.type(), parameter.bytes());
        for (int id = 0; id < cells.size(); id++) {
            if (Arrays.equals(
                    wanted, ExactBytes.canonical(column.type(), cells.get(id).bytes()))) {
                ids.add(id);
            }
        }
        return ids;
    }

    @FunctionalInterface
    private interface Outcome {
        Object run() throws Exception;
    }

    private static Object outcome(Outcome outcome) {
        try {
            return outcome.run();
        } catch (SQLException refused) {
            return REFUSED;
        } catch (RuntimeException crashed) {
            return crashed instanceof IllegalArgumentException
                            || crashed instanceof NullPointerException
                            || crashed instanceof java.time.DateTimeException
                    ? REFUSED
                    : crashed;
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** All with {@code -Psoak}; else some, drawn by a seed that is printed. */
    private static List<TwinParameters.Call> drawn(Random random) {
        List<TwinParameters.Call> all = TwinParameters.all();
        return Boolean.getBoolean("furoshiki.soak")
                ? all
                : all.stream().filter(call -> random.nextInt(30) == 0).toList();
    }

    private static final class Differences {

        private final List<String> wrong = new ArrayList<>();
        private final Map<String, Integer> stricter = new TreeMap<>();
        private int compared;

        void compare(Typed typed, TwinParameters.Call call, Object expected, Object actual) {
            compared++;
            if (Objects.equals(expected, actual)) {
                return;
            }
            if (REFUSED.equals(actual)) {
                stricter.merge(call.name().replaceFirst(" .*", ""), 1, Integer::sum);
                return;
            }
            if (call.name().startsWith("setObject Character")) {
                return; // MySQL's driver does not know what it is
            }
            wrong.add(typed + ", " + call.name() + ": plain " + expected + ", ours " + actual);
        }

        void report(String what) {
            System.out.println(what + ": " + compared + " setter calls compared with the plain driver (seed " + SEED
                    + "), refused that it takes: " + stricter);
            assertThat(wrong.stream().limit(200))
                    .as(wrong.size() + " differences")
                    .isEmpty();
        }
    }
}
