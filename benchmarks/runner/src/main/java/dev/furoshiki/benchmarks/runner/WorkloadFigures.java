package dev.furoshiki.benchmarks.runner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workload's part of a report.
 *
 * @param workload its name
 * @param operation what one operation is, for people
 * @param bytesPerOperation plaintext; 0 where a rate in bytes says nothing
 * @param limit the contender that the others are compared with
 * @param goal what the others should reach, if anything was promised
 * @param figures one a contender
 */
public record WorkloadFigures(
        String workload,
        String operation,
        long bytesPerOperation,
        String limit,
        @Nullable Goal goal,
        List<Figure> figures) {

    /** What follows the limit's label where the limit also runs against itself; no goal is meant for that. */
    public static final String AGAIN = "-again";

    /** In one line: every median, every ratio with its quartiles, and whether the goal was met. */
    public String summary() {
        return TextTable.line(this);
    }

    @Nullable
    Goal goalOf(Figure figure) {
        return figure.label().equals(limit + AGAIN) ? null : goal;
    }
}
