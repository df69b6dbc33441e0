package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CallPolicy;
import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.cache.Freshness;
import dev.furoshiki.cache.KeyLimits;
import dev.furoshiki.embedded.FaultyKeyService.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever fails, and when, and however clocks jump: what is warm is served without a call, what is cold fails typed or
 * succeeds, and no message is ever read as another. What is expected is said by {@link FaultsModel}, step by step.
 */
class KeyServiceFaultsPropertyTest {

    /** Keys are replaced when somebody asks for them, and then only, so that a model can follow. */
    private static final CachePolicy POLICY = CachePolicy.DEFAULT
            .with(KeyLimits.DEFAULT.withMaxAge(FaultsModel.MAX_AGE).withIdleExpiry(Duration.ZERO))
            .with(Freshness.DEFAULT.withRefreshAhead(1, 0))
            .with(CallPolicy.DEFAULT
                    .withTimeout(Duration.ofMinutes(1))
                    .withMaxInFlight(100)
                    .withCircuitBreaker(FaultsModel.FAILURES, FaultsModel.PAUSE, FaultsModel.LONGEST_PAUSE));

    private static final List<Fault> FAULTS = List.of(Fault.values());

    private static final Path FOLDER = folder();
    private static final SettableClock CLOCK = new SettableClock();
    private static final EmbeddedKeyService KEYS = create();
    private static final String KEY_ID = KEYS.createKey("").keyId();

    private static Path folder() {
        try {
            return Files.createTempDirectory("faults");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static EmbeddedKeyService create() {
        try {
            TestStore store = new TestStore(FOLDER);
            return EmbeddedKeyService.builder(store.path())
                    .rootKey(RootKeySource.keyFile(store.keyFile()))
                    .clock(CLOCK)
                    .create();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @BeforeContainer
    static void rotate() {
        KEYS.enableKeyRotation(KEY_ID, 90);
    }

    @AfterContainer
    static void delete() throws IOException {
        KEYS.close();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What happens next; the number is how long, how far, or which. */
    enum Step {
        SEAL,
        OPEN,
        FAIL,
        RECOVER,
        TICK_SECONDS,
        SET_CLOCK
    }

    @Property(tries = 30)
    void whatIsServedIsWhatMayBe(@ForAll("schedules") List<Tuple.Tuple2<Step, Integer>> schedule) throws Exception {
        FaultyKeyService service = new FaultyKeyService(KEYS);
        SettableTicker ticker = new SettableTicker();
        try (DataKeyCache cache = new DataKeyCache(service, POLICY, ticker)) {
            FaultsModel model = new FaultsModel(service, ticker, cache, KEY_ID);
            for (Tuple.Tuple2<Step, Integer> step : schedule) {
                int number = step.get2();
                switch (step.get1()) {
                    case SEAL -> model.seal();
                    case OPEN -> model.open(number);
                    case FAIL -> model.suffer(FAULTS.get(number % FAULTS.size()));
                    case RECOVER -> model.suffer(Fault.NONE);
                    case TICK_SECONDS -> model.tick(Duration.ofSeconds(number));
                    // Some days, back too: a key is rotated meanwhile.
                    case SET_CLOCK -> CLOCK.advance(Duration.ofDays(number - 150L));
                }
            }
            model.recover();
            assertThat(model.sealed()).isPositive();
        } finally {
            service.close();
        }
    }

    @Provide
    Arbitrary<List<Tuple.Tuple2<Step, Integer>>> schedules() {
        Arbitrary<Step> steps = Arbitraries.frequency(
                Tuple.of(4, Step.SEAL),
                Tuple.of(4, Step.OPEN),
                Tuple.of(2, Step.FAIL),
                Tuple.of(1, Step.RECOVER),
                Tuple.of(3, Step.TICK_SECONDS),
                Tuple.of(1, Step.SET_CLOCK));
        Arbitrary<Integer> numbers =
                Arbitraries.integers().between(0, 400).withDistribution(RandomDistribution.uniform());
        return Combinators.combine(steps, numbers)
                .as(Tuple::of)
                .list()
                .ofMinSize(20)
                .ofMaxSize(80);
    }
}
