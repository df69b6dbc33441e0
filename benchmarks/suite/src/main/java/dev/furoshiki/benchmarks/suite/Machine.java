package dev.furoshiki.benchmarks.suite;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the figures were measured on, and how processes are tied to its processors. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** By name, for the report. */
    static Map<String, String> description() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", processor() + ", " + processors() + " of them");
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        // What else ran when this began: a busy machine is the first thing to look for behind an odd figure.
        facts.put("load at the start", load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load));
        facts.put("pinned", pins() ? "servers to processor 0, subjects to processor 1" : "no");
        return facts;
    }

    /** What stands before the command of a server. */
    static List<String> serverPrefix() {
        return pins() ? List.of("taskset", "-c", "0") : List.of();
    }

    /** What stands before the command of a process that is tied from its beginning. */
    static List<String> subjectPrefix() {
        return pins() ? List.of("taskset", "-c", "1") : List.of();
    }

    /** What ties a subject that runs, when the number of its process is put behind it. */
    static List<String> subjectTie() {
        return pins() ? List.of("taskset", "-a", "-c", "-p", "1") : List.of();
    }

    private static boolean pins() {
        return processors() >= 2
                && Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String processor() {
        String otherwise = System.getProperty("os.arch");
        if (!Files.isReadable(CPU_INFO)) {
            return otherwise;
        }
        try {
            return Files.readAllLines(CPU_INFO, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(otherwise);
        } catch (IOException unreadable) {
            return otherwise;
        }
    }
}
