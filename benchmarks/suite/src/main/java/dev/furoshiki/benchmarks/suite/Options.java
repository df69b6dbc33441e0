package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What to measure, and how.
 *
 * @param folder {@code benchmarks/}, where the built modules are and the report goes
 * @param settings how long
 * @param only regular expressions of workloads' names; empty for all
 * @param subjects regular expressions of subjects' names; empty for all
 * @param noise whether the limit runs against itself too
 * @param seed of everything random
 */
record Options(Path folder, Settings settings, List<Pattern> only, List<Pattern> subjects, boolean noise, long seed) {

    /** What the micro-benchmarks are called where workloads are chosen. */
    static final String JMH = "jmh";

    private static final String DEFAULT_SEED = "42";

    /**
     * From system properties, as benchmarks/README.md has them.
     *
     * @throws IllegalArgumentException when one has no meaning
     */
    static Options of(Properties properties) {
        String folder = properties.getProperty("furoshiki.bench.folder", "benchmarks");
        String seed = text(properties, "furoshiki.bench.seed", DEFAULT_SEED);
        try {
            return new Options(
                    Path.of(folder).toAbsolutePath().normalize(),
                    Settings.named(text(properties, "benchmarks", "short")),
                    patterns("furoshiki.bench", properties),
                    patterns("furoshiki.bench.subjects", properties),
                    Boolean.parseBoolean(text(properties, "furoshiki.bench.noise", "false")),
                    Long.parseLong(seed));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("furoshiki.bench.seed is a number, not " + seed, noNumber);
        }
    }

    /** Whether the workload of that name was asked for. */
    boolean includes(String name) {
        return matches(only, name);
    }

    /** Whether the subject of that name was asked for; the limit always is, since the others are compared with it. */
    boolean includesSubject(String name) {
        return name.equals(MeasuredSubject.LIMIT) || matches(subjects, name);
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Those asked for. */
    List<MeasuredWorkload> workloads() {
        return MeasuredWorkload.ALL.stream()
                .filter(workload -> includes(workload.name()))
                .toList();
    }

    /**
     * Complains where nothing was asked for.
     *
     * @throws IllegalArgumentException that names what there is
     */
    void requireSomething() {
        if (workloads().isEmpty() && !includes(JMH)) {
            throw new IllegalArgumentException("furoshiki.bench=" + only + " names no workload; there are "
                    + MeasuredWorkload.ALL.stream().map(MeasuredWorkload::name).toList() + " and " + JMH);
        }
    }

    private static List<Pattern> patterns(String property, Properties properties) {
        try {
            return Arrays.stream(text(properties, property, "").split(",", -1))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .map(Pattern::compile)
                    .toList();
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    property + " is a comma-separated list of regular expressions: " + malformed.getMessage(),
                    malformed);
        }
    }

    /** Maven passes what nobody set as the empty string. */
    private static String text(Properties properties, String name, String otherwise) {
        String value = properties.getProperty(name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
