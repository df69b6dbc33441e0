package dev.furoshiki.jdbc.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date or timestamp in the form in which the drivers write it, and the servers read it under every setting. The servers read
 * many other forms; those are not guessed at.
 *
 * @param fields to the nanosecond, of which a server keeps at most microseconds
 * @param hasTime whether a time of day was written
 */
record MySqlTemporal(LocalDateTime fields, boolean hasTime) {

    private static final Pattern SHAPE = Pattern.compile(
            "(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[ T](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{0,9}))?)?)?");

    /**
     * @return empty when it is not of that form
     * @throws DateTimeException when it is, and there is no such day or time, or it is the zero date
     */
    static Optional<MySqlTemporal> parse(String text) {
        Matcher shape = SHAPE.matcher(text.strip());
        if (!shape.matches()) {
            return Optional.empty();
        }
        int year = Integer.parseInt(shape.group(1));
        if (year == 0) {
            throw new DateTimeException("the year 0 cannot be encrypted");
        }
        LocalDate date = LocalDate.of(year, Integer.parseInt(shape.group(2)), Integer.parseInt(shape.group(3)));
        boolean hasTime = shape.group(4) != null;
        return Optional.of(new MySqlTemporal(
                hasTime
                        ? date.atTime(number(shape, 4), number(shape, 5), number(shape, 6), nanos(shape.group(7)))
                        : date.atStartOfDay(),
                hasTime));
    }

    private static int number(Matcher shape, int group) {
        return shape.group(group) == null ? 0 : Integer.parseInt(shape.group(group));
    }

    private static int nanos(@org.jspecify.annotations.Nullable String fraction) {
        return fraction == null || fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    @Override
    public String toString() {
        return "MySqlTemporal";
    }
}
