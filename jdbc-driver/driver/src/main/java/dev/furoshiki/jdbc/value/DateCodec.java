package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** date, with its infinities. */
final class DateCodec extends ColumnCodec {

    DateCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        try {
            return switch (parameter.kind()) {
                case DATE -> ExactBytes.ofDays((int) parameter.number());
                case TIMESTAMP -> ExactBytes.ofDays(PostgresTime.dayOf(parameter.number()));
                case TIMESTAMP_WITH_TIME_ZONE ->
                    ExactBytes.ofDays(PostgresTime.dayOf(PostgresTime.toLocal(parameter.number(), zone)));
                case UNTYPED_DATE, UNTYPED_TIMESTAMP ->
                    ExactBytes.ofDays(PostgresTime.days(parameter.fields().toLocalDate()));
                case UNTYPED -> ExactBytes.ofDays(parsed(parameter.text()));
                default -> throw otherType(parameter);
            };
        } catch (DateTimeException outOfRange) {
            throw TimestampCodec.dateOutOfRange(column, outOfRange);
        }
    }

    @Override
    byte @Nullable [] compared(SuppliedParameter parameter) throws SQLException {
        try {
            return switch (parameter.kind()) {
                case DATE, UNTYPED_DATE, UNTYPED_TIMESTAMP, UNTYPED -> stored(parameter);
                case TIMESTAMP -> atMidnight(parameter.number());
                case TIMESTAMP_WITH_TIME_ZONE ->
                    TimestampCodec.localOf(parameter.number(), zone, this) == null
                            ? null
                            : atMidnight(PostgresTime.toLocal(parameter.number(), zone));
                default -> throw noOperator(parameter);
            };
        } catch (DateTimeException outOfRange) {
            throw TimestampCodec.dateOutOfRange(column, outOfRange);
        }
    }

    private static byte @Nullable [] atMidnight(long micros) {
        int day = PostgresTime.dayOf(micros);
        return PostgresTime.atStartOfDay(day) == micros ? ExactBytes.ofDays(day) : null;
    }

    private int parsed(String text) throws SQLException {
        DateTimeText date = DateTimeText.parse(text).orElseThrow(this::unreadableDate);
        if (date.infinity() != 0) {
            return date.infinity() > 0 ? PostgresTime.DATE_INFINITY : PostgresTime.DATE_MINUS_INFINITY;
        }
        return PostgresTime.days(date.date());
    }

    private ConversionException unreadableDate() {
        return ConversionException.of(column, ConversionException.BAD_DATE, "the text is not a date in ISO form");
    }

    private static int days(byte[] exact) {
        return (int) ExactBytes.toInteger(exact);
    }

    private static boolean isInfinite(int days) {
        return days == PostgresTime.DATE_INFINITY || days == PostgresTime.DATE_MINUS_INFINITY;
    }

    @Override
    String text(byte[] exact) {
        return PostgresTime.dateText(days(exact));
    }

    @Override
    Object object(byte[] exact) {
        return date(exact, TimeZone.getDefault());
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(Date.class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        if (target == LocalDate.class) {
            return localDate(days(exact));
        }
        return target == Date.class ? object(exact) : null;
    }

    private static LocalDate localDate(int days) {
        if (isInfinite(days)) {
            return days == PostgresTime.DATE_INFINITY ? LocalDate.MAX : LocalDate.MIN;
        }
        return PostgresTime.localDate(days);
    }

    @Override
    Date date(byte[] exact, TimeZone target) {
        return new Date(millis(days(exact), target));
    }

    private static long millis(int days, TimeZone target) {
        return isInfinite(days)
                ? TimestampCodec.infiniteMillis(days == PostgresTime.DATE_INFINITY)
                : LegacyDates.millis(PostgresTime.localDate(days).atStartOfDay(), target);
    }

    @Override
    Time time(byte[] exact, TimeZone target) throws SQLException {
        if (isInfinite(days(exact))) {
            throw notReadableAs("time");
        }
        LocalDateTime midnight = PostgresTime.localDate(days(exact)).atStartOfDay();
        return TimestampCodec.timeOf(midnight, target);
    }

    @Override
    Timestamp timestamp(byte[] exact, TimeZone target) {
        return new Timestamp(millis(days(exact), target));
    }
}
