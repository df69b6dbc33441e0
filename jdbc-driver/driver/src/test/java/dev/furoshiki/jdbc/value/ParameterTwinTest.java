package dev.furoshiki.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.PlainConnections;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every setter on every type stores, and finds, what the plain driver stores and finds in a plain column, or both refuse.
 * Where ours refuses what the plain driver takes, that is on a list here, with its reason.
 */
@NullUnmarked // nulls are among what is tried
class ParameterTwinTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final long SEED = Long.getLong("furoshiki.values.seed", System.nanoTime() % 1_000_000_000L);
    private static final TimeZone BEFORE = TimeZone.getDefault();

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(BEFORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Amsterdam", "America/New_York"})
    void everySetterStoresWhatThePlainDriverStores(String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Differences differences = new Differences();
        Random calls = new Random(SEED);
        try (Connection plain = PlainConnections.connectForText();
                Statement statement = plain.createStatement()) {
            for (TwinColumns twin : TwinColumns.values()) {
                statement.execute("DROP TABLE IF EXISTS twin");
                statement.execute("CREATE TEMPORARY TABLE twin (v " + twin.type + ")");
                ParameterConversion ours = SessionSettings.defaults().parameters(twin.column(), ParameterUse.STORED);
                ResultConversion result = SessionSettings.defaults().results(twin.column());
                try (PreparedStatement insert = plain.prepareStatement("INSERT INTO twin VALUES (?) RETURNING v")) {
                    for (TwinParameters.Call call : drawn(calls)) {
                        Object expected = plainOutcome(() -> storedPlain(insert, call));
                        Object actual =
                                ourOutcome(() -> result.getString(call.ours().set(ours)));
                        differences.compare(twin, call, expected, actual);
                    }
                }
            }
        }
        differences.report(zone + ", stored");
    }

    private static Object storedPlain(PreparedStatement insert, TwinParameters.Call call) throws Exception {
        call.plain().set(insert);
        try (ResultSet rows = insert.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Amsterdam", "America/New_York"})
    void everySetterFindsWhatThePlainDriverFinds(String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Differences differences = new Differences();
        Random calls = new Random(SEED);
        try (Connection plain = PlainConnections.connectForText();
                Statement statement = plain.createStatement()) {
            for (TwinColumns twin : TwinColumns.values()) {
                List<ColumnValue> cells = fill(plain, statement, twin);
                ParameterConversion ours = SessionSettings.defaults().parameters(twin.column(), ParameterUse.COMPARED);
                String query = "SELECT id FROM twin WHERE v = ? ORDER BY id";
                try (PreparedStatement select = plain.prepareStatement(query)) {
                    for (TwinParameters.Call call : drawn(calls)) {
                        Object expected = plainOutcome(() -> foundPlain(select, call));
                        Object actual = ourOutcome(() -> found(
                                cells, call.ours().set(ours), twin.column().type()));
                        differences.compare(twin, call, expected, actual);
                    }
                }
            }
        }
        differences.report(zone + ", compared");
    }

    private static List<ColumnValue> fill(Connection plain, Statement statement, TwinColumns twin) throws Exception {
        statement.execute("DROP TABLE IF EXISTS twin");
        statement.execute("CREATE TEMPORARY TABLE twin (id integer, v " + twin.type + ")");
        List<ColumnValue> cells = new ArrayList<>();
        try (PreparedStatement insert = plain.prepareStatement("INSERT INTO twin VALUES (?, ?)")) {
            for (String literal : twin.literals) {
                insert.setInt(1, cells.size());
                insert.setObject(2, literal, Types.OTHER);
                insert.executeUpdate();
                cells.add(twin.stored(literal, SessionSettings.defaults()));
            }
        }
        return cells;
    }

    private static Object foundPlain(PreparedStatement select, TwinParameters.Call call) throws Exception {
        call.plain().set(select);
        List<Integer> ids = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
        }
        return ids;
    }

    private static Object found(List<ColumnValue> cells, ColumnValue parameter, LogicalType type) {
        List<Integer> ids = new ArrayList<>();
        if (parameter.isNull() || parameter.isUnmatchable()) {
            return ids;
        }
        byte[] wanted = ExactBytes.canonical(type, parameter.bytes());
        for (int id = 0; id < cells.size(); id++) {
            if (Arrays.equals(wanted, ExactBytes.canonical(type, cells.get(id).bytes()))) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** All with {@code -Psoak}; else some, drawn by a seed that is printed. */
    private static List<TwinParameters.Call> drawn(Random random) {
        List<TwinParameters.Call> all = TwinParameters.all();
        return SOAK ? all : all.stream().filter(call -> random.nextInt(6) == 0).toList();
    }

    @FunctionalInterface
    private interface Outcome {
        Object run() throws Exception;
    }

    private static final String REFUSED = "refused";

    private static Object plainOutcome(Outcome outcome) {
        try {
            return outcome.run();
        } catch (SQLException | RuntimeException refused) {
            return REFUSED;
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static Object ourOutcome(Outcome outcome) {
        try {
            return outcome.run();
        } catch (ConversionException refused) {
            return REFUSED;
        } catch (Exception failure) {
            return failure; // never an untyped one
        }
    }

    private static final class Differences {

        private final List<String> wrong = new ArrayList<>();
        private int compared;
        private int stricter;

        void compare(TwinColumns twin, TwinParameters.Call call, Object expected, Object actual) {
            compared++;
            if (java.util.Objects.equals(expected, actual)) {
                return;
            }
            if (REFUSED.equals(actual) && whyStricter(twin, call.name()) != null) {
                stricter++;
                return;
            }
            if (call.name().matches("setNull|.* null")) {
                return; // the plain driver sends a NULL with a type, which may not be the column's; ours has the
                // column's
            }
            wrong.add(twin + ", " + call.name() + ": plain " + expected + ", ours " + actual);
        }

        /** What ours refuses on purpose: the reason, or null. */
        private static String whyStricter(TwinColumns twin, String call) {
            ValueType type = twin.column().type().valueType();
            if (call.contains("-14825808000001")) {
                return "1500-02-29 is no day of java.time, not even if rounding would leave it";
            }
            return switch (type) {
                case TEXT -> TEXT_ONLY.matcher(call).find() ? "its text depends on the server's settings" : null;
                case BYTES ->
                    call.matches("set(Date|Time|Timestamp) .*|setObject .* as 111[1]|setObject .* as (9[123]|-[23])|"
                                    + "setObject (Date|Timestamp) .*")
                            ? "a date as bytes of text"
                            : null;
                case DECIMAL ->
                    call.matches(".*(NaN|Infinity|infinity| -?92233720368\\d* ?.*).*")
                            ? "NaN and infinity"
                            : call.matches("set(Double|Float) .*|setObject .* as [678]|setObject (Float|Double) .*")
                                    ? "a double may equal several decimals"
                                    : null;
                case BIGINT -> call.matches("set(Double|Float) 9.*") ? "a double may equal several integers" : null;
                case DATE, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE ->
                    call.matches("setObject Date .* as 1111")
                            ? "java.util.Date's own text"
                            : call.startsWith("setObject OffsetDateTime 2021-03-28T01:30Z")
                                    ? "two local times equal an instant after a jump of the clock"
                                    : null;
                default -> null;
            };
        }

        /** Floats, bytes and times as text, halves of surrogate pairs, and CHAR compared with VARCHAR. */
        private static final Pattern TEXT_ONLY = Pattern.compile("^set(Double|Float|Bytes|BinaryStream|Time) ?"
                + "|^setBinaryStream|^setObject (Float|Double|LocalTime|OffsetTime|byte\\[\\])|as ([678]|92|1)$|CHAR '"
                + "|^setCharacterStream\\(3\\)|byte\\[\\] ");

        void report(String what) {
            System.out.println(what + ": " + compared + " setter calls compared with the plain driver (seed " + SEED
                    + "), " + stricter + " refused that it takes");
            assertThat(wrong).isEmpty();
            assertThat(compared).isGreaterThan(SOAK ? 20_000 : 3_000);
        }
    }
}
