package dev.furoshiki.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.cache.CacheStatistics;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Every meter shows its own number, of now, and goes on when nobody but the registry holds it. */
class DataKeyMetricsTest {

    private static final CacheStatistics FIRST = new CacheStatistics(
            1,
            2,
            3,
            4,
            5,
            Duration.ofMillis(60),
            7,
            25,
            22,
            new CacheStatistics.Evictions(8, 9, 10, 11, 12, 13, 14),
            new CacheStatistics.Background(15, 16, 117, 23, 24, 18, 19),
            20,
            21);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void everyMeterShowsItsNumber() {
        new DataKeyMetrics(() -> FIRST, Tags.of("keys", "pii")).bindTo(registry);
        System.gc();
        assertThat(count("gets", "result", "hit")).isEqualTo(1);
        assertThat(count("gets", "result", "miss")).isEqualTo(2);
        assertThat(count("calls", "result", "loaded")).isEqualTo(3);
        assertThat(count("calls", "result", "failed")).isEqualTo(4);
        assertThat(count("calls", "result", "uncached")).isEqualTo(5);
        assertThat(registry.get("furoshiki.datakeys.call.time").functionTimer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(60);
        assertThat(registry.get("furoshiki.datakeys.call.time").functionTimer().count())
                .isEqualTo(129);
        assertThat(registry.get("furoshiki.datakeys.entries").gauge().value()).isEqualTo(7);
        assertThat(registry.get("furoshiki.datakeys.spares").gauge().value()).isEqualTo(25);
        assertThat(registry.get("furoshiki.datakeys.held").gauge().value()).isEqualTo(22);
        String[] reasons = {"age", "idle", "limit", "size", "refresh", "key-change", "closed"};
        for (int i = 0; i < reasons.length; i++) {
            assertThat(count("evictions", "reason", reasons[i])).as(reasons[i]).isEqualTo(8 + i);
        }
        assertThat(count("refreshes", "result", "replaced")).isEqualTo(15);
        assertThat(count("refreshes", "result", "failed")).isEqualTo(16);
        assertThat(count("revocation.checks", "result", "allowed")).isEqualTo(70);
        assertThat(count("revocation.checks", "result", "refused")).isEqualTo(23);
        assertThat(count("revocation.checks", "result", "failed")).isEqualTo(24);
        assertThat(count("prefetched")).isEqualTo(18);
        assertThat(count("grace.uses")).isEqualTo(19);
        assertThat(count("messages")).isEqualTo(20);
        assertThat(count("bytes")).isEqualTo(21);
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getTag("keys")).isEqualTo("pii"));
    }

    @Test
    void numbersAreThoseOfNow() {
        AtomicReference<CacheStatistics> now = new AtomicReference<>(FIRST);
        AtomicLong nanos = new AtomicLong();
        new DataKeyMetrics(now::get, Tags.empty(), nanos::get).bindTo(registry);
        assertThat(count("messages")).isEqualTo(20);
        now.set(new CacheStatistics(
                0,
                0,
                0,
                0,
                0,
                Duration.ZERO,
                0,
                0,
                0,
                new CacheStatistics.Evictions(0, 0, 0, 0, 0, 0, 0),
                new CacheStatistics.Background(0, 0, 0, 0, 0, 0, 0),
                99,
                0));
        nanos.addAndGet(999_999_999);
        assertThat(count("messages")).isEqualTo(20);
        nanos.addAndGet(1);
        assertThat(count("messages")).isEqualTo(99);
    }

    /** Of a metrics page with all meters, one look at all keys is enough. */
    @Test
    void theStatisticsAreAskedForOnceForAllMeters() {
        AtomicInteger asked = new AtomicInteger();
        new DataKeyMetrics(
                        () -> {
                            asked.incrementAndGet();
                            return FIRST;
                        },
                        Tags.empty(),
                        () -> 0)
                .bindTo(registry);
        registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsClosedHasNoMetersAnyMoreAndMakesRoomForOthers() {
        DataKeyMetrics first = new DataKeyMetrics(() -> FIRST, Tags.of("keys", "pii"));
        first.bindTo(registry);
        registry.counter("another");
        first.close();
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsExactly("another");
        new DataKeyMetrics(() -> FIRST, Tags.of("keys", "pii")).bindTo(registry);
        assertThat(count("messages")).isEqualTo(20);
    }

    private double count(String name, String... tags) {
        return registry.get("furoshiki.datakeys." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }
}
