package dev.furoshiki.benchmarks.tuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations of which each has another combination of values. Immutable. */
public final class Grid {

    /** What comes to more than this is a mistake, or to be tried in parts. */
    private static final int MOST = 100_000;

    private final Map<Knob, List<String>> values;

    private Grid(Map<Knob, List<String>> values) {
        this.values = values;
    }

    /**
     * Of settings and their values: {@code maxAge=1m,5m,15m; maxMessages=10000,1000000; nodes=1,100}.
     *
     * @throws IllegalArgumentException when it is no such text, or names what is no setting
     */
    public static Grid parse(String text) {
        Map<Knob, List<String>> values = new LinkedHashMap<>();
        for (String setting : text.split(";", -1)) {
            String[] sides = setting.strip().split("=", -1);
            if (sides.length == 1 && sides[0].isEmpty()) {
                continue;
            }
            if (sides.length != 2 || sides[1].isBlank()) {
                throw new IllegalArgumentException(
                        "a setting is a name, =, and values with commas between, not '" + setting.strip() + "'");
            }
            List<String> all =
                    List.of(sides[1].split(",", -1)).stream().map(String::strip).toList();
            if (values.put(Knob.named(sides[0].strip()), all) != null) {
                throw new IllegalArgumentException(sides[0].strip() + " is there twice");
            }
        }
        return new Grid(values);
    }

    /** What has more than one value, in the order in which it was said. */
    public List<Knob> varied() {
        return values.entrySet().stream()
                .filter(setting -> setting.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Each combination, set in that configuration; the last setting changes first.
     *
     * @throws IllegalArgumentException when a value is out of its range, or there are too many combinations
     */
    public List<Configuration> over(Configuration base) {
        List<Configuration> combinations = List.of(base);
        for (Map.Entry<Knob, List<String>> setting : values.entrySet()) {
            List<Configuration> further = new ArrayList<>();
            for (Configuration before : combinations) {
                for (String value : setting.getValue()) {
                    further.add(setting.getKey().set(before, value));
                }
            }
            if (further.size() > MOST) {
                throw new IllegalArgumentException(
                        "the grid has more than " + MOST + " configurations: leave some out");
            }
            combinations = further;
        }
        return combinations;
    }
}
