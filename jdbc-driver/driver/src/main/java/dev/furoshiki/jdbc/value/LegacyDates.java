package dev.furoshiki.jdbc.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * {@code java.sql.Date}, {@code Time} and {@code Timestamp} to wall-clock fields and back, as pgjdbc does it: through a
 * {@link GregorianCalendar}, which is Julian before 1582-10-15, in the zone of the caller's calendar. Stateless.
 */
final class LegacyDates {

    /** What pgjdbc gives, and takes, for the infinities (PGStatement). */
    static final long INFINITY_MILLIS = 9_223_372_036_825_200_000L;

    static final long MINUS_INFINITY_MILLIS = -9_223_372_036_832_400_000L;

    /** Inside these years the JDK's old and new time zone classes agree, and calendars need not be asked. */
    private static final int AGREEING_FROM_YEAR = 1902;

    private static final int AGREEING_TO_YEAR = 2037;
    private static final long AGREEING_FROM_MILLIS = millisOfYear(AGREEING_FROM_YEAR);
    private static final long AGREEING_TO_MILLIS = millisOfYear(AGREEING_TO_YEAR);

    /** Zones of other classes may follow rules of their own, whatever their id says. */
    private static final Class<?> PLATFORM_ZONE = TimeZone.getTimeZone("UTC").getClass();

    private LegacyDates() {}

    private static long millisOfYear(int year) {
        return LocalDate.of(year, 1, 1).toEpochDay() * 86_400_000L;
    }

    static TimeZone zone(@Nullable Calendar calendar) {
        return calendar == null ? TimeZone.getDefault() : calendar.getTimeZone();
    }

    static boolean isInfinite(long millis) {
        return millis == INFINITY_MILLIS || millis == MINUS_INFINITY_MILLIS;
    }

    /** Wall-clock fields of a point in time, to the second. */
    record Fields(LocalDateTime local, int offsetSeconds) {}

    /**
     * What a calendar in the zone shows at a point in time.
     *
     * @throws DateTimeException when the fields exist in the Julian calendar only, as 1500-02-29 does
     */
    static Fields fields(long epochSecond, TimeZone zone) {
        long millis = Math.multiplyExact(epochSecond, 1000L);
        if (millis > AGREEING_FROM_MILLIS && millis < AGREEING_TO_MILLIS) {
            int offset = Math.floorDiv(zone.getOffset(millis), 1000);
            return new Fields(LocalDateTime.ofEpochSecond(epochSecond + offset, 0, ZoneOffset.UTC), offset);
        }
        GregorianCalendar calendar = new GregorianCalendar(zone);
        calendar.setTimeInMillis(millis);
        int year = calendar.get(Calendar.YEAR);
        LocalDateTime local = LocalDateTime.of(
                calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
                calendar.get(Calendar.MONTH) + 1,
                calendar.get(Calendar.DAY_OF_MONTH),
                calendar.get(Calendar.HOUR_OF_DAY),
                calendar.get(Calendar.MINUTE),
                calendar.get(Calendar.SECOND));
        int offset = (calendar.get(Calendar.ZONE_OFFSET) + calendar.get(Calendar.DST_OFFSET)) / 1000;
        return new Fields(local, offset);
    }

    /** Milliseconds, without the fraction of a second, at which a calendar in the zone shows these fields. */
    static long millis(LocalDateTime local, TimeZone zone) {
        int year = local.getYear();
        if (year >= AGREEING_FROM_YEAR && year < AGREEING_TO_YEAR && zone.getClass() == PLATFORM_ZONE) {
            var offsets = zone.toZoneId().getRules().getValidOffsets(local);
            if (offsets.size() == 1) {
                return local.toEpochSecond(offsets.get(0)) * 1000L;
            }
        }
        GregorianCalendar calendar = new GregorianCalendar(zone);
        calendar.clear();
        calendar.set(Calendar.ERA, year > 0 ? GregorianCalendar.AD : GregorianCalendar.BC);
        calendar.set(Calendar.YEAR, year > 0 ? year : 1 - year);
        calendar.set(Calendar.MONTH, local.getMonthValue() - 1);
        calendar.set(Calendar.DAY_OF_MONTH, local.getDayOfMonth());
        calendar.set(Calendar.HOUR_OF_DAY, local.getHour());
        calendar.set(Calendar.MINUTE, local.getMinute());
        calendar.set(Calendar.SECOND, local.getSecond());
        return calendar.getTimeInMillis();
    }

    /** Milliseconds of an instant that is shown with a fixed offset. */
    static long millis(Instant instant, int offsetSeconds) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(instant.getEpochSecond() + offsetSeconds, 0, ZoneOffset.UTC);
        return local.getYear() >= AGREEING_FROM_YEAR
                ? Math.multiplyExact(instant.getEpochSecond(), 1000L)
                : millis(local, new SimpleTimeZone(offsetSeconds * 1000, "GMT"));
    }

    /** The start of the day that a calendar in the zone shows. */
    static long startOfDay(long millis, TimeZone zone) {
        GregorianCalendar calendar = new GregorianCalendar(zone);
        calendar.setTimeInMillis(millis);
        calendar.set(Calendar.HOUR_OF_DAY, 0);
        calendar.set(Calendar.MINUTE, 0);
        calendar.set(Calendar.SECOND, 0);
        calendar.set(Calendar.MILLISECOND, 0);
        return calendar.getTimeInMillis();
    }

    /** The same time of day on 1970-01-01 in the zone. */
    static long onFirstDay(long millis, TimeZone zone) {
        GregorianCalendar calendar = new GregorianCalendar(zone);
        calendar.setTimeInMillis(millis);
        calendar.set(Calendar.ERA, GregorianCalendar.AD);
        calendar.set(Calendar.YEAR, 1970);
        calendar.set(Calendar.MONTH, Calendar.JANUARY);
        calendar.set(Calendar.DAY_OF_MONTH, 1);
        return calendar.getTimeInMillis();
    }
}
