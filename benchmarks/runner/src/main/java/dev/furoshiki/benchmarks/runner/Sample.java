package dev.furoshiki.benchmarks.runner;

/**
 * What one round of one contender measured.
 *
 * @param fork which start of the process, from 0
 * @param round which round of that process, from 0
 * @param turn at which place in the round it ran, from 0
 * @param operations how many were performed
 * @param nanos wall-clock time of all of them
 * @param allocatedBytes by whom the workload counts, for all of them
 */
public record Sample(int fork, int round, int turn, long operations, long nanos, long allocatedBytes) {

    public double nanosPerOperation() {
        return (double) nanos / operations;
    }

    public double allocatedBytesPerOperation() {
        return (double) allocatedBytes / operations;
    }

    boolean besides(Sample other) {
        return fork == other.fork && round == other.round;
    }
}
