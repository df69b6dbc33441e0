package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Goal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A workload as the report has it.
 *
 * @param name what subjects call it
 * @param operation what one operation is, for people
 * @param goals what this project should reach beside the limit or a peer, by name
 * @param server what it runs against
 * @param isStartUp whether each operation is the first one of a fresh process
 */
record MeasuredWorkload(String name, String operation, Map<String, Goal> goals, Server server, boolean isStartUp) {

    /** What a workload runs against. */
    enum Server {
        NONE,
        POSTGRES,
        H2,
        S3
    }

    private static final String BY_HAND = "tink";
    private static final Duration LATER = Duration.ofMillis(300);

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
            onPostgres("pass-through", "a row by id, no column encrypted", 0.98),
            onPostgres("insert", "a row inserted, four of eight columns encrypted", 0.9),
            onPostgres("batch-insert", "100 rows inserted in a batch", 0.7),
            onPostgres("select-by-id", "a row by id, all columns read", 0.95),
            onPostgres("select-by-name", "a row by the value of an encrypted column, all columns read", 0.95),
            onPostgres("scan", "1,000 rows, their four encrypted columns read", 0.55),
            onPostgres("update", "an encrypted column of a row by id", null),
            inH2("pass-through", "a row by id, no column encrypted", 0.9),
            inH2("insert", "a row inserted, four of eight columns encrypted", 0.3),
            inH2("batch-insert", "100 rows inserted in a batch", 0.35),
            inH2("select-by-id", "a row by id, all columns read", 0.5),
            inH2("select-by-name", "a row by the value of an encrypted column, all columns read", null),
            inH2("scan", "1,000 rows, their four encrypted columns read", 0.25),
            inH2("update", "an encrypted column of a row by id", null),
            startUp("pass-through", "a fresh process opens a connection and selects a row, no column encrypted"),
            startUp("select-by-id", "a fresh process opens a connection and selects a row, four columns encrypted"),
            onS3("s3.put", "64 MiB stored"),
            onS3("s3.get", "64 MiB read"));

    private static MeasuredWorkload inProcess(String name, String operation, Goal goal) {
        return new MeasuredWorkload(name, operation, Map.of(MeasuredSubject.LIMIT, goal), Server.NONE, false);
    }

    private static MeasuredWorkload onPostgres(String step, String operation, @Nullable Double speed) {
        return new MeasuredWorkload("jdbc." + step, "PostgreSQL, " + operation, goals(speed), Server.POSTGRES, false);
    }

    private static MeasuredWorkload inH2(String step, String operation, @Nullable Double speed) {
        return new MeasuredWorkload("h2." + step, "H2 in memory, " + operation, goals(speed), Server.H2, false);
    }

    /** Ahead of what is written by hand, in each. */
    private static Map<String, Goal> goals(@Nullable Double speed) {
        Map<String, Goal> goals = new TreeMap<>(Map.of(BY_HAND, Goal.speedAtLeast(1)));
        if (speed != null) {
            goals.put(MeasuredSubject.LIMIT, Goal.speedAtLeast(speed));
        }
        return goals;
    }

    private static MeasuredWorkload startUp(String step, String operation) {
        return new MeasuredWorkload(
                "start." + step,
                "PostgreSQL, " + operation,
                Map.of(MeasuredSubject.LIMIT, Goal.delayAtMost(LATER)),
                Server.POSTGRES,
                true);
    }

    private static MeasuredWorkload onS3(String name, String operation) {
        return new MeasuredWorkload(name, operation, Map.of(), Server.S3, false);
    }
}
