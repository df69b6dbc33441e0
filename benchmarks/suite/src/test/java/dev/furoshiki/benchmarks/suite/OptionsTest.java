package dev.furoshiki.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.runner.Settings;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutPropertiesEverythingIsMeasuredShort() {
        // Maven hands on what nobody set as empty texts.
        Options options = options(
                "benchmarks", "", "furoshiki.bench", "", "furoshiki.bench.noise", "", "furoshiki.bench.seed", "");
        assertThat(options.settings()).isEqualTo(Settings.SHORT);
        assertThat(options.workloads()).isEqualTo(MeasuredWorkload.ALL);
        assertThat(options.includes(Options.JMH)).isTrue();
        assertThat(options.noise()).isFalse();
        assertThat(options.seed()).isEqualTo(42);
        assertThat(Options.of(new Properties()).workloads()).isEqualTo(MeasuredWorkload.ALL);
    }

    @Test
    void regularExpressionsChooseByTheWholeName() {
        Options options = options("furoshiki.bench", "jdbc.*, s3\\.put-1k");
        assertThat(options.workloads().stream().map(MeasuredWorkload::name))
                .containsExactly(
                        "jdbc.pass-through",
                        "jdbc.insert",
                        "jdbc.batch-insert",
                        "jdbc.select-by-id",
                        "jdbc.select-by-name",
                        "jdbc.scan",
                        "jdbc.update",
                        "s3.put-1k");
        assertThat(options.includes(Options.JMH)).isFalse();
        assertThat(options("furoshiki.bench", "cell").workloads()).isEmpty();
    }

    @Test
    void theLimitIsAlwaysAmongTheSubjects() {
        Options options = options("furoshiki.bench.subjects", "furoshiki, tink");
        assertThat(options.includesSubject("tink")).isTrue();
        assertThat(options.includesSubject("furoshiki")).isTrue();
        assertThat(options.includesSubject("shardingsphere")).isFalse();
        assertThat(options.includesSubject("limits")).isTrue();
        assertThat(options().includesSubject("shardingsphere")).isTrue();
    }

    @Test
    void theRestIsTaken() {
        Options options = options("benchmarks", "full", "furoshiki.bench.noise", "true", "furoshiki.bench.seed", "-7");
        assertThat(options.settings()).isEqualTo(Settings.FULL);
        assertThat(options.noise()).isTrue();
        assertThat(options.seed()).isEqualTo(-7);
    }

    @Test
    void whatHasNoMeaningIsNamed() {
        assertThatThrownBy(() -> options("benchmarks", "long"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no setting 'long': short, full or smoke");
        assertThatThrownBy(() -> options("furoshiki.bench.seed", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("furoshiki.bench.seed is a number, not x");
        assertThatThrownBy(() -> options("furoshiki.bench", "jdbc.("))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("furoshiki.bench is a comma-separated list of regular expressions");
        assertThatThrownBy(() -> options("furoshiki.bench.subjects", "["))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("furoshiki.bench.subjects is a comma-separated list of regular expressions");
        assertThatThrownBy(() -> options("furoshiki.bench", "jbdc.*").requireSomething())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("furoshiki.bench=[jbdc.*] names no workload; there are [cell.seal, ")
                .hasMessageEndingWith("and jmh");
        options("furoshiki.bench", "jmh").requireSomething();
    }

    private static Options options(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Options.of(properties);
    }
}
