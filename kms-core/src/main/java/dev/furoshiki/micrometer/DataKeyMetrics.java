package dev.furoshiki.micrometer;

import dev.furoshiki.cache.CacheStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Binds the statistics of a data-key cache to a registry:
 *
 * <pre>{@code
 * new DataKeyMetrics(keys::statistics, Tags.of("keys", "alias/pii")).bindTo(registry);
 * }</pre>
 *
 * <table>
 * <caption>Meters, all of which begin with {@code furoshiki.datakeys.}</caption>
 * <tr><td>{@code gets}, tag {@code result} (hit, miss)</td><td>keys asked of the cache</td></tr>
 * <tr><td>{@code calls}, tag {@code result} (loaded, failed, uncached)</td><td>calls of the key service</td></tr>
 * <tr><td>{@code call.time}</td><td>what they took</td></tr>
 * <tr><td>{@code evictions}, tag {@code reason}</td><td>keys that left the cache</td></tr>
 * <tr><td>{@code entries}</td><td>keys in the cache now</td></tr>
 * <tr><td>{@code messages}, {@code bytes}</td><td>what was to be encrypted under cached keys</td></tr>
 * <tr><td>{@code refreshes}, tag {@code result} (replaced, failed)</td><td>keys replaced ahead of maxAge</td></tr>
 * <tr><td>{@code grace.uses}</td><td>uses past maxAge, with the key service away</td></tr>
 * </table>
 *
 * <p>No meter or tag holds the name of a key or a context. Thread-safe; the registry asks for the statistics when it publishes.
 */
public final class DataKeyMetrics implements MeterBinder {

    private static final String PREFIX = "furoshiki.datakeys.";

    /** Micrometer holds what it counts weakly, and would count nothing once a binder is let go of; its functions it keeps. */
    private static final Class<?> FOR_EVER = DataKeyMetrics.class;

    private final Supplier<CacheStatistics> statistics;
    private final Tags tags;

    /** @param statistics such as {@code keys::statistics}; a registry holds on to it for as long as it has the meters */
    public DataKeyMetrics(Supplier<CacheStatistics> statistics, Iterable<Tag> tags) {
        this.statistics = statistics;
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "gets", Tags.of("result", "hit"), CacheStatistics::hits);
        count(registry, "gets", Tags.of("result", "miss"), CacheStatistics::misses);
        count(registry, "calls", Tags.of("result", "loaded"), CacheStatistics::loads);
        count(registry, "calls", Tags.of("result", "failed"), CacheStatistics::loadFailures);
        count(registry, "calls", Tags.of("result", "uncached"), CacheStatistics::uncachedCalls);
        count(registry, "messages", Tags.empty(), CacheStatistics::messages);
        count(registry, "bytes", Tags.empty(), CacheStatistics::messageBytes);
        count(
                registry,
                "refreshes",
                Tags.of("result", "replaced"),
                now -> now.background().refreshes());
        count(
                registry,
                "refreshes",
                Tags.of("result", "failed"),
                now -> now.background().refreshFailures());
        count(registry, "grace.uses", Tags.empty(), now -> now.background().graceLeases());
        bindEvictions(registry);
        Gauge.builder(PREFIX + "entries", () -> statistics.get().entries())
                .tags(tags)
                .strongReference(true)
                .register(registry);
        FunctionTimer.builder(
                        PREFIX + "call.time",
                        FOR_EVER,
                        nothing -> statistics.get().callsMade(),
                        nothing -> statistics.get().loadTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .register(registry);
    }

    private void bindEvictions(MeterRegistry registry) {
        evicted(registry, "age", CacheStatistics.Evictions::age);
        evicted(registry, "idle", CacheStatistics.Evictions::idle);
        evicted(registry, "limit", CacheStatistics.Evictions::limit);
        evicted(registry, "size", CacheStatistics.Evictions::size);
        evicted(registry, "refresh", CacheStatistics.Evictions::refresh);
        evicted(registry, "key-change", CacheStatistics.Evictions::keyChange);
        evicted(registry, "closed", CacheStatistics.Evictions::closed);
    }

    private void evicted(MeterRegistry registry, String reason, ToDoubleFunction<CacheStatistics.Evictions> count) {
        count(registry, "evictions", Tags.of("reason", reason), now -> count.applyAsDouble(now.evictions()));
    }

    private void count(MeterRegistry registry, String name, Tags more, ToDoubleFunction<CacheStatistics> count) {
        FunctionCounter.builder(PREFIX + name, FOR_EVER, nothing -> count.applyAsDouble(statistics.get()))
                .tags(tags.and(more))
                .register(registry);
    }
}
