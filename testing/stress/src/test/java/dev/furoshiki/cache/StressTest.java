package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jcstress tests in a process of their own: short in a build, at jcstress's own full size with {@code -Psoak}. */
class StressTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final long MINUTES = 20;

    /** One JVM for each test, with a heap that costs little to have, and one round of 100 ms. */
    private static final List<String> SHORT = List.of(
            "-f",
            "1",
            "-iters",
            "1",
            "-time",
            "100",
            "-sc",
            "false",
            "-hs",
            "64",
            "-pth",
            "false",
            "-jvmArgs",
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=4");

    /**
     * For jcstress itself and the thirty JVMs that it asks which options there are, one after the other. Those that test have both
     * compilers: what is said on the command line goes before.
     */
    private static final String PROBING = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    @Test
    @Timeout(value = MINUTES, unit = TimeUnit.MINUTES)
    void nothingForbiddenHappens(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                "dev.furoshiki.cache",
                "-r",
                folder.resolve("report").toString()));
        if (!SOAK) {
            command.addAll(SHORT);
        }
        Path output = folder.resolve("output");
        ProcessBuilder jcstress = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        if (!SOAK) {
            jcstress.environment().put("JDK_JAVA_OPTIONS", PROBING);
        }
        Process process = jcstress.start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        String results = printed.substring(Math.max(0, printed.indexOf("RUN RESULTS")));
        System.out.println(results);
        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(results)
                .contains("Failed tests: No matches.")
                .contains("Error tests: No matches.")
                .contains("matching test results");
    }
}
