package dev.furoshiki.benchmarks.protocol;

/** One prepared workload of one subject. Used by one thread; closed once. */
public interface Workload {

    /**
     * Performs operations one after the other. The loop is in here, so that an operation of a few nanoseconds is not
     * measured together with a call that the compiler could not see through.
     *
     * @return something that depends on every result, so that no operation can be optimised away
     */
    long run(long operations) throws Exception;

    /** How many plaintext bytes one operation moves; 0 where a rate in bytes would say nothing. */
    default long bytesPerOperation() {
        return 0;
    }

    /**
     * How many bytes were allocated so far, by all who work for it: unless it has threads of its own, by the one that asks, which is
     * the one that calls {@link #run}.
     */
    default long allocatedBytes() {
        return Allocation.ofThisThread();
    }

    /** Releases what it held, servers' tables and objects included. */
    default void close() throws Exception {}
}
