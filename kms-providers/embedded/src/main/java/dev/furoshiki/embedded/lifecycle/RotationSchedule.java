package dev.furoshiki.embedded.lifecycle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a key's material is rotated by itself. Immutable.
 *
 * @param periodDays 90 to 2,560
 * @param next in milliseconds
 */
public record RotationSchedule(int periodDays, Instant next) {

    /** One that begins now. */
    public static RotationSchedule from(Instant now, int periodDays) {
        return new RotationSchedule(periodDays, now.plus(periodDays, ChronoUnit.DAYS));
    }

    /** After a rotation that was due: a store that was closed for several periods does not catch up. */
    RotationSchedule after(Instant now) {
        Instant regular = next.plus(periodDays, ChronoUnit.DAYS);
        return regular.isAfter(now) ? new RotationSchedule(periodDays, regular) : from(now, periodDays);
    }
}
