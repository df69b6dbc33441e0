package dev.furoshiki.benchmarks.protocol;

import java.util.Set;

/**
 * Something to be measured: a product, or the limit that products are measured against. A module offers one through
 * {@link java.util.ServiceLoader}, and {@link SubjectProcess} serves it.
 *
 * <p>Used by one thread.
 */
public interface Subject {

    /** A short name for tables, such as {@code limits}. */
    String name();

    /** The workloads it can run. Equal names in two subjects must mean equal work as far as a user can see. */
    Set<String> workloads();

    /**
     * Prepares one of {@link #workloads()}: connects, creates tables, fills them.
     *
     * @throws Exception whatever went wrong; the runner reports it and goes on with the other subjects
     */
    Workload open(String workload, Parameters parameters) throws Exception;
}
