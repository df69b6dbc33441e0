package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dates, DATETIMEs and TIMESTAMPs of MariaDB and MySQL. Immutable. */
@SuppressWarnings("JavaLocalDateTimeGetNano") // seconds and fraction travel apart
final class MySqlTimes {

    private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;
    private static final int MAX_FRACTION_DIGITS = 6;
    private static final int GREATEST_YEAR = 9999;

    /** TIMESTAMP begins one second after 1970 does. */
    private static final LocalDateTime FIRST_INSTANT = LocalDateTime.of(1970, 1, 1, 0, 0, 1);

    /** Until newer servers' 2106 all end here. */
    private static final LocalDateTime LAST_INSTANT = LocalDateTime.of(2038, 1, 19, 3, 14, 7, 999_999_000);

    private final EncryptedColumn column;
    private final LogicalType type;
    private final MySqlConversions settings;

    MySqlTimes(EncryptedColumn column, MySqlConversions settings) {
        this.column = column;
        this.type = column.type();
        this.settings = settings;
    }

    MySqlTemporal parsed(String text) throws SQLException {
        try {
            return MySqlTemporal.parse(text)
                    .orElseThrow(() -> ConversionException.of(
                            column, ConversionException.BAD_DATE, "the text is no date or timestamp in ISO form"));
        } catch (DateTimeException noSuch) {
            // The cause's message may quote the fields.
            throw ConversionException.of(column, ConversionException.BAD_DATE, "there is no such date or time");
        }
    }

    byte[] stored(MySqlTemporal value) throws SQLException {
        if (type.valueType() == ValueType.DATE) {
            return ExactBytes.ofDays(days(value.fields().toLocalDate()));
        }
        LocalDateTime micros = value.fields().truncatedTo(ChronoUnit.MICROS);
        LocalDateTime fitted =
                toDigits(settings.roundsFractions() ? value.fields() : micros, settings.roundsFractions());
        if (fitted.getYear() > GREATEST_YEAR) {
            throw ConversionException.of(column, ConversionException.BAD_DATE, "there is no such date or time");
        }
        return ExactBytes.ofLong(zoned() ? micros(instant(fitted, true)) : micros(fitted));
    }

    private LocalDateTime toDigits(LocalDateTime value, boolean rounds) {
        long unit = NANOS_PER_MICRO;
        for (int digit = type.precision(); digit < MAX_FRACTION_DIGITS; digit++) {
            unit *= 10;
        }
        long kept = rounds ? (value.getNano() + unit / 2) / unit * unit : value.getNano() / unit * unit;
        return value.withNano(0).plusNanos(kept);
    }

    /** A date is compared with a timestamp as one at midnight; finer fractions than the column has equal none. */
    byte @Nullable [] compared(MySqlTemporal value) throws SQLException {
        LocalDateTime fields = value.fields().truncatedTo(ChronoUnit.MICROS);
        if (type.valueType() == ValueType.DATE) {
            return fields.toLocalTime().toNanoOfDay() == 0 ? ExactBytes.ofDays(days(fields.toLocalDate())) : null;
        }
        if (!toDigits(fields, false).equals(fields)) {
            return null;
        }
        return ExactBytes.ofLong(zoned() ? micros(instant(fields, false)) : micros(fields));
    }

    private boolean zoned() {
        return type.valueType() == ValueType.TIMESTAMP_WITH_TIME_ZONE;
    }

    private ZoneId zone() throws SQLException {
        return settings.zone()
                .orElseThrow(() -> ConversionException.of(
                        column,
                        ConversionException.NOT_SUPPORTED,
                        "the session's time_zone is none that Java knows, so a TIMESTAMP means nothing certain; SET"
                                + " time_zone to an offset in the URL, or declare DATETIME"));
    }

    /** The wall-clock time in UTC. In the hour that a clock shows twice it is not certain which one is meant. */
    private LocalDateTime instant(LocalDateTime local, boolean stored) throws SQLException {
        List<ZoneOffset> offsets = zone().getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw ConversionException.of(
                    column, ConversionException.BAD_DATE, "the session's clock never shows such a time");
        }
        if (offsets.size() > 1) {
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "the session's clock shows that time twice; SET time_zone to an offset in the URL, such as +00:00");
        }
        LocalDateTime utc = local.minusSeconds(offsets.get(0).getTotalSeconds());
        if (stored && (utc.isBefore(FIRST_INSTANT) || utc.isAfter(LAST_INSTANT))) {
            throw ConversionException.of(
                    column, ConversionException.BAD_DATE, "a " + type.declaration() + " cannot hold that time");
        }
        return utc;
    }

    private static int days(LocalDate date) {
        return Math.toIntExact(ChronoUnit.DAYS.between(EPOCH.toLocalDate(), date));
    }

    private static long micros(LocalDateTime value) {
        return ChronoUnit.MICROS.between(EPOCH, value);
    }

    /** @param number days or microseconds, as the column's type counts */
    String text(long number) throws SQLException {
        if (type.valueType() == ValueType.DATE) {
            return EPOCH.toLocalDate().plusDays(number).toString();
        }
        LocalDateTime fields = EPOCH.plusSeconds(Math.floorDiv(number, MICROS_PER_SECOND))
                .plusNanos(Math.floorMod(number, MICROS_PER_SECOND) * NANOS_PER_MICRO);
        if (zoned()) {
            fields = fields.atOffset(ZoneOffset.UTC).atZoneSameInstant(zone()).toLocalDateTime();
        }
        String whole = String.format(
                "%s %02d:%02d:%02d", fields.toLocalDate(), fields.getHour(), fields.getMinute(), fields.getSecond());
        return type.precision() == 0
                ? whole
                : whole + "."
                        + String.format("%06d", fields.getNano() / NANOS_PER_MICRO)
                                .substring(0, type.precision());
    }
}
