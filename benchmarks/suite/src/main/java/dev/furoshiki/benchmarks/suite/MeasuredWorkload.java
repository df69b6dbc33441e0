package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Goal;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.workload.KeyUse;
import dev.furoshiki.benchmarks.workload.StoreStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A workload as the report has it.
 *
 * @param name what subjects call it
 * @param operation what one operation is, for people
 * @param goals what this project should reach beside the limit or a peer, by name
 * @param server what it runs against
 * @param run in what kind of process
 */
record MeasuredWorkload(String name, String operation, Map<String, Goal> goals, Server server, Run run) {

    /** What a process of a subject is to be like. */
    enum Run {
        /** On one processor, for one thread. */
        TIED,
        /** Likewise, where an operation takes seconds. */
        TIED_AND_LONG,
        /** On all of them, for several threads or where others of the process do part of the work. */
        FREE,
        /** A fresh one for each operation, which on one processor would wait for its own compiler, as no user's does. */
        FRESH
    }

    /** What a workload runs against. */
    enum Server {
        NONE,
        POSTGRES,
        H2,
        S3
    }

    private static final String BY_HAND = "tink";
    private static final String CACHING_MANAGER = "aws-encryption-sdk";
    private static final String AMAZON_S3 = "s3-encryption-client";
    private static final Duration LATER = Duration.ofMillis(300);

    /** In the order in which they run. */
    static final List<MeasuredWorkload> ALL = Stream.of(ciphers(), keys(), databases(), startUps(), objects())
            .flatMap(List::stream)
            .toList();

