package dev.furoshiki.jdbc.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date or timestamp in ISO form, as PostgreSQL writes it and reads it under every DateStyle: {@code 2020-01-31},
 * {@code 2020-01-31 10:11:12.5+01:30 BC}, {@code infinity}. PostgreSQL reads many other forms; those are not guessed at.
 *
 * @param infinity 1 or -1 for the infinities, whose fields mean nothing
 * @param date as it was written
 * @param fields rounded to microseconds, so maybe the next day's
 * @param hasTime whether a time of day was written
 * @param offsetSeconds null where no zone was written
 */
record DateTimeText(
        int infinity,
        LocalDate date,
        LocalDateTime fields,
        boolean hasTime,
        @Nullable Integer offsetSeconds) {

    private static final Pattern SHAPE = Pattern.compile("(\\d{4,6})-(\\d{1,2})-(\\d{1,2})"
            + "(?:[ T](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{0,9}))?)?)?"
            + "(?: ?(Z|[+-]\\d{2}(?::?\\d{2}(?::?\\d{2})?)?))?"
            + "(?: (AD|BC))?");

    /**
     * @return empty when it is not of that form
     * @throws DateTimeException when it is, and there is no such day or time
     */
    static Optional<DateTimeText> parse(String text) {
        String trimmed = text.strip();
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.equals("infinity") || lower.equals("-infinity")) {
            return Optional.of(new DateTimeText(
                    lower.equals("infinity") ? 1 : -1, LocalDate.EPOCH, LocalDate.EPOCH.atStartOfDay(), false, null));
        }
        Matcher shape = SHAPE.matcher(trimmed);
        return shape.matches() ? Optional.of(read(shape)) : Optional.empty();
    }

    private static DateTimeText read(Matcher shape) {
        int year = Integer.parseInt(shape.group(1));
        if (year == 0) {
            throw new DateTimeException("there is no year 0");
        }
        LocalDate date = LocalDate.of(
                "BC".equals(shape.group(9)) ? 1 - year : year,
                Integer.parseInt(shape.group(2)),
                Integer.parseInt(shape.group(3)));
        return new DateTimeText(0, date, time(date, shape), shape.group(4) != null, offset(shape.group(8)));
    }

    private static LocalDateTime time(LocalDate date, Matcher shape) {
        int hour = number(shape.group(4));
        int minute = number(shape.group(5));
        int second = number(shape.group(6));
        long micros = micros(shape.group(7));
        boolean endOfDay = hour == 24 && minute == 0 && second == 0 && micros == 0;
        if (!endOfDay && (hour > 23 || minute > 59 || second > 60)) {
            throw new DateTimeException("there is no such time of day");
        }
        return date.atStartOfDay()
                .plusHours(hour)
                .plusMinutes(minute)
                .plusSeconds(second)
                .plusNanos(micros * 1000);
    }

    /** As PostgreSQL does it (ParseFractionalSecond): through a double, halves to even. */
    private static long micros(@Nullable String fraction) {
        return fraction == null || fraction.isEmpty() ? 0 : (long) Math.rint(Double.parseDouble("0." + fraction) * 1e6);
    }

    private static @Nullable Integer offset(@Nullable String text) {
        if (text == null || text.equals("Z")) {
            return text == null ? null : 0;
        }
        String digits = text.substring(1).replace(":", "");
        int minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(2, 4)) : 0;
        int seconds = digits.length() > 4 ? Integer.parseInt(digits.substring(4, 6)) : 0;
        int hours = Integer.parseInt(digits.substring(0, 2));
        if (hours > 15 || minutes > 59 || seconds > 59) {
            throw new DateTimeException("there is no such time zone displacement");
        }
        int absolute = hours * 3600 + minutes * 60 + seconds;
        return text.charAt(0) == '-' ? -absolute : absolute;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        return "DateTimeText";
    }
}
