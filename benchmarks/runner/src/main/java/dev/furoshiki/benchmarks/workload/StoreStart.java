package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import java.util.Set;

/** The workloads of a fresh process that opens a store of keys and uses one. */
public final class StoreStart {

    /** With that key alone. */
    public static final String ONE_KEY = "start.one-key";

    /** With many more. */
    public static final String MANY_KEYS = "start.many-keys";

    private static final int MANY = 10_000;

    private StoreStart() {}

    public static Set<String> names() {
        return Set.of(ONE_KEY, MANY_KEYS);
    }

    /** How many keys the store has. */
    public static int keys(String workload, Parameters parameters) {
        return workload.equals(ONE_KEY) ? 1 : parameters.integer("keys", MANY);
    }
}
