package dev.furoshiki.jdbc.value;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
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
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** Setter calls, each for the plain driver's statement and for our conversion. */
@NullUnmarked // nulls are among what is tried
@SuppressWarnings("JavaUtilDate")
final class TwinParameters {

    @FunctionalInterface
    interface PlainSetter {
        void set(PreparedStatement statement) throws Exception;
    }

    @FunctionalInterface
    interface OurSetter {
        ColumnValue set(ParameterConversion conversion) throws Exception;
    }

    record Call(String name, PlainSetter plain, OurSetter ours) {}

    private final List<Call> calls = new ArrayList<>();

    private void add(String name, PlainSetter plain, OurSetter ours) {
        calls.add(new Call(name, plain, ours));
    }

    static List<Call> all() {
        TwinParameters parameters = new TwinParameters();
        parameters.numbers();
        parameters.texts();
        parameters.dates();
        parameters.objects();
        parameters.typedObjects();
        return parameters.calls;
    }

    private void numbers() {
        for (boolean value : new boolean[] {true, false}) {
            add("setBoolean " + value, s -> s.setBoolean(1, value), c -> c.fromBoolean(value));
        }
        for (int value :
                new int[] {0, 1, -1, 42, 127, 128, 32767, 32768, -32769, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            add("setInt " + value, s -> s.setInt(1, value), c -> c.fromInt(value));
            add("setShort " + (short) value, s -> s.setShort(1, (short) value), c -> c.fromInt((short) value));
        }
        for (long value : new long[] {1, 2147483648L, 9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            add("setLong " + value, s -> s.setLong(1, value), c -> c.fromLong(value));
        }
        for (double value : new double[] {
            0,
            -0.0,
            1,
            1.5,
            2.5,
            -1.5,
            0.5,
            0.1,
            0.1 + 0.2,
            1.005,
            127.99,
            999999.99,
            999999.995,
            32767.5,
            1e10,
            1e20,
            1e300,
            1e-300,
            0x1p53,
            1234567.891,
            Double.NaN,
            Double.POSITIVE_INFINITY
        }) {
            add("setDouble " + value, s -> s.setDouble(1, value), c -> c.fromDouble(value));
            add("setFloat " + (float) value, s -> s.setFloat(1, (float) value), c -> c.fromFloat((float) value));
        }
        for (String value : List.of(
                "0",
                "-0.00",
                "1",
                "1.0",
                "1.5",
                "2.5",
                "-2.5",
                "1.005",
                "-1.005",
                "1E+3",
                "100",
                "0.005",
                "0.00999",
                "0.009994",
                "999999.99",
                "999999.995",
                "999999.994",
                "12345678901234567890",
                "-9223372036854775808.5",
                "9223372036854775807.4",
                "32767.4",
                "32767.5",
                "1E-20",
                "1E+40",
                "149",
                "150",
                "99949",
                "99950",
                "1E-16400")) {
            BigDecimal decimal = new BigDecimal(value);
            add("setBigDecimal " + value, s -> s.setBigDecimal(1, decimal), c -> c.fromBigDecimal(decimal));
        }
        add("setBigDecimal null", s -> s.setBigDecimal(1, null), c -> c.fromBigDecimal(null));
        add("setNull", s -> s.setNull(1, Types.OTHER), ParameterConversion::fromNull);
    }

    private void texts() {
        for (String value : List.of(
                "",
                " ",
                "a",
                "ab",
                "ab   ",
                "ab      ",
                "abcde",
                "abcdef",
                "  a",
                "été",
                "\uD83D\uDE00",
                "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00",
                "a\u0000b",
                "42",
                "true",
                "2020-02-29",
                "00112233-4455-6677-8899-aabbccddeeff")) {
            add("setString '" + value + "'", s -> s.setString(1, value), c -> c.fromString(value));
            add(
                    "setCharacterStream '" + value + "'",
                    s -> s.setCharacterStream(1, new StringReader(value)),
                    c -> c.fromCharacters(new StringReader(value), -1));
            add(
                    "setCharacterStream(3) '" + value + "'",
                    s -> s.setCharacterStream(1, new StringReader(value), 3),
                    c -> c.fromCharacters(new StringReader(value), 3));
            add(
                    "setAsciiStream '" + value + "'",
                    s -> s.setAsciiStream(1, utf8(value), 4),
                    c -> c.fromAscii(utf8(value), 4));
            add(
                    "setObject CHAR '" + value + "'",
                    s -> s.setObject(1, value, Types.CHAR),
                    c -> c.fromObject(value, Types.CHAR, -1));
            add(
                    "setObject LONGVARCHAR '" + value + "'",
                    s -> s.setObject(1, value, Types.LONGVARCHAR),
                    c -> c.fromObject(value, Types.LONGVARCHAR, -1));
        }
        for (byte[] value :
                new byte[][] {{}, {0}, {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef}, {0x34, 0x32}}) {
            add("setBytes " + Arrays.toString(value), s -> s.setBytes(1, value), c -> c.fromBytes(value));
            add(
                    "setBinaryStream " + Arrays.toString(value),
                    s -> s.setBinaryStream(1, new ByteArrayInputStream(value)),
                    c -> c.fromBinary(new ByteArrayInputStream(value), -1));
            add(
                    "setBinaryStream(1) " + Arrays.toString(value),
                    s -> s.setBinaryStream(1, new ByteArrayInputStream(value), 1),
                    c -> c.fromBinary(new ByteArrayInputStream(value), 1));
        }
    }

    private static ByteArrayInputStream utf8(String value) {
        return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    private static final long[] MILLIS = {
        0,
        -1,
        1582934400000L, // 2020-02-29
        1616893200000L, // 2021-03-28 01:00 UTC, when summer time begins in Europe
        1635640200000L, // 2021-10-31 00:30 UTC
        1635643800000L,
        -1200000000000L,
        -2208988800000L, // 1900-01-01
        -12219292800000L, // 1582-10-15, the first Gregorian day
        -12219379200000L, // 1582-10-04, the last Julian one
        -14825808000001L,
        -62135769600000L,
        -63549360000000L,
        327403382400000L, // 12345-01-01
        9223372036825200000L,
        -9223372036832400000L
    };

    private void dates() {
        for (String zone : Arrays.asList(null, "UTC", "America/New_York", "Asia/Kolkata")) {
            for (long millis : MILLIS) {
                add(
                        "setDate " + millis + " " + zone,
                        s -> s.setDate(1, new Date(millis), calendar(zone)),
                        c -> c.fromDate(new Date(millis), calendar(zone)));
                for (int nanos : new int[] {0, 500, 499, 123_456_789, 999_999_500}) {
                    add(
                            "setTimestamp " + millis + " " + nanos + " " + zone,
                            s -> s.setTimestamp(1, timestamp(millis, nanos), calendar(zone)),
                            c -> c.fromTimestamp(timestamp(millis, nanos), calendar(zone)));
                }
            }
            add(
                    "setTime " + zone,
                    s -> s.setTime(1, new Time(3_600_000), calendar(zone)),
                    c -> c.fromTime(new Time(3_600_000), calendar(zone)));
        }
    }

    private static Timestamp timestamp(long millis, int nanos) {
        Timestamp timestamp = new Timestamp(millis);
        if (Math.abs(millis) < 9_000_000_000_000_000_000L) {
            timestamp.setNanos(nanos);
        }
        return timestamp;
    }

    private static Calendar calendar(String zone) {
        return zone == null ? null : new GregorianCalendar(TimeZone.getTimeZone(zone));
    }

    private static final List<Object> OBJECTS = List.of(
            "text",
            'c',
            (byte) 5,
            (short) 300,
            70_000,
            5_000_000_000L,
            1.5f,
            2.5d,
            new BigDecimal("1.50"),
            new BigInteger("42"),
            new BigInteger("99999999999999999999"),
            true,
            new byte[] {1, 2},
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            new Date(0),
            new Timestamp(1582934400123L),
            new java.util.Date(0),
            LocalDate.of(2020, 2, 29),
            LocalDate.of(-43, 3, 15),
            LocalDate.of(1582, 10, 10),
            LocalDate.MAX,
            LocalDate.MIN,
            LocalDate.of(-5000, 1, 1),
            LocalDate.of(5_874_898, 1, 1),
            LocalDateTime.of(2020, 2, 29, 10, 11, 12, 123_456_789),
            LocalDateTime.of(2020, 2, 29, 0, 0),
            LocalDateTime.of(2021, 3, 28, 2, 30),
            LocalDateTime.of(2021, 3, 14, 2, 30),
            LocalDateTime.of(2021, 10, 31, 2, 30),
            LocalDateTime.of(2021, 11, 7, 1, 30),
            LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999_999_500),
            LocalDateTime.of(1999, 12, 31, 23, 59, 59, 499_500_000),
            LocalDateTime.of(1500, 2, 28, 12, 0),
            LocalDateTime.MAX,
            LocalDateTime.MIN,
            OffsetDateTime.parse("2020-02-29T10:11:12.5+01:30"),
            OffsetDateTime.parse("2020-02-29T00:00:00Z"),
            OffsetDateTime.parse("2020-02-28T18:30:00Z"),
            OffsetDateTime.parse("2021-03-28T01:30:00Z"),
            OffsetDateTime.parse("2021-10-31T00:30:00Z"),
            OffsetDateTime.parse("2021-10-31T01:30:00Z"),
            OffsetDateTime.MAX,
            OffsetDateTime.MIN,
            ZonedDateTime.parse("2020-02-29T10:11:12Z"),
            Instant.EPOCH,
            LocalTime.NOON,
            OffsetTime.parse("10:00:00+01:00"),
            List.of());

    private void objects() {
        for (Object value : OBJECTS) {
            add(
                    "setObject " + value.getClass().getSimpleName() + " " + value,
                    s -> s.setObject(1, value),
                    c -> c.fromObject(value));
        }
        add("setObject null", s -> s.setObject(1, null), c -> c.fromObject(null));
    }

    private static final int[] SQL_TYPES = {
        Types.INTEGER,
        Types.TINYINT,
        Types.SMALLINT,
        Types.BIGINT,
        Types.REAL,
        Types.DOUBLE,
        Types.FLOAT,
        Types.DECIMAL,
        Types.NUMERIC,
        Types.CHAR,
        Types.VARCHAR,
        Types.LONGVARCHAR,
        Types.DATE,
        Types.TIME,
        Types.TIMESTAMP,
        Types.TIMESTAMP_WITH_TIMEZONE,
        Types.BOOLEAN,
        Types.BIT,
        Types.BINARY,
        Types.VARBINARY,
        Types.OTHER,
        Types.ARRAY,
        Types.NCHAR,
        Types.JAVA_OBJECT
    };

    private void typedObjects() {
        List<Object> values = new ArrayList<>(OBJECTS);
        values.addAll(List.of(
                "42",
                "1.5",
                "true",
                "0",
                "2020-02-29",
                "2020-02-29 10:11:12.5",
                "2020-02-29 10:11:12+02",
                "\\xdead",
                "99999999999",
                "infinity",
                " 7 ",
                "1e2"));
        for (Object value : values) {
            for (int type : SQL_TYPES) {
                add(
                        "setObject " + value.getClass().getSimpleName() + " " + value + " as " + type,
                        s -> s.setObject(1, value, type),
                        c -> c.fromObject(value, type, -1));
            }
            add(
                    "setObject " + value.getClass().getSimpleName() + " " + value + " as NUMERIC(1)",
                    s -> s.setObject(1, value, Types.NUMERIC, 1),
                    c -> c.fromObject(value, Types.NUMERIC, 1));
        }
    }
}
