package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.service.KeyServiceClient;
import dev.furoshiki.benchmarks.tuning.simulation.Carrier;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse;
import dev.furoshiki.cache.CacheRuntime;
import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.cache.DataKeyCache;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/** A process of the application, with threads of a bounded number and a cache for each caller. On the simulation's carriers. */
final class Node implements AutoCloseable {

    private final Configuration configuration;
    private final Supplier<KeyServiceClient> clients;
    private final Supplier<CacheRuntime> runtimes;
    private final UseOfKey use;
    private final Map<Integer, Cache> caches = new HashMap<>();

    /** The one that was free longest comes first, as with requests that come to any of them. */
    private final Queue<Integer> freeThreads = new ArrayDeque<>();

    private final Queue<KeyUse> waiting = new ArrayDeque<>();

    Node(
            Configuration configuration,
            Supplier<KeyServiceClient> clients,
            Supplier<CacheRuntime> runtimes,
            UseOfKey use) {
        this.configuration = configuration;
        this.clients = clients;
        this.runtimes = runtimes;
        this.use = use;
        for (int thread = 1; thread <= configuration.threadsPerNode(); thread++) {
            freeThreads.add(thread);
        }
    }

    /** A use comes, and is done once a thread is free. */
    void deliver(KeyUse arrived, Carrier carrier) {
        Integer thread = freeThreads.poll();
        if (thread == null) {
            waiting.add(arrived);
            return;
        }
        for (KeyUse next = arrived; next != null; next = waiting.poll()) {
            carrier.actAs(thread);
            use.with(next, caches.computeIfAbsent(next.caller(), caller -> new Cache()));
        }
        freeThreads.add(thread);
    }

    List<CacheStatistics> statistics() {
        List<CacheStatistics> statistics = new ArrayList<>();
        caches.values().forEach(cache -> statistics.add(cache.keys.statistics()));
        return statistics;
    }

    @Override
    public void close() {
        caches.values().forEach(cache -> cache.keys.close());
    }

    /** What one use does with a cache. */
    interface UseOfKey {
        void with(KeyUse use, Cache cache);
    }

    /** That of one caller. */
    final class Cache {

        private final KeyServiceClient client = clients.get();
        private final DataKeyCache keys = new DataKeyCache(client, configuration.policy(), runtimes.get());

        KeyServiceClient client() {
            return client;
        }

        DataKeyCache keys() {
            return keys;
        }
    }
}