    private static List<MeasuredWorkload> ciphers() {
        return List.of(
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
                        Goal.speedAtLeast(0.95)),
                inProcess(
                        "segment.open",
                        "a FLOE segment of 64 KiB opened; limit: AES-256-GCM alone",
                        Goal.speedAtLeast(0.95)));
    }

    private static List<MeasuredWorkload> databases() {
        return List.of(
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
                inH2("update", "an encrypted column of a row by id", null));
    }

    private static List<MeasuredWorkload> startUps() {
        return List.of(
                startUp("pass-through", "a fresh process opens a connection and selects a row, no column encrypted"),
                startUp("select-by-id", "a fresh process opens a connection and selects a row, four columns encrypted"),
                fresh(StoreStart.ONE_KEY, "a key service of one key opened, and a data key; limit: H2 opened and read"),
                fresh(
                        StoreStart.MANY_KEYS,
                        "a key service of 10,000 keys (short: 1,000) opened, and a data key; limit: H2 opened and read"));
    }

    private static List<MeasuredWorkload> objects() {
        return List.of(
                onS3("put-1k", "1 KiB stored", 0.8),
                onS3("get-1k", "1 KiB read", 0.8),
                onS3("put-1m", "1 MiB stored", 0.9),
                onS3("get-1m", "1 MiB read", 0.9),
                onS3("put-64m", "64 MiB stored", 0.9),
                onS3("get-64m", "64 MiB read", 0.9, Map.of(AMAZON_S3, Goal.speedAtLeast(10)), Run.TIED),
                onS3("put-64m-whole", "64 MiB stored in one request, which is not the default", 0.9),
                onS3("range-64k", "64 KiB somewhere in 64 MiB read", 0.8),
                onS3("async-put-64m", "64 MiB stored, by an asynchronous client", 0.9),
                onS3("async-put-64m-parts", "64 MiB stored in parts, by the plain client too", 0.9),
                onS3("async-get-64m", "64 MiB read, by an asynchronous client", 0.9),
                longOnS3("put-1g", "1 GiB stored"),
                longOnS3("get-1g", "1 GiB read"),
                longOnS3("async-put-1g", "1 GiB stored, by an asynchronous client"),
                longOnS3("async-get-1g", "1 GiB read, by an asynchronous client"));
    }

    private static List<MeasuredWorkload> keys() {
        List<MeasuredWorkload> keys = new ArrayList<>();
        for (int threads : new int[] {1, 2}) {
            keys.add(hit(KeyUse.HIT, threads, "leased to encrypt"));
            keys.add(hit(KeyUse.DECRYPT_HIT, threads, "leased to decrypt"));
        }
        for (int threads : new int[] {1, 2, 8}) {
            keys.add(durable(KeyUse.GENERATE_DATA_KEY, threads, "GenerateDataKey, audited"));
            keys.add(durable(KeyUse.DECRYPT, threads, "Decrypt, audited"));
            keys.add(durable(KeyUse.ENCRYPT, threads, "Encrypt, audited"));
            keys.add(durable(KeyUse.UNCACHED, threads, "a fresh data key through the cache"));
            keys.add(durable(KeyUse.AUDIT_APPEND, threads, "an audit record, those of one moment in one sync"));
            keys.add(durable(KeyUse.AUDIT_APPEND_EACH, threads, "an audit record, a sync for each"));
        }
        return keys;
    }

    private static MeasuredWorkload hit(String use, int threads, String leased) {
        return new MeasuredWorkload(
                use + "-" + threads,
                "a cached key " + leased + ", and given back, " + on(threads) + "; limit: a Caffeine read, with an age",
                Map.of(MeasuredSubject.LIMIT, Goal.speedAtLeast(0.6), CACHING_MANAGER, Goal.speedAtLeast(50)),
                Server.NONE,
                Run.FREE);
    }

    private static MeasuredWorkload durable(String use, int threads, String operation) {
        return new MeasuredWorkload(
                use + "-" + threads,
                operation + ", " + on(threads) + "; limit: as many bytes appended and synced",
                Map.of(),
                Server.NONE,
                Run.FREE);
    }

    private static String on(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    private static MeasuredWorkload fresh(String name, String operation) {
        return new MeasuredWorkload(name, operation, Map.of(), Server.NONE, Run.FRESH);
    }

    /** Whether each operation is the first one of a fresh process. */
    boolean isStartUp() {
        return run == Run.FRESH;
    }

    /** Whether its process is to have one processor, and no other process that one. */
    boolean isTied() {
        return run == Run.TIED || run == Run.TIED_AND_LONG;
    }

    /** How long it is to be measured, where that is asked of all. */
    Settings settings(Settings asked) {
        if (server == Server.S3) {
            return run == Run.TIED_AND_LONG ? asked.forLongOperations() : asked.forRequests();
        }
        return asked;
    }

    private static MeasuredWorkload inProcess(String name, String operation, Goal goal) {
        return new MeasuredWorkload(name, operation, Map.of(MeasuredSubject.LIMIT, goal), Server.NONE, Run.TIED);
    }

    private static MeasuredWorkload onPostgres(String step, String operation, @Nullable Double speed) {
        return new MeasuredWorkload(
                "jdbc." + step, "PostgreSQL, " + operation, goals(speed), Server.POSTGRES, Run.TIED);
    }

    private static MeasuredWorkload inH2(String step, String operation, @Nullable Double speed) {
        return new MeasuredWorkload("h2." + step, "H2 in memory, " + operation, goals(speed), Server.H2, Run.TIED);
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
                Run.FRESH);
    }

    private static MeasuredWorkload onS3(String step, String operation, double speed) {
        return onS3(step, operation, speed, Map.of(), Run.TIED);
    }

    private static MeasuredWorkload longOnS3(String step, String operation) {
        return onS3(step, operation, 0.9, Map.of(), Run.TIED_AND_LONG);
    }

    private static MeasuredWorkload onS3(
            String step, String operation, double speed, Map<String, Goal> besidePeers, Run run) {
        Map<String, Goal> goals = new TreeMap<>(besidePeers);
        goals.put(MeasuredSubject.LIMIT, Goal.speedAtLeast(speed));
        return new MeasuredWorkload("s3." + step, "S3Proxy, " + operation, goals, Server.S3, run);
    }
}
