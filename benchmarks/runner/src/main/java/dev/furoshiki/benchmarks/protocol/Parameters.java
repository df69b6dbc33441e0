package dev.furoshiki.benchmarks.protocol;

import java.util.Map;

/**
 * What a workload is told when it is opened.
 *
 * @param seed for everything random; equal for all subjects of a run
 * @param values endpoints and sizes by name
 */
public record Parameters(long seed, Map<String, String> values) {

    /** Told to the one process that prepares what fresh ones find, where start-up is measured. */
    public static final String PREPARE = "prepare";

    /** There, an existing folder for what the processes of a subject share, such as a key store. */
    public static final String STATE = "state";

    public Parameters {
        values = Map.copyOf(values);
    }

    /**
     * The value of that name.
     *
     * @throws IllegalArgumentException when the runner did not send it
     */
    public String require(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the runner sent no parameter '" + name + "', only " + values.keySet());
        }
        return value;
    }

    /** Whether this process prepares what fresh ones find. */
    public boolean isToPrepare() {
        return values.containsKey(PREPARE);
    }

    /** A number, or less of it where the runner sent less. */
    public long atMost(String name, long most) {
        String value = values.get(name);
        return value == null ? most : Math.min(most, Long.parseLong(value));
    }

    /** A number, or what to take where the runner sent none. */
    public int integer(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
