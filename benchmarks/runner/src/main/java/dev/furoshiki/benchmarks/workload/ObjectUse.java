package dev.furoshiki.benchmarks.workload;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A workload on one object of an S3 store: its name is that of what is done and of how much, as in {@code s3.put-64m} or, by an
 * asynchronous client, {@code s3.async-put-64m}.
 *
 * @param operation what is done with it
 * @param isAsync by which kind of client
 * @param objectBytes the object's length
 * @param requests in how many requests a body is sent
 */
public record ObjectUse(Operation operation, boolean isAsync, long objectBytes, Requests requests) {

    /** What is done with an object. */
    public enum Operation {
        /** All of it is stored. */
        PUT,
        /** All of it is read. */
        GET,
        /** {@value ObjectUse#RANGE_BYTES} bytes are read, at a random place. */
        RANGE
    }

    /** In how many requests a body is sent. */
    public enum Requests {
        /** As each client does by default. */
        BY_DEFAULT,
        /** In one, though the client would send parts. */
        ONE,
        /** In parts, though the client would send one. */
        PARTS
    }

    static final int RANGE_BYTES = 64 << 10;

    private static final String PREFIX = "s3.";
    private static final String ASYNC_PREFIX = "s3.async-";
    private static final long LONG_OBJECT_BYTES = 64L << 20;
    private static final Map<String, Long> SIZES =
            new TreeMap<>(Map.of("1k", 1L << 10, "1m", 1L << 20, "64m", LONG_OBJECT_BYTES, "1g", 1L << 30));
    private static final Map<String, ObjectUse> ALL = all();

    private static Map<String, ObjectUse> all() {
        Map<String, ObjectUse> all = new TreeMap<>();
        for (Operation operation : List.of(Operation.PUT, Operation.GET)) {
            String name = operation.name().toLowerCase(Locale.ROOT) + "-";
            SIZES.forEach((size, bytes) -> all.put(PREFIX + name + size, byDefault(operation, false, bytes)));
            for (String size : List.of("64m", "1g")) {
                all.put(ASYNC_PREFIX + name + size, byDefault(operation, true, SIZES.getOrDefault(size, 0L)));
            }
        }
        all.put(PREFIX + "range-64k", byDefault(Operation.RANGE, false, LONG_OBJECT_BYTES));
        all.put(PREFIX + "put-64m-whole", new ObjectUse(Operation.PUT, false, LONG_OBJECT_BYTES, Requests.ONE));
        all.put(ASYNC_PREFIX + "put-64m-parts", new ObjectUse(Operation.PUT, true, LONG_OBJECT_BYTES, Requests.PARTS));
        return all;
    }

    private static ObjectUse byDefault(Operation operation, boolean isAsync, long bytes) {
        return new ObjectUse(operation, isAsync, bytes, Requests.BY_DEFAULT);
    }

    /** Of all these workloads. */
    public static Set<String> names() {
        return Set.copyOf(ALL.keySet());
    }

    /**
     * What a name says.
     *
     * @throws IllegalArgumentException when there is no such workload
     */
    public static ObjectUse of(String workload) {
        ObjectUse use = ALL.get(workload);
        if (use == null) {
            throw new IllegalArgumentException("no S3 workload '" + workload + "', only " + ALL.keySet());
        }
        return use;
    }

    /** How much of the object one operation moves. */
    long operationBytes(long objectBytes) {
        return operation == Operation.RANGE ? Math.min(RANGE_BYTES, objectBytes) : objectBytes;
    }
}
