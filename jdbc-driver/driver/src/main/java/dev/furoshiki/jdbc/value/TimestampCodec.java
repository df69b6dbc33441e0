package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Calendar;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** timestamp without and with time zone, with their infinities. */
@SuppressWarnings({"JavaUtilDate", "JavaLocalDateTimeGetNano"}) // JDBC's own types; seconds and fraction travel apart
final class TimestampCodec extends ColumnCodec {

    private final boolean zoned;

    TimestampCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
        this.zoned = type.valueType() == ValueType.TIMESTAMP_WITH_TIME_ZONE;
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        try {
            return ExactBytes.ofLong(PostgresTime.round(cast(parameter), type.precision()));
        } catch (DateTimeException outOfRange) {
            throw dateOutOfRange(column, outOfRange);
        }
    }

    private long cast(SuppliedParameter parameter) throws SQLException {
        long number = parameter.number();
        return switch (parameter.kind()) {
            case TIMESTAMP -> zoned ? PostgresTime.toInstant(number, zone) : number;
            case TIMESTAMP_WITH_TIME_ZONE -> zoned ? number : PostgresTime.toLocal(number, zone);
            case DATE -> {
                long midnight = PostgresTime.atStartOfDay((int) number);
                yield zoned ? PostgresTime.toInstant(midnight, zone) : midnight;
            }
            case UNTYPED_DATE, UNTYPED_TIMESTAMP -> micros(parameter.fields(), (int) number);
            case UNTYPED -> parsed(parameter.text());
            default -> throw otherType(parameter);
        };
    }

    /** A timestamp without zone just drops the offset that the text has. */
    private long micros(LocalDateTime fields, int offsetSeconds) {
        return PostgresTime.micros(zoned ? fields.minusSeconds(offsetSeconds) : fields);
    }

    private long parsed(String text) throws SQLException {
        DateTimeText timestamp = DateTimeText.parse(text).orElseThrow(this::unreadableTimestamp);
        if (timestamp.infinity() != 0) {
            return timestamp.infinity() > 0 ? PostgresTime.INFINITY : PostgresTime.MINUS_INFINITY;
        }
        Integer offset = timestamp.offsetSeconds();
        if (offset == null) {
            long local = PostgresTime.micros(timestamp.fields());
            return zoned ? PostgresTime.toInstant(local, zone) : local;
        }
        return micros(timestamp.fields(), offset);
    }

    private ConversionException unreadableTimestamp() {
        return ConversionException.of(column, ConversionException.BAD_DATE, "the text is not a timestamp in ISO form");
    }

    @Override
    byte @Nullable [] compared(SuppliedParameter parameter) throws SQLException {
        try {
            return switch (parameter.kind()) {
                case DATE, TIMESTAMP, UNTYPED_DATE, UNTYPED_TIMESTAMP, UNTYPED -> ExactBytes.ofLong(cast(parameter));
                case TIMESTAMP_WITH_TIME_ZONE -> {
                    Long equal = zoned ? (Long) parameter.number() : localOf(parameter.number(), zone, this);
                    yield equal == null ? null : ExactBytes.ofLong(equal);
                }
                default -> throw noOperator(parameter);
            };
        } catch (DateTimeException outOfRange) {
            throw dateOutOfRange(column, outOfRange);
        }
    }

    /**
     * The one wall-clock time that the server would turn into this instant; null where none is.
     *
     * @throws ConversionException where two are, since the clock jumped over one of them
     */
    static @Nullable Long localOf(long instant, ZoneId zone, ColumnCodec codec) throws ConversionException {
        if (!PostgresTime.isFinite(instant)) {
            return instant;
        }
        ZoneOffsetTransition last =
                zone.getRules().previousTransition(PostgresTime.instant(instant).plusNanos(1));
        if (last != null
                && last.isGap()
                && PostgresTime.instant(instant).isBefore(last.getInstant().plus(last.getDuration()))) {
            throw ConversionException.of(
                    codec.column,
                    ConversionException.NOT_SUPPORTED,
                    "the instant follows a jump of the clock, so two local times equal it; compare with a LocalDateTime");
        }
        long local = PostgresTime.toLocal(instant, zone);
        return PostgresTime.toInstant(local, zone) == instant ? local : null;
    }

    static ConversionException dateOutOfRange(EncryptedColumn column, DateTimeException cause) {
        // The cause's message may quote the fields, so it is left out.
        return ConversionException.of(
                column,
                ConversionException.DATE_OUT_OF_RANGE,
                "there is no such date or time, or " + column.type().declaration() + " cannot hold it");
    }

    static long infiniteMillis(boolean positive) {
        return positive ? LegacyDates.INFINITY_MILLIS : LegacyDates.MINUS_INFINITY_MILLIS;
    }

    static TimeZone fixedZone(int offsetSeconds) {
        return new SimpleTimeZone(offsetSeconds * 1000, "GMT");
    }

    /** A time of day from fields without an offset: the day decides about summer time, and is then dropped. */
    static Time timeOf(LocalDateTime fields, TimeZone target) {
        long millis = LegacyDates.millis(fields, target) + fields.getNano() / 1_000_000;
        return new Time(fields.getYear() == 1970 ? millis : LegacyDates.onFirstDay(millis, target));
    }

    /** A time of day from fields with an offset. */
    static Time timeOf(LocalDateTime fields, int offsetSeconds) {
        return new Time((fields.toLocalTime().toNanoOfDay() / 1_000_000) - offsetSeconds * 1000L);
    }

    static Timestamp timestampOf(long millis, int nanos) {
        Timestamp timestamp = new Timestamp(millis);
        timestamp.setNanos(nanos);
        return timestamp;
    }

    @Override
    String text(byte[] exact) {
        long micros = ExactBytes.toInteger(exact);
        return zoned ? PostgresTime.timestampText(micros, zone) : PostgresTime.timestampText(micros);
    }

    @Override
    Object object(byte[] exact) {
        return timestamp(exact, TimeZone.getDefault());
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(Timestamp.class, java.util.Date.class, Calendar.class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        if (target == OffsetDateTime.class) {
            return offsetDateTime(ExactBytes.toInteger(exact));
        }
        if (!zoned && (target == LocalDateTime.class || target == LocalDate.class)) {
            LocalDateTime local = localDateTime(ExactBytes.toInteger(exact));
            return target == LocalDate.class ? local.toLocalDate() : local;
        }
        Timestamp timestamp = timestamp(exact, TimeZone.getDefault());
        if (target == Timestamp.class) {
            return timestamp;
        }
        if (target == java.util.Date.class) {
            return new java.util.Date(timestamp.getTime());
        }
        if (target == Calendar.class) {
            Calendar calendar = Calendar.getInstance();
            calendar.setTimeInMillis(timestamp.getTime());
            return calendar;
        }
        return null;
    }

    private static OffsetDateTime offsetDateTime(long micros) {
        if (!PostgresTime.isFinite(micros)) {
            return micros == PostgresTime.INFINITY ? OffsetDateTime.MAX : OffsetDateTime.MIN;
        }
        return PostgresTime.localDateTime(micros).atOffset(ZoneOffset.UTC);
    }

    private static LocalDateTime localDateTime(long micros) {
        if (!PostgresTime.isFinite(micros)) {
            return micros == PostgresTime.INFINITY ? LocalDateTime.MAX : LocalDateTime.MIN;
        }
        return PostgresTime.localDateTime(micros);
    }

    @Override
    Timestamp timestamp(byte[] exact, TimeZone target) {
        long micros = ExactBytes.toInteger(exact);
        if (!PostgresTime.isFinite(micros)) {
            return new Timestamp(infiniteMillis(micros == PostgresTime.INFINITY));
        }
        LocalDateTime fields = PostgresTime.localDateTime(micros);
        return timestampOf(millis(fields, target), fields.getNano());
    }

    /** Of a timestamp with zone, as its text shows it: in the session's zone. */
    private long millis(LocalDateTime fields, TimeZone target) {
        if (!zoned) {
            return LegacyDates.millis(fields, target);
        }
        Instant instant = fields.toInstant(ZoneOffset.UTC);
        return LegacyDates.millis(instant, zone.getRules().getOffset(instant).getTotalSeconds());
    }

    @Override
    Date date(byte[] exact, TimeZone target) {
        long micros = ExactBytes.toInteger(exact);
        if (!PostgresTime.isFinite(micros)) {
            return new Date(infiniteMillis(micros == PostgresTime.INFINITY));
        }
        return new Date(LegacyDates.startOfDay(millis(PostgresTime.localDateTime(micros), target), target));
    }

    @Override
    Time time(byte[] exact, TimeZone target) throws SQLException {
        long micros = ExactBytes.toInteger(exact);
        if (!PostgresTime.isFinite(micros)) {
            throw notReadableAs("time");
        }
        LocalDateTime fields = PostgresTime.localDateTime(micros);
        if (!zoned) {
            return timeOf(fields, target);
        }
        int offset = zone.getRules().getOffset(fields.toInstant(ZoneOffset.UTC)).getTotalSeconds();
        return timeOf(fields.plusSeconds(offset), offset);
    }
}
