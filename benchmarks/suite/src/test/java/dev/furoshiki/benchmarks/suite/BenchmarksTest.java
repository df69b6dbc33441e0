package dev.furoshiki.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.benchmarks.runner.SubjectModule;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything once, with the modules that were built before this one, and too short for the figures to mean anything. */
@Timeout(300)
class BenchmarksTest {

    private static final Path MODULES = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void aRunPrintsALineAWorkloadAndATableAndWritesTheReport() throws Exception {
        link("limits", SubjectModule.CLASS_PATH_FILE);
        link("furoshiki", SubjectModule.CLASS_PATH_FILE);
        link("jmh", SubjectModule.MICRO_CLASS_PATH_FILE);
        String printed = run(0, "cell.seal,s3.put-1k,jmh", true);

        assertThat(printed.lines().filter(line -> line.matches("(cell|s3)\\.\\S+ +limits .*")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains(", limits-again ", ", furoshiki "));
        assertThat(printed)
                .containsPattern(
                        "(?m)^cell.seal .*, limits-again [^:]+ of the speed, furoshiki [^:]+ time <= 1.5 \\(is [0-9.]+\\): (met|MISSED)$");
        assertThat(printed)
                .contains("RandomizedCell.seal", "CachedKey.bareCaffeine", "PreparedStatements.overEncrypted");
        assertThat(printed).contains(read("figures.txt"));
        List<String> labels = List.of("limits", "limits-again", "furoshiki");
        assertThat(labels()).containsOnly(Map.entry("cell.seal", labels), Map.entry("s3.put-1k", labels));
        JsonObject micro =
                JsonParser.parseString(read("jmh.json")).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(micro.get("benchmark").getAsString()).startsWith("dev.furoshiki.benchmarks.micro.");
    }

    @Test
    void thePeersStandInTheSameReport() throws Exception {
        link("limits", SubjectModule.CLASS_PATH_FILE);
        link("furoshiki", SubjectModule.CLASS_PATH_FILE);
        link("tink", SubjectModule.CLASS_PATH_FILE);
        link("aws-encryption-sdk", SubjectModule.CLASS_PATH_FILE);
        String printed =
                run(0, "jdbc.select-by-name,start.select-by-id,keys.hit-2,audit.append-8,start.one-key", false);

        assertThat(printed)
                .containsPattern(
                        "(?m)^jdbc.select-by-name .*, furoshiki .* speed >= 0.95: \\w+, [0-9.]+ times tink, tink .*$")
                .containsPattern("(?m)^ +beside tink +[0-9.]+ .* speed >= 1.0: (met|MISSED)$")
                .containsPattern("(?m)^start.select-by-id .*, furoshiki .* at most 300 ms later \\(is [-+0-9]+ ms ");
        assertThat(printed)
                .containsPattern(
                        "(?m)^keys.hit-2 .*, furoshiki .* speed >= 0.6: \\w+, [0-9.]+ times aws-encryption-sdk")
                .containsPattern("(?m)^ +beside aws-encryption-sdk +[0-9.]+ .* speed >= 50.0: (met|MISSED)$");
        List<String> alone = List.of("limits", "furoshiki");
        List<String> labels = List.of("limits", "furoshiki", "tink");
        assertThat(labels())
                .containsOnly(
                        Map.entry("jdbc.select-by-name", labels),
                        Map.entry("start.select-by-id", labels),
                        Map.entry("keys.hit-2", List.of("limits", "aws-encryption-sdk", "furoshiki")),
                        Map.entry("audit.append-8", alone),
                        Map.entry("start.one-key", alone));
    }

    /** Of the contenders, by workload. */
    private Map<String, List<String>> labels() throws IOException {
        Map<String, List<String>> labels = new TreeMap<>();
        for (JsonElement element :
                JsonParser.parseString(read("figures.json")).getAsJsonObject().getAsJsonArray("workloads")) {
            JsonObject workload = element.getAsJsonObject();
            labels.put(
                    workload.get("workload").getAsString(),
                    StreamSupport.stream(workload.getAsJsonArray("figures").spliterator(), false)
                            .map(figure -> figure.getAsJsonObject().get("label").getAsString())
                            .toList());
        }
        return labels;
    }

    @Test
    void aSubjectThatFailsMakesTheRunFailAndTheOthersAreMeasured() throws Exception {
        link("limits", SubjectModule.CLASS_PATH_FILE);
        link("furoshiki", SubjectModule.CLASS_PATH_FILE);
        // It still says what it can do, and then lacks the class to do it with.
        Path classPath = folder.resolve("furoshiki/target/" + SubjectModule.CLASS_PATH_FILE);
        Files.writeString(
                classPath,
                String.join(
                        File.pathSeparator,
                        Arrays.stream(Files.readString(classPath).split(File.pathSeparator, -1))
                                .filter(entry -> !entry.contains("kms-providers"))
                                .toList()));
        String printed = run(1, "cell.seal", false);
        assertThat(printed).containsPattern("(?m)^cell.seal +limits [0-9.]+ .*, furoshiki FAILED$");
        assertThat(printed).contains("NoClassDefFoundError");
    }

    @Test
    void aMicroBenchmarkThatFailsMakesTheRunFail() throws Exception {
        Path target = Files.createDirectories(folder.resolve("jmh/target"));
        Files.writeString(target.resolve(SubjectModule.MICRO_CLASS_PATH_FILE), "nowhere.jar");
        assertThat(run(1, "jmh", false)).contains("jmh failed: JMH ended with exit code 1", "org.openjdk.jmh.Main");
    }

    @Test
    void withoutTheLimitNothingIsMeasured() throws Exception {
        link("furoshiki", SubjectModule.CLASS_PATH_FILE);
        assertThatThrownBy(() -> run(0, "cell.seal", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the subjects are [furoshiki]; there must be 'limits' and another");
        link("limits", SubjectModule.CLASS_PATH_FILE);
        copy("limits", "limits-of-old");
        assertThatThrownBy(() -> run(0, "cell.seal", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two modules hold a subject of one name: [limits, limits, furoshiki]");
    }

    private String run(int exitCode, String only, boolean noise) throws IOException, InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("benchmarks", "smoke");
        properties.setProperty("furoshiki.bench.folder", folder.toString());
        properties.setProperty("furoshiki.bench", only);
        properties.setProperty("furoshiki.bench.noise", Boolean.toString(noise));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = new Benchmarks(Options.of(properties), new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isEqualTo(exitCode);
        return text;
    }

    private String read(String report) throws IOException {
        return Files.readString(folder.resolve("target/report").resolve(report), StandardCharsets.UTF_8);
    }

    /** A module of the build, in this test's own folder: its class path file says where all the rest is. */
    private void link(String module, String classPathFile) throws IOException {
        Path target = Files.createDirectories(folder.resolve(module).resolve("target"));
        Path built = MODULES.resolve(module).resolve("target");
        Files.writeString(
                target.resolve(classPathFile),
                built.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(built.resolve(classPathFile)).strip());
    }

    private void copy(String module, String other) throws IOException {
        Path target = Files.createDirectories(folder.resolve(other).resolve("target"));
        Files.copy(
                folder.resolve(module).resolve("target").resolve(SubjectModule.CLASS_PATH_FILE),
                target.resolve(SubjectModule.CLASS_PATH_FILE));
    }
}
