package dev.furoshiki.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The configurations among which it is a matter of choice: of any other, one of these is as good in everything that one looks at, and
 * better in something. Stateless.
 */
public final class ParetoFront {

    private ParetoFront() {}

    /**
     * Those of a number of findings, by their first objective; of several with the same figures, the first.
     *
     * @param objectives one or more
     */
    public static List<Finding> of(List<Finding> findings, List<Objective> objectives) {
        List<Finding> front = new ArrayList<>();
        for (Finding candidate : findings) {
            boolean isBeaten = findings.stream().anyMatch(other -> isBetter(other, candidate, objectives))
                    || front.stream().anyMatch(known -> isNoWorse(known, candidate, objectives));
            if (!isBeaten) {
                front.add(candidate);
            }
        }
        front.sort(Comparator.comparingDouble(objectives.get(0)::of));
        return front;
    }

    private static boolean isBetter(Finding one, Finding other, List<Objective> objectives) {
        return isNoWorse(one, other, objectives)
                && objectives.stream().anyMatch(objective -> objective.of(one) < objective.of(other));
    }

    private static boolean isNoWorse(Finding one, Finding other, List<Objective> objectives) {
        return objectives.stream().allMatch(objective -> objective.of(one) <= objective.of(other));
    }
}
