package dev.furoshiki.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ContestTest {

    private static final Settings TWO_ROUNDS = settings(1, 2);

    @TempDir
    Path folder;

    @Test
    void roundsAlternateAndTheOrderRotates() throws IOException {
        Path journal = folder.resolve("journal");
        List<Contender> contenders = List.of(journalling("A", journal), journalling("B", journal));
        Map<String, Result> results = new Contest("journal", contenders, settings(2, 3), 1).run();

        // A fork: both warm up, then rounds AB, BA, AB.
        assertThat(Files.readAllLines(journal))
                .containsExactly("A", "B", "A", "B", "B", "A", "A", "B", "A", "B", "A", "B", "B", "A", "A", "B");
        Result first = Objects.requireNonNull(results.get("A"));
        assertThat(first.samples().stream().map(s -> s.fork() + "." + s.round() + "." + s.turn()))
                .containsExactly("0.0.0", "0.1.1", "0.2.0", "1.0.0", "1.1.1", "1.2.0");
    }

    @Test
    void aProcessIsTiedOnceItIsWarm() throws IOException {
        Path journal = folder.resolve("journal");
        Path tied = folder.resolve("tied");
        Map<String, String> parameters = Map.of("journal", journal.toString(), "label", "A");
        String command = "wc -l < '" + journal + "' >> '" + tied + "'; ps -o args= -p $0 >> '" + tied + "'";
        Contender contender = new Contender("A", FakeLaunch.LAUNCH, List.of("sh", "-c", command), fork -> parameters);
        Map<String, Result> results = new Contest("journal", List.of(contender), TWO_ROUNDS, 1).run();
        assertThat(Objects.requireNonNull(results.get("A")).samples()).hasSize(2);
        List<String> lines = Files.readAllLines(tied);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).strip()).isEqualTo("1");
        assertThat(lines.get(1)).contains("SubjectProcess");
    }

    @Test
    void oneThatIsNotTiedIsNotMeasured() {
        Contender free =
                new Contender("free", FakeLaunch.LAUNCH, List.of("sh", "-c", "echo no; exit 3"), fork -> Map.of());
        Map<String, Result> results = new Contest("spin", List.of(free), TWO_ROUNDS, 1).run();
        assertThat(Objects.requireNonNull(results.get("free")).failure().orElseThrow())
                .hasMessageContaining("echo no; exit 3")
                .hasMessageContaining("no");
        assertThat(Objects.requireNonNull(results.get("free")).samples()).isEmpty();
    }

    @Test
    void aFigureIsOfWhatWasRun() {
        List<Contender> contenders =
                List.of(contender("limits", Map.of("micros", "200")), contender("slow", Map.of("micros", "800")));
        Map<String, Result> results = new Contest("spin", contenders, settings(1, 5), 1).run();
        List<Figure> figures = Figure.of(results);
        assertThat(results.values())
                .allSatisfy(r -> assertThat(r.bytesPerOperation()).isEqualTo(1000));
        // Both spin until a clock says so: a busy machine can only make them slower.
        assertThat(Objects.requireNonNull(figures.get(0).nanosPerOperation()).median())
                .isGreaterThanOrEqualTo(200_000.0);
        assertThat(Objects.requireNonNull(figures.get(1).nanosPerOperation()).median())
                .isGreaterThanOrEqualTo(800_000.0);
        List<Sample> fast = Objects.requireNonNull(results.get("limits")).samples();
        List<Sample> slow = Objects.requireNonNull(results.get("slow")).samples();
        double[] ratios = slow.stream()
                .mapToDouble(one -> fast.stream()
                                .filter(one::besides)
                                .findFirst()
                                .orElseThrow()
                                .nanosPerOperation()
                        / one.nanosPerOperation())
                .sorted()
                .toArray();
        assertThat(Objects.requireNonNull(figures.get(1).beside("limits"))
                        .speed()
                        .median())
                .isEqualTo(ratios[ratios.length / 2]);
    }

    @Test
    void oneThatFailsIsOutAndTheOthersGoOn() {
        for (String how : List.of("halt", "throw", "open-fails")) {
            Contender broken = contender("broken", Map.of());
            Map<String, Result> results = new Contest(how, List.of(broken), TWO_ROUNDS, 1).run();
            assertThat(Objects.requireNonNull(results.get("broken")).failure()).isPresent();
        }
        Path journal = folder.resolve("journal");
        // The first lacks what the workload needs to know; the second has it.
        List<Contender> contenders = List.of(contender("broken", Map.of()), journalling("sound", journal));
        Map<String, Result> results = new Contest("journal", contenders, TWO_ROUNDS, 1).run();
        assertThat(Objects.requireNonNull(results.get("broken")).failure().orElseThrow())
                .hasMessageContaining("the runner sent no parameter 'journal'");
        assertThat(Objects.requireNonNull(results.get("broken")).samples()).isEmpty();
        assertThat(Objects.requireNonNull(results.get("sound")).failure()).isEmpty();
        assertThat(Objects.requireNonNull(results.get("sound")).samples()).hasSize(2);
    }

    @Test
    void eachOperationOfAStartUpIsTheFirstOfAProcess() throws IOException {
        Path journal = folder.resolve("journal");
        List<Contender> contenders = List.of(
                contender("A", Map.of("journal", journal.toString(), "label", "A")),
                contender("broken", Map.of("journal", journal.toString())),
                contender("B", Map.of("journal", journal.toString(), "label", "B")));
        Map<String, Result> results = new StartUpContest("first", contenders, settings(1, 1), 1).run();

        List<String> lines = Files.readAllLines(journal);
        assertThat(lines.stream().map(line -> line.replaceAll(" in .*", "")))
                .containsExactly("A prepares", "B prepares", "A", "B", "B", "A", "B", "A");
        // A process of its own for each, and one folder for all of a contender's, which is gone afterwards.
        assertThat(lines.stream().map(line -> line.replaceAll(".* of ", "")).distinct())
                .hasSize(8);
        List<String> folders = lines.stream()
                .map(line -> line.replaceAll(".* in (.*) of .*", "$1"))
                .distinct()
                .toList();
        assertThat(folders)
                .hasSize(2)
                .allSatisfy(each -> assertThat(Path.of(each)).doesNotExist());
        for (String label : List.of("A", "B")) {
            assertThat(Objects.requireNonNull(results.get(label)).samples())
                    .hasSize(3)
                    .allSatisfy(sample -> assertThat(sample.operations()).isEqualTo(1));
        }
        assertThat(Objects.requireNonNull(results.get("broken")).failure().orElseThrow())
                .hasMessageContaining("the runner sent no parameter 'label'");
    }

    @Test
    void equalLabelsAreRefused() {
        Contender twin = contender("twin", Map.of());
        assertThatThrownBy(() -> new Contest("spin", List.of(twin, twin), TWO_ROUNDS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two contenders are called 'twin'");
    }

    @Test
    void aModuleThatWasNotBuiltIsNamed() throws IOException {
        assertThatThrownBy(() -> SubjectModule.in(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("subject.classpath: build the module first");
        Files.createDirectories(folder.resolve("target"));
        Files.writeString(folder.resolve("target").resolve("subject.classpath"), "/a.jar:/b.jar\n");
        assertThat(SubjectModule.in(folder).classPath())
                .isEqualTo(folder.resolve("target/classes").toAbsolutePath() + ":/a.jar:/b.jar");
    }

    private static Contender journalling(String label, Path journal) {
        return contender(label, Map.of("journal", journal.toString(), "label", label));
    }

    private static Contender contender(String label, Map<String, String> parameters) {
        return new Contender(label, FakeLaunch.LAUNCH, List.of(), fork -> parameters);
    }

    private static Settings settings(int forks, int rounds) {
        return new Settings(
                "test", forks, rounds, Duration.ofMillis(1), Duration.ofMillis(4), 3, Duration.ofSeconds(30));
    }
}
