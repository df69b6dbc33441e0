package dev.furoshiki.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.Freshness;
import dev.furoshiki.cache.KeyLimits;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grid of settings, and their code. */
class GridTest {

    @Test
    void eachCombinationIsThereOnce() {
        Grid grid = Grid.parse("maxAge=90s,15m; prefetch=0,2,4;nodes=100");
        List<Configuration> all = grid.over(Configuration.DEFAULT);
        assertThat(all).hasSize(6).doesNotHaveDuplicates();
        assertThat(all).allMatch(configuration -> configuration.nodes() == 100);
        assertThat(all.get(1))
                .isEqualTo(Configuration.DEFAULT
                        .with(KeyLimits.DEFAULT.withMaxAge(Duration.ofSeconds(90)))
                        .with(Freshness.DEFAULT.withPrefetch(2))
                        .withNodes(100));
        assertThat(grid.varied()).containsExactly(Knob.MAX_AGE, Knob.PREFETCH);
    }

    @Test
    void withoutSettingsThereIsOne() {
        assertThat(Grid.parse(" ").over(Configuration.DEFAULT)).containsExactly(Configuration.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxAge",
                "maxAge=",
                "maxAge=5 minutes",
                "maxAge=-1s",
                "maxMessages=many",
                "maximumAge=5m",
                "maxAge=1m;maxAge=2m",
                "leaseBlock=0",
                "nodes=0",
                "prefetch=1.5"
            })
    void whatIsNoSettingIsRefused(String text) {
        assertThatThrownBy(() -> Grid.parse(text).over(Configuration.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxAge=200ms",
                "maxAge=90s",
                "maxAge=15m",
                "maxAge=3h",
                "maxMessages=4294967296",
                "maxBytes=1000",
                "maxEntries=0",
                "idleExpiry=0",
                "leaseBlock=1",
                "prefetch=3",
                "revocationCheck=10s",
                "offlineGrace=1h",
                "maxInFlight=5",
                "callTimeout=500ms",
                "nodes=7",
                "threads=3"
            })
    void aValueIsShownAsItIsWritten(String text) {
        Configuration configuration =
                Grid.parse(text).over(Configuration.DEFAULT).get(0);
        Knob knob = Knob.named(text.substring(0, text.indexOf('=')));
        String shown = knob.valueIn(configuration);
        assertThat(knob.set(Configuration.DEFAULT, shown)).as(shown).isEqualTo(configuration);
    }

    @Test
    void theCodeSetsWhatDiffers() {
        assertThat(Recipe.of(Configuration.DEFAULT)).isEqualTo("""
                        DataKeys keys = DataKeys.builder(uri)
                                .build();
                        """);
        Configuration other = Grid.parse("maxAge=15m;maxMessages=4294967296;refreshAhead=0.5;nodes=9")
                .over(Configuration.DEFAULT)
                .get(0);
        assertThat(Recipe.of(other)).isEqualTo("""
                        DataKeys keys = DataKeys.builder(uri)
                                .maxAge(Duration.ofMinutes(15))
                                .maxMessages(4294967296L)
                                .refreshAhead(0.5, 0.1)
                                .build();
                        """);
    }

    @Test
    void theBuilderHasEverySetting() {
        Set<String> methods = Arrays.stream(DataKeys.Builder.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        for (Knob knob : Knob.values()) {
            boolean isOfTheFleet = knob == Knob.NODES || knob == Knob.THREADS;
            assertThat(methods.contains(knob.label())).as(knob.label()).isEqualTo(!isOfTheFleet);
        }
    }

    /** Whoever pastes it has it compiled. */
    @Test
    @EnabledIfSystemProperty(named = "furoshiki.soak", matches = "true", disabledReason = "it starts a compiler")
    void theCodeOfEverySettingCompiles(@TempDir Path classes) {
        Configuration everything = Grid.parse("maxAge=200ms;maxMessages=4294967296;maxBytes=5000000000;maxEntries=1;"
                        + "idleExpiry=0;leaseBlock=1;refreshAhead=1;prefetch=2;revocationCheck=10s;offlineGrace=1h;"
                        + "maxInFlight=3;callTimeout=90s")
                .over(Configuration.DEFAULT)
                .get(0);
        String code =
                "import dev.furoshiki.DataKeys; import java.time.Duration; class Pasted { void paste(String uri) {\n"
                        + Recipe.of(everything) + "} }";
        for (Knob knob : Knob.values()) {
            boolean isOfTheFleet = knob == Knob.NODES || knob == Knob.THREADS;
            assertThat(code.contains("." + knob.label() + "(")).as(knob.label()).isEqualTo(!isOfTheFleet);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Pasted.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
                        return code;
                    }
                };
        List<String> options = List.of("-d", classes.toString(), "-proc:none");
        assertThat(compiler.getTask(null, null, null, options, null, List.of(source))
                        .call())
                .isTrue();
    }

    @Test
    void theDefaultsAreTheCachesOwn() {
        assertThat(Configuration.DEFAULT.policy()).isEqualTo(CachePolicy.DEFAULT);
    }
}
