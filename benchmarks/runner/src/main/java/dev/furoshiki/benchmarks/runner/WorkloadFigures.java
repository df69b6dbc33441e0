package dev.furoshiki.benchmarks.runner;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workload's part of a report.
 *
 * @param workload its name
 * @param operation what one operation is, for people
 * @param bytesPerOperation plaintext; 0 where a rate in bytes says nothing
 * @param limit the contender that the others are compared with
 * @param subject the contender that something was promised of; the rest are its peers
 * @param goals what the subject should reach beside the limit or a peer, by label
 * @param figures one a contender
 */
public record WorkloadFigures(
        String workload,
        String operation,
        long bytesPerOperation,
        String limit,
        String subject,
        Map<String, Goal> goals,
        List<Figure> figures) {

    /** What follows the limit's label where the limit also runs against itself. */
    public static final String AGAIN = "-again";

    public WorkloadFigures {
        goals = Map.copyOf(goals);
        figures = List.copyOf(figures);
    }

    /** In one line: every median, every ratio with its quartiles, and whether the goals were met. */
    public String summary() {
        return TextTable.line(this);
    }

    /** What the subject should reach beside another, if anything; nothing is promised of others. */
    @Nullable
    Goal goal(Figure figure, String other) {
        return figure.label().equals(subject) ? goals.get(other) : null;
    }

    /** Whom a figure is compared with besides the limit: the subject with its peers. */
    List<String> peersOf(Figure figure) {
        return figure.label().equals(subject)
                ? figure.beside().keySet().stream()
                        .filter(other -> !other.equals(limit) && !other.equals(limit + AGAIN))
                        .toList()
                : List.of();
    }

    /** Whether milliseconds more say more than a ratio does. */
    boolean isOfDelays() {
        Goal goal = goals.get(limit);
        return goal != null && goal.measure() == Goal.Measure.DELAY;
    }
}
