package dev.furoshiki.jdbc.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

/**
 * PostgreSQL's dates and timestamps: days and microseconds since 2000-01-01, proleptic Gregorian, with infinities at both
 * ends of the integer type, as its binary format has them. Stateless.
 *
 * <p>Every method that can leave PostgreSQL's range throws {@link DateTimeException}.
 */
@SuppressWarnings("JavaLocalDateTimeGetNano") // seconds and fraction are put together here
final class PostgresTime {

    static final int DATE_INFINITY = Integer.MAX_VALUE;
    static final int DATE_MINUS_INFINITY = Integer.MIN_VALUE;
    static final long INFINITY = Long.MAX_VALUE;
    static final long MINUS_INFINITY = Long.MIN_VALUE;

    static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANOS_PER_MICRO = 1000;
    private static final int MAX_FRACTION_DIGITS = 6;

    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long EPOCH_SECOND = EPOCH_DAY * 86_400L;

    /** 4714-11-24 BC, Julian day 0, to 5874897-12-31 (PostgreSQL: datatype/timestamp.h). */
    private static final long MIN_DAYS = -2_451_545L;

    private static final long MAX_DAYS = 2_145_031_948L;

    /** The same start, to 294276-12-31 24:00. */
    private static final long MIN_MICROS = MIN_DAYS * MICROS_PER_DAY;

    private static final long END_MICROS = 9_223_371_331_200_000_000L;

    private PostgresTime() {}

    static int days(LocalDate date) {
        return checkedDays(date.toEpochDay() - EPOCH_DAY);
    }

    private static int checkedDays(long days) {
        if (days < MIN_DAYS || days > MAX_DAYS) {
            throw new DateTimeException("the date is outside 4714-11-24 BC to 5874897-12-31");
        }
        return (int) days;
    }

    static LocalDate localDate(int days) {
        return LocalDate.ofEpochDay(EPOCH_DAY + days);
    }

    /** Nanoseconds are rounded to microseconds, half up, as pgjdbc does. */
    static long micros(LocalDateTime fields) {
        return micros(fields.toEpochSecond(ZoneOffset.UTC), fields.getNano());
    }

    static long micros(Instant instant) {
        return micros(instant.getEpochSecond(), instant.getNano());
    }

