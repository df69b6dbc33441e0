package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Goal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workload as the report has it.
 *
 * @param name what subjects call it
 * @param operation what one operation is, for people
 * @param goal what subjects should reach beside the limit, if anything was promised
 * @param server what it runs against
 */
record MeasuredWorkload(
        String name, String operation, @Nullable Goal goal, Server server) {

    /** What a workload runs against. */
    enum Server {
        NONE,
        POSTGRES,
        S3
    }

    /** In the order in which they run. */
    static final List<MeasuredWorkload> ALL = List.of(
            inProcess(
                    "cell.seal",
                    "64 bytes sealed as a randomized cell; limit: AES-256-GCM alone",
                    Goal.timeAtMost(1.5)),
            inProcess(
                    "cell.open",
                    "a randomized cell of 64 bytes opened; limit: AES-256-GCM alone",
                    Goal.timeAtMost(1.5)),
            inProcess(
                    "segment.seal",
                    "64 KiB sealed as a FLOE segment; limit: AES-256-GCM alone",
                    Goal.speedAtLeast(0.9)),
            inProcess(
                    "segment.open",
                    "a FLOE segment of 64 KiB opened; limit: AES-256-GCM alone",
                    Goal.speedAtLeast(0.9)),
            inProcess(
                    "cache.encryption-key",
                    "a cached key leased to encrypt, and given back; limit: a Caffeine read",
                    Goal.speedAtLeast(0.5)),
            inProcess(
                    "cache.decryption-key",
                    "a cached key leased to decrypt, and given back; limit: a Caffeine read",
                    Goal.speedAtLeast(0.5)),
            onPostgres("jdbc.pass-through", "a row by id, no column encrypted"),
            onPostgres("jdbc.insert", "a row inserted, four of eight columns encrypted"),
            onPostgres("jdbc.batch-insert", "100 rows inserted in a batch"),
            onPostgres("jdbc.select-by-id", "a row by id, all columns read"),
            onPostgres("jdbc.scan", "1,000 rows, their four encrypted columns read"),
            onPostgres("jdbc.update", "an encrypted column of a row by id"),
            onS3("s3.put", "64 MiB stored"),
            onS3("s3.get", "64 MiB read"));

    private static MeasuredWorkload inProcess(String name, String operation, Goal goal) {
        return new MeasuredWorkload(name, operation, goal, Server.NONE);
    }

    private static MeasuredWorkload onPostgres(String name, String operation) {
        return new MeasuredWorkload(name, operation, null, Server.POSTGRES);
    }

    private static MeasuredWorkload onS3(String name, String operation) {
        return new MeasuredWorkload(name, operation, null, Server.S3);
    }
}
