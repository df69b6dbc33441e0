package dev.furoshiki.audit;

import java.time.Duration;

/**
 * When an audit log begins another file, signs a checkpoint, and tells its anchor. Immutable.
 *
 * @param maxFileBytes a file of that many bytes or more is followed by another
 * @param maxFileAge likewise of that age, counted from its first line
 * @param checkpointRecords after so many records a checkpoint is signed
 * @param checkpointInterval a record waits no longer for a checkpoint that covers it
 * @param groupRecords how many records share a sync of the disk at most, 1 to 1,024; 1 syncs for each
 * @param anchorInterval how often the anchor is told at most; nothing is acknowledged while something that was
 *     acknowledged twice as long ago is not anchored, unless the anchor is away. Zero: while the group of records before is not
 */
public record AuditPolicy(
        long maxFileBytes,
        Duration maxFileAge,
        int checkpointRecords,
        Duration checkpointInterval,
        int groupRecords,
        Duration anchorInterval) {

    /** Which, each as long as a record may be, are together still shorter than an array can be. */
    private static final int MOST_RECORDS_OF_A_GROUP = 1024;

    // Above those that are made of it.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** 64 MiB or 30 days a file; a checkpoint for 1,000 records or a minute; groups of 1,024; the anchor each 50 ms. */
    public static final AuditPolicy DEFAULT = new AuditPolicy(
            64L * 1024 * 1024, Duration.ofDays(30), 1000, Duration.ofMinutes(1), 1024, Duration.ofMillis(50));

    /**
     * Checks each.
     *
     * @throws IllegalArgumentException when a limit is out of range
     */
    public AuditPolicy {
        if (maxFileBytes < 1) {
            throw new IllegalArgumentException("a file has 1 byte or more, not " + maxFileBytes);
        }
        if (checkpointRecords < 1 || groupRecords < 1) {
            throw new IllegalArgumentException("checkpoints and groups are of 1 record or more, not of "
                    + checkpointRecords + " and " + groupRecords);
        }
        if (groupRecords > MOST_RECORDS_OF_A_GROUP) {
            throw new IllegalArgumentException(
                    "a group has at most " + MOST_RECORDS_OF_A_GROUP + " records, not " + groupRecords);
        }
        requirePositive("a file's age", maxFileAge);
        requirePositive("the interval of checkpoints", checkpointInterval);
        if (anchorInterval.isNegative() || anchorInterval.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("the anchor is told every 0 to 60 s, not " + anchorInterval);
        }
    }

    public AuditPolicy withMaxFileBytes(long bytes) {
        return new AuditPolicy(bytes, maxFileAge, checkpointRecords, checkpointInterval, groupRecords, anchorInterval);
    }

    public AuditPolicy withMaxFileAge(Duration age) {
        return new AuditPolicy(maxFileBytes, age, checkpointRecords, checkpointInterval, groupRecords, anchorInterval);
    }

    public AuditPolicy withCheckpoints(int records, Duration interval) {
        return new AuditPolicy(maxFileBytes, maxFileAge, records, interval, groupRecords, anchorInterval);
    }

    public AuditPolicy withGroupRecords(int records) {
        return new AuditPolicy(
                maxFileBytes, maxFileAge, checkpointRecords, checkpointInterval, records, anchorInterval);
    }

    public AuditPolicy withAnchorInterval(Duration interval) {
        return new AuditPolicy(maxFileBytes, maxFileAge, checkpointRecords, checkpointInterval, groupRecords, interval);
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " is more than nothing and at most 100 years, not " + duration);
        }
    }
}
