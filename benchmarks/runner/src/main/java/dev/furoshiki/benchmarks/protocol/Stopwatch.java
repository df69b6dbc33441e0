package dev.furoshiki.benchmarks.protocol;

/** Measures a workload on the calling thread: for a number of operations, or for about so long. */
final class Stopwatch {

    /** A round is at least about so many batches, so that it ends close to when it should. */
    private static final int BATCHES = 16;

    /** So that a workload that does nothing does not count past a long. */
    private static final long MOST_OPERATIONS = 1L << 30;

    /**
     * What a run took.
     *
     * @param operations how many were performed
     * @param nanos wall-clock time
     * @param allocatedBytes by all who worked for it
     * @param sum of what the workload returned: it leaves the process, so that the compiler has to produce it
     */
    record Measured(long operations, long nanos, long allocatedBytes, long sum) {}

    Measured operations(Workload workload, long operations) throws Exception {
        long allocated = workload.allocatedBytes();
        long started = System.nanoTime();
        long sum = workload.run(operations);
        long nanos = System.nanoTime() - started;
        return new Measured(operations, nanos, workload.allocatedBytes() - allocated, sum);
    }

    Measured nanos(Workload workload, long atLeastNanos) throws Exception {
        long allocated = workload.allocatedBytes();
        long operations = 0;
        long sum = 0;
        long batch = 1;
        long started = System.nanoTime();
        long before = started;
        long now = started;
        while (now - started < atLeastNanos) {
            sum += workload.run(batch);
            operations += batch;
            now = System.nanoTime();
            if ((now - before) * BATCHES < atLeastNanos && batch < MOST_OPERATIONS) {
                batch *= 2;
            }
            before = now;
        }
        return new Measured(operations, now - started, workload.allocatedBytes() - allocated, sum);
    }
}