    private static long micros(long epochSecond, int nanos) {
        try {
            long whole = Math.multiplyExact(epochSecond - EPOCH_SECOND, MICROS_PER_SECOND);
            return checkedMicros(Math.addExact(whole, (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO));
        } catch (ArithmeticException overflow) {
            throw outOfRange();
        }
    }

    private static long checkedMicros(long micros) {
        if (micros < MIN_MICROS || micros >= END_MICROS) {
            throw outOfRange();
        }
        return micros;
    }

    private static DateTimeException outOfRange() {
        return new DateTimeException("the timestamp is outside 4714-11-24 BC to 294276-12-31");
    }

    static long atStartOfDay(int days) {
        if (days == DATE_INFINITY || days == DATE_MINUS_INFINITY) {
            return days == DATE_INFINITY ? INFINITY : MINUS_INFINITY;
        }
        try {
            return checkedMicros(Math.multiplyExact(days, MICROS_PER_DAY));
        } catch (ArithmeticException overflow) {
            throw outOfRange();
        }
    }

    /** The day a timestamp without zone is on. */
    static int dayOf(long micros) {
        if (!isFinite(micros)) {
            return micros == INFINITY ? DATE_INFINITY : DATE_MINUS_INFINITY;
        }
        return (int) Math.floorDiv(micros, MICROS_PER_DAY);
    }

    static boolean isFinite(long micros) {
        return micros != INFINITY && micros != MINUS_INFINITY;
    }

    static LocalDateTime localDateTime(long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
        return LocalDateTime.ofEpochSecond(seconds + EPOCH_SECOND, nanos, ZoneOffset.UTC);
    }

    static Instant instant(long micros) {
        return localDateTime(micros).toInstant(ZoneOffset.UTC);
    }

    /** Wall-clock time in a zone, of an instant. */
    static long toLocal(long instantMicros, ZoneId zone) {
        if (!isFinite(instantMicros)) {
            return instantMicros;
        }
        ZoneOffset offset = zone.getRules().getOffset(instant(instantMicros));
        return checkedMicros(instantMicros + offset.getTotalSeconds() * MICROS_PER_SECOND);
    }

    /** The instant of wall-clock time in a zone. */
    static long toInstant(long localMicros, ZoneId zone) {
        if (!isFinite(localMicros)) {
            return localMicros;
        }
        ZoneOffset offset = offset(localDateTime(localMicros), zone);
        return checkedMicros(localMicros - offset.getTotalSeconds() * MICROS_PER_SECOND);
    }

    /**
     * The offset that PostgreSQL assumes: in a gap the one before it, in an overlap the one after it
     * (DetermineTimeZoneOffset). Java takes the earlier offset in both.
     */
    private static ZoneOffset offset(LocalDateTime fields, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(fields);
        if (transition == null) {
            return zone.getRules().getOffset(fields);
        }
        return transition.isGap() ? transition.getOffsetBefore() : transition.getOffsetAfter();
    }

    /** Rounds to so many fraction digits, halves away from 2000-01-01 (AdjustTimestampForTypmod). */
    static long round(long micros, int fractionDigits) {
        if (fractionDigits >= MAX_FRACTION_DIGITS || !isFinite(micros)) {
            return micros;
        }
        long unit = 1;
        for (int digit = fractionDigits; digit < MAX_FRACTION_DIGITS; digit++) {
            unit *= 10;
        }
        long rounded = (Math.abs(micros) + unit / 2) / unit * unit;
        return checkedMicros(micros < 0 ? -rounded : rounded);
    }

    static String dateText(int days) {
        if (days == DATE_INFINITY || days == DATE_MINUS_INFINITY) {
            return days == DATE_INFINITY ? "infinity" : "-infinity";
        }
        LocalDate date = localDate(days);
        StringBuilder out = new StringBuilder(13);
        appendDate(out, date);
        return appendEra(out, date).toString();
    }

    static String timestampText(long micros) {
        if (!isFinite(micros)) {
            return micros == INFINITY ? "infinity" : "-infinity";
        }
        LocalDateTime fields = localDateTime(micros);
        StringBuilder out = new StringBuilder(29);
        appendFields(out, fields);
        return appendEra(out, fields.toLocalDate()).toString();
    }

    static String timestampText(long micros, ZoneId zone) {
        if (!isFinite(micros)) {
            return micros == INFINITY ? "infinity" : "-infinity";
        }
        ZoneOffset offset = zone.getRules().getOffset(instant(micros));
        return offsetText(
                localDateTime(micros + offset.getTotalSeconds() * MICROS_PER_SECOND), offset.getTotalSeconds());
    }

    /** Fields with an offset: {@code 2020-01-01 10:11:12.5+01:30}. */
    static String offsetText(LocalDateTime fields, int offsetSeconds) {
        StringBuilder out = new StringBuilder(35);
        appendFields(out, fields);
        appendOffset(out, offsetSeconds);
        return appendEra(out, fields.toLocalDate()).toString();
    }

    /** What pgjdbc writes of a {@link java.sql.Date}: {@code 2020-01-01 +01}. */
    static String dateOffsetText(LocalDate date, int offsetSeconds) {
        StringBuilder out = new StringBuilder(25);
        appendDate(out, date);
        appendEra(out, date).append(' ');
        appendOffset(out, offsetSeconds);
        return out.toString();
    }

    private static void appendFields(StringBuilder out, LocalDateTime fields) {
        appendDate(out, fields.toLocalDate());
        out.append(' ');
        appendTwo(out, fields.getHour()).append(':');
        appendTwo(out, fields.getMinute()).append(':');
        appendTwo(out, fields.getSecond());
        appendFraction(out, fields.getNano() / NANOS_PER_MICRO);
    }

    private static void appendDate(StringBuilder out, LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        String digits = Integer.toString(year);
        out.append("0000", 0, Math.max(0, 4 - digits.length())).append(digits).append('-');
        appendTwo(out, date.getMonthValue()).append('-');
        appendTwo(out, date.getDayOfMonth());
    }

    private static StringBuilder appendEra(StringBuilder out, LocalDate date) {
        return date.getYear() > 0 ? out : out.append(" BC");
    }

    private static void appendFraction(StringBuilder out, int micros) {
        if (micros == 0) {
            return;
        }
        String digits = Integer.toString(micros);
        out.append('.')
                .append("000000", 0, MAX_FRACTION_DIGITS - digits.length())
                .append(digits);
        while (out.charAt(out.length() - 1) == '0') {
            out.setLength(out.length() - 1);
        }
    }

    private static void appendOffset(StringBuilder out, int offsetSeconds) {
        int absolute = Math.abs(offsetSeconds);
        out.append(offsetSeconds < 0 ? '-' : '+');
        appendTwo(out, absolute / 3600);
        int minutes = absolute / 60 % 60;
        int seconds = absolute % 60;
        if (minutes != 0 || seconds != 0) {
            appendTwo(out.append(':'), minutes);
        }
        if (seconds != 0) {
            appendTwo(out.append(':'), seconds);
        }
    }

    private static StringBuilder appendTwo(StringBuilder out, int number) {
        return number < 10 ? out.append('0').append(number) : out.append(number);
    }
}
