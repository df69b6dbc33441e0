package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each of the application's parameters goes, and each literal that stands behind them: worked out once for a plan, since
 * every statement prepared by it asks. Positions (the application's) and indexes (the sent statement's) count from 1. Immutable.
 */
public final class ParameterLayout {

    /**
     * One column that a value is for, and the sent parameters that carry it.
     *
     * @param number among all targets of a layout, from 0
     * @param cells where the value goes as a cell
     * @param indexes where its equality index goes
     * @param arrays where an array goes, each element of it as what is compared with the column
     */
    public record Target(
            int number,
            EncryptedColumn column,
            ParameterUse use,
            List<Integer> cells,
            List<Integer> indexes,
            List<Integer> arrays) {

        public Target {
            cells = List.copyOf(cells);
            indexes = List.copyOf(indexes);
            arrays = List.copyOf(arrays);
        }
    }

    private final List<ParameterBinding> bindings;
    private final int applicationParameters;
    private final List<List<Integer>> plainIndexes;
    private final List<List<Target>> targets;
    private final int targetCount;

    /**
     * @param bindings what each parameter of the sent statement carries, in order
     * @param applicationParameters how many the application sees
     * @param literals how many were taken out of the text
     */
    public ParameterLayout(List<ParameterBinding> bindings, int applicationParameters, int literals) {
        this.bindings = List.copyOf(bindings);
        this.applicationParameters = applicationParameters;
        List<Carriers> byPosition = carriers(applicationParameters + literals);
        List<List<Target>> made = new ArrayList<>();
        int count = 0;
        for (Carriers carriers : byPosition) {
            List<Target> here = carriers.targets(count);
            made.add(here);
            count += here.size();
        }
        this.plainIndexes =
                byPosition.stream().map(carriers -> List.copyOf(carriers.plain)).toList();
        this.targets = List.copyOf(made);
        this.targetCount = count;
    }

    private List<Carriers> carriers(int positions) {
        List<Carriers> byPosition = new ArrayList<>();
        for (int i = 0; i < positions; i++) {
            byPosition.add(new Carriers());
        }
        int index = 0;
        for (ParameterBinding binding : bindings) {
            byPosition.get(binding.position() - 1).add(binding, ++index);
        }
        return byPosition;
    }

    /** What each parameter of the sent statement carries, in order. */
    public List<ParameterBinding> bindings() {
        return bindings;
    }

    /** How many parameters the application sees. */
    public int applicationParameters() {
        return applicationParameters;
    }

    /** The encrypted columns that the value of a position is for; the literals' positions are behind the parameters'. */
    public List<Target> targets(int position) {
        return targets.get(position - 1);
    }

    /** The sent parameters that carry the value of a position as it stands. */
    public List<Integer> plainIndexes(int position) {
        return plainIndexes.get(position - 1);
    }

    /** How many positions there are: parameters and literals. */
    public int positions() {
        return targets.size();
    }

    /** How many targets there are at all positions together. */
    public int targetCount() {
        return targetCount;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParameterLayout that
                && bindings.equals(that.bindings)
                && applicationParameters == that.applicationParameters
                && positions() == that.positions();
    }

    @Override
    public int hashCode() {
        return 31 * bindings.hashCode() + applicationParameters;
    }

    @Override
    public String toString() {
        return "ParameterLayout" + bindings;
    }

    /** The sent parameters that one position's value goes into, as they are found. */
    private static final class Carriers {

        private record Purpose(EncryptedColumn column, ParameterUse use) {}

        private record Indexes(List<Integer> cells, List<Integer> indexes, List<Integer> arrays) {}

        private final List<Integer> plain = new ArrayList<>();
        private final Map<Purpose, Indexes> encrypted = new LinkedHashMap<>();

        void add(ParameterBinding binding, int index) {
            if (binding instanceof ParameterBinding.Cell cell) {
                of(cell.column(), cell.use()).cells.add(index);
            } else if (binding instanceof ParameterBinding.EqualityIndex equality) {
                of(equality.column(), equality.use()).indexes.add(index);
            } else if (binding instanceof ParameterBinding.ComparedArray array) {
                of(array.column(), ParameterUse.COMPARED).arrays.add(index);
            } else {
                plain.add(index);
            }
        }

        private Indexes of(EncryptedColumn column, ParameterUse use) {
            return encrypted.computeIfAbsent(
                    new Purpose(column, use),
                    purpose -> new Indexes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        }

        List<Target> targets(int firstNumber) {
            List<Target> targets = new ArrayList<>();
            encrypted.forEach((purpose, found) -> targets.add(new Target(
                    firstNumber + targets.size(),
                    purpose.column,
                    purpose.use,
                    found.cells,
                    found.indexes,
                    found.arrays)));
            return List.copyOf(targets);
        }
    }
}
