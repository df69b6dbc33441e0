package dev.furoshiki.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.PlainConnections;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every getter on every type and value gives what the plain driver gives for a plain column, or both refuse. */
@NullUnmarked // nulls are among what is tried
@SuppressWarnings("JavaUtilDate")
class ResultTwinTest {

    private static final TimeZone BEFORE = TimeZone.getDefault();

    @FunctionalInterface
    interface PlainGetter {
        Object get(ResultSet rows) throws Exception;
    }

    @FunctionalInterface
    interface OurGetter {
        Object get(ResultConversion ours, ColumnValue value) throws Exception;
    }

    record Getter(PlainGetter plain, OurGetter ours) {}

    private static final List<Class<?>> CLASSES = List.of(
            String.class,
            Boolean.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class,
            Float.class,
            Double.class,
            BigDecimal.class,
            Date.class,
            Time.class,
            Timestamp.class,
            Calendar.class,
            java.util.Date.class,
            byte[].class,
            UUID.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            OffsetTime.class,
            ZonedDateTime.class,
            Object.class);

    @SuppressWarnings("deprecation")
    static Map<String, Getter> getters() {
        Map<String, Getter> getters = new LinkedHashMap<>();
        getters.put("getString", new Getter(rows -> rows.getString(1), ResultConversion::getString));
        getters.put("getBoolean", new Getter(rows -> rows.getBoolean(1), ResultConversion::getBoolean));
        getters.put("getByte", new Getter(rows -> rows.getByte(1), ResultConversion::getByte));
        getters.put("getShort", new Getter(rows -> rows.getShort(1), ResultConversion::getShort));
        getters.put("getInt", new Getter(rows -> rows.getInt(1), ResultConversion::getInt));
        getters.put("getLong", new Getter(rows -> rows.getLong(1), ResultConversion::getLong));
        getters.put("getFloat", new Getter(rows -> rows.getFloat(1), ResultConversion::getFloat));
        getters.put("getDouble", new Getter(rows -> rows.getDouble(1), ResultConversion::getDouble));
        getters.put("getBigDecimal", new Getter(rows -> rows.getBigDecimal(1), ResultConversion::getBigDecimal));
        getters.put(
                "getBigDecimal(1)",
                new Getter(rows -> rows.getBigDecimal(1, 1), (ours, value) -> ours.getBigDecimal(value, 1)));
        getters.put("getBytes", new Getter(rows -> rows.getBytes(1), ResultConversion::getBytes));
        getters.put("getObject", new Getter(rows -> rows.getObject(1), ResultConversion::getObject));
        getters.put("getAsciiStream", new Getter(rows -> rows.getAsciiStream(1), ResultConversion::getAsciiStream));
        getters.put(
                "getUnicodeStream", new Getter(rows -> rows.getUnicodeStream(1), ResultConversion::getUnicodeStream));
        getters.put("getBinaryStream", new Getter(rows -> rows.getBinaryStream(1), ResultConversion::getBinaryStream));
        getters.put(
                "getCharacterStream",
                new Getter(rows -> rows.getCharacterStream(1), ResultConversion::getCharacterStream));
        for (String zone : Arrays.asList(null, "UTC", "America/New_York", "Asia/Kolkata", "GMT+03:00")) {
            String suffix = "(" + zone + ")";
            getters.put(
                    "getDate" + suffix,
                    new Getter(
                            rows -> rows.getDate(1, calendar(zone)),
                            (ours, value) -> ours.getDate(value, calendar(zone))));
            getters.put(
                    "getTime" + suffix,
                    new Getter(
                            rows -> rows.getTime(1, calendar(zone)),
                            (ours, value) -> ours.getTime(value, calendar(zone))));
            getters.put(
                    "getTimestamp" + suffix,
                    new Getter(
                            rows -> rows.getTimestamp(1, calendar(zone)),
                            (ours, value) -> ours.getTimestamp(value, calendar(zone))));
        }
        for (Class<?> type : CLASSES) {
            getters.put(
                    "getObject(" + type.getSimpleName() + ")",
                    new Getter(rows -> rows.getObject(1, type), (ours, value) -> ours.getObject(value, type)));
        }
        return getters;
    }

    private static Calendar calendar(String zone) {
        return zone == null ? null : new GregorianCalendar(TimeZone.getTimeZone(zone));
    }

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(BEFORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata"})
    void everyGetterGivesWhatThePlainDriverGives(String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        List<String> differences = new ArrayList<>();
        int compared = 0;
        try (Connection plain = PlainConnections.connect()) {
            for (TwinColumns twin : TwinColumns.values()) {
                compared += compare(plain, twin, differences);
            }
        }
        System.out.println(zone + ": " + compared + " getter calls compared with the plain driver");
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(5000);
    }

    private static int compare(Connection plain, TwinColumns twin, List<String> differences) throws Exception {
        SessionSettings settings = SessionSettings.defaults();
        ResultConversion ours = settings.results(twin.column());
        int compared = 0;
        List<String> literals = new ArrayList<>(twin.literals);
        literals.add(null);
        try (Statement statement = plain.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS twin");
            statement.execute("CREATE TABLE twin (v " + twin.type + ")");
            for (String literal : literals) {
                statement.execute("TRUNCATE twin");
                try (PreparedStatement insert = plain.prepareStatement("INSERT INTO twin VALUES (?)")) {
                    insert.setObject(1, literal, Types.OTHER);
                    insert.executeUpdate();
                }
                ColumnValue value = literal == null
                        ? ColumnValue.nullOf(twin.column().type().valueType())
                        : twin.stored(literal, settings);
                for (Map.Entry<String, Getter> getter : getters().entrySet()) {
                    try (ResultSet rows = statement.executeQuery("SELECT v FROM twin")) {
                        rows.next();
                        Object expected =
                                outcome(() -> getter.getValue().plain().get(rows));
                        Object actual = outcome(() -> getter.getValue().ours().get(ours, value));
                        compared++;
                        if (!Objects.deepEquals(expected, actual)) {
                            differences.add(twin + " " + literal + " " + getter.getKey() + ": plain " + shown(expected)
                                    + ", ours " + shown(actual));
                        }
                    }
                }
            }
        }
        return compared;
    }

    static String shown(Object value) {
        return value instanceof byte[] bytes
                ? Arrays.toString(bytes)
                : String.valueOf(value) + (value instanceof java.util.Date date ? " (" + date.getTime() + ")" : "");
    }

    @FunctionalInterface
    interface Call {
        Object run() throws Exception;
    }

    static Object outcome(Call call) {
        try {
            Object result = call.run();
            if (result instanceof InputStream stream) {
                return stream.readAllBytes();
            }
            if (result instanceof Reader reader) {
                StringBuilder text = new StringBuilder();
                for (int c = reader.read(); c >= 0; c = reader.read()) {
                    text.append((char) c);
                }
                return text.toString();
            }
            return result;
        } catch (SQLException refused) {
            return "refused";
        } catch (RuntimeException crashed) {
            return "refused"; // the plain driver runs out of array bounds on some texts that are no dates
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
