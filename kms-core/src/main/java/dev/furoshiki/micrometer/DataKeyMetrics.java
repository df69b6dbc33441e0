package dev.furoshiki.micrometer;

import dev.furoshiki.cache.CacheStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

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
 * <tr><td>{@code spares}</td><td>prefetched keys that are ready now</td></tr>
 * <tr><td>{@code held}</td><td>keys that have left the cache and are still on lease</td></tr>
 * <tr><td>{@code messages}, {@code bytes}</td><td>what was to be encrypted under cached keys</td></tr>
 * <tr><td>{@code refreshes}, tag {@code result} (replaced, failed)</td><td>keys replaced ahead of maxAge</td></tr>
 * <tr><td>{@code revocation.checks}, tag {@code result} (allowed, refused, failed)</td><td>questions whether keys may still be
 * used; with failed ones, what is revoked is noticed at maxAge only</td></tr>
 * <tr><td>{@code prefetched}</td><td>keys fetched to be ready</td></tr>
 * <tr><td>{@code grace.uses}</td><td>uses past maxAge, with the key service away</td></tr>
 * </table>
 *
 * <p>Closing takes the meters from the registries again: do so when the keys are closed, or the registry keeps them for ever; and
 * tag them so that those of two caches differ, or a registry has those of the first only.
 *
 * <p>No meter or tag holds the name of a key or a context. Thread-safe; when it publishes, the registry asks for the statistics once
 * a second at most.
 */
public final class DataKeyMetrics implements MeterBinder, AutoCloseable {

    private static final String PREFIX = "furoshiki.datakeys.";

    /** Micrometer holds what it counts weakly, and would count nothing once a binder is let go of; its functions it keeps. */
    private static final Class<?> FOR_EVER = DataKeyMetrics.class;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<CacheStatistics> statistics;
    private final LongSupplier nanos;
    private final Tags tags;

    /** What takes each meter from its registry. */
    private final Queue<Runnable> removals = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Snapshot last;

    /** @param statistics such as {@code keys::statistics}; a registry holds on to it for as long as it has the meters */
    public DataKeyMetrics(Supplier<CacheStatistics> statistics, Iterable<Tag> tags) {
        this(statistics, tags, System::nanoTime);
    }

    DataKeyMetrics(Supplier<CacheStatistics> statistics, Iterable<Tag> tags, LongSupplier nanos) {
        this.statistics = statistics;
        this.nanos = nanos;
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
        bindRevocationChecks(registry);
        count(registry, "prefetched", Tags.empty(), now -> now.background().prefetched());
        count(registry, "grace.uses", Tags.empty(), now -> now.background().graceLeases());
        bindEvictions(registry);
        gauge(registry, "entries", CacheStatistics::entries);
        gauge(registry, "spares", CacheStatistics::spares);
        gauge(registry, "held", CacheStatistics::heldKeys);
        Meter time = FunctionTimer.builder(
                        PREFIX + "call.time",
                        FOR_EVER,
                        nothing -> now().callsMade(),
                        nothing -> now().loadTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .register(registry);
        removals.add(() -> registry.remove(time));
    }

    /** Takes what was bound from its registries. */
    @Override
    public void close() {
        for (Runnable removal = removals.poll(); removal != null; removal = removals.poll()) {
            removal.run();
        }
    }

    /** A registry asks for each meter by itself, and each time all keys would be looked at. */
    private CacheStatistics now() {
        Snapshot known = last;
        if (known == null || nanos.getAsLong() - known.takenNanos >= FRESH_NANOS) {
            known = new Snapshot(statistics.get(), nanos.getAsLong());
            last = known;
        }
        return known.statistics;
    }

    private record Snapshot(CacheStatistics statistics, long takenNanos) {}

    private void bindRevocationChecks(MeterRegistry registry) {
        checked(
                registry,
                "allowed",
                now -> now.revocationChecks() - now.revocationRefusals() - now.revocationFailures());
        checked(registry, "refused", CacheStatistics.Background::revocationRefusals);
        checked(registry, "failed", CacheStatistics.Background::revocationFailures);
    }

    private void checked(MeterRegistry registry, String result, ToDoubleFunction<CacheStatistics.Background> count) {
        count(registry, "revocation.checks", Tags.of("result", result), now -> count.applyAsDouble(now.background()));
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
        Meter counter = FunctionCounter.builder(PREFIX + name, FOR_EVER, nothing -> count.applyAsDouble(now()))
                .tags(tags.and(more))
                .register(registry);
        removals.add(() -> registry.remove(counter));
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<CacheStatistics> value) {
        Meter gauge = Gauge.builder(PREFIX + name, () -> value.applyAsDouble(now()))
                .tags(tags)
                .strongReference(true)
                .register(registry);
        removals.add(() -> registry.remove(gauge));
    }
}
