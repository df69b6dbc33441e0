package dev.furoshiki.jdbc.sql.parse;

/** The units of time that MySQL and H2 write as words: {@code INTERVAL 1 DAY}, {@code TIMESTAMPADD(DAY, 1, t)}. Stateless. */
final class TimeUnits {

    private TimeUnits() {}

    static boolean isOne(String word) {
        return switch (word) {
            case "MICROSECOND",
                    "SECOND",
                    "MINUTE",
                    "HOUR",
                    "DAY",
                    "WEEK",
                    "MONTH",
                    "QUARTER",
                    "YEAR",
                    "SECOND_MICROSECOND",
                    "MINUTE_MICROSECOND",
                    "MINUTE_SECOND",
                    "HOUR_MICROSECOND",
                    "HOUR_SECOND",
                    "HOUR_MINUTE",
                    "DAY_MICROSECOND",
                    "DAY_SECOND",
                    "DAY_MINUTE",
                    "DAY_HOUR",
                    "YEAR_MONTH" -> true;
            default -> false;
        };
    }

    /** What H2 has beyond them. */
    static boolean isOneOfH2(String word) {
        return switch (word) {
            case "MILLISECOND",
                    "NANOSECOND",
                    "EPOCH",
                    "DOW",
                    "DOY",
                    "DAYOFMONTH",
                    "DAYOFWEEK",
                    "DAYOFYEAR",
                    "DAY_OF_MONTH",
                    "DAY_OF_WEEK",
                    "DAY_OF_YEAR",
                    "ISO_WEEK",
                    "ISO_YEAR",
                    "ISO_DAY_OF_WEEK",
                    "CENTURY",
                    "DECADE",
                    "MILLENNIUM" -> true;
            default -> false;
        };
    }
}
