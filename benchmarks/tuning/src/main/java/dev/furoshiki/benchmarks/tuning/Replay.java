package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.Configuration.Routing;
import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.service.SimulatedKeyService;
import dev.furoshiki.benchmarks.tuning.simulation.Arrivals;
import dev.furoshiki.benchmarks.tuning.simulation.Carrier;
import dev.furoshiki.benchmarks.tuning.simulation.SimulatedRuntime;
import dev.furoshiki.benchmarks.tuning.simulation.Simulation;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse;
import dev.furoshiki.benchmarks.tuning.trace.Trace;
import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/** One trace under one configuration. For one run; on the thread that runs it, and the simulation's carriers. */
public final class Replay implements Arrivals {

    private static final int DATA_KEY_BYTES = 32;

    /** Spreads seeds, so that streams of neighbouring ones are none of each other's. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Trace trace;
    private final Configuration configuration;
    private final Ledger ledger;
    private final Simulation simulation = new Simulation(this);
    private final SimulatedKeyService service;
    private final UniformRandomProvider routes;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Integer, String> arns = new HashMap<>();
    private final Map<Integer, EncryptionContext> contexts = new HashMap<>();
    private final Map<Long, EncryptedDataKey> writtenUnder = new HashMap<>();
    private final Iterator<KeyUse> uses;
    private @Nullable KeyUse next;

    private Replay(Trace trace, Configuration configuration, KeyServiceModel model, long seed) {
        this.trace = trace;
        this.configuration = configuration;
        this.ledger = new Ledger(model);
        // Apart from each other: a configuration that makes more calls has its uses come to the same nodes.
        this.routes = random(seed, 1);
        this.service = new SimulatedKeyService(simulation, model, random(seed, 2));
        for (int node = 0; node < configuration.nodes(); node++) {
            UniformRandomProvider jitter = random(seed, 3 + node);
            nodes.add(new Node(
                    configuration,
                    service::client,
                    () -> new SimulatedRuntime(simulation, jitter::nextDouble),
                    this::use));
        }
        this.uses = trace.iterator();
        advance();
    }

    /**
     * Replays the trace.
     *
     * @param model how the key service behaves
     * @param seed of everything random: the same gives the same outcome
     */
    public static Outcome run(Trace trace, Configuration configuration, KeyServiceModel model, long seed) {
        return new Replay(trace, configuration, model, seed).run();
    }

    private Outcome run() {
        try {
            simulation.run();
            return outcome();
        } finally {
            nodes.forEach(Node::close);
        }
    }

    @Override
    public long nextNanos() {
        return next == null ? NONE : next.atNanos();
    }

    @Override
    public void deliver(Carrier carrier) {
        KeyUse arrived = next;
        if (arrived != null) {
            // First: while this one waits, the next ones come.
            advance();
            nodes.get(route(arrived)).deliver(arrived, carrier);
        }
    }

    private void advance() {
        KeyUse before = next;
        next = uses.hasNext() ? uses.next() : null;
        if (before != null && next != null && next.atNanos() < before.atNanos()) {
            throw new IllegalArgumentException(
                    "a trace is in the order of time: at " + next.atNanos() + " ns after " + before.atNanos() + " ns");
        }
    }

    private int route(KeyUse arrived) {
        if (arrived.node() != KeyUse.ANY_NODE) {
            return arrived.node() % configuration.nodes();
        }
        if (configuration.routing() == Routing.BY_CONTEXT) {
            return Math.floorMod(Integer.hashCode(arrived.context()), configuration.nodes());
        }
        return configuration.nodes() == 1 ? 0 : routes.nextInt(configuration.nodes());
    }

    private void use(KeyUse use, Node.Cache cache) {
        try (DataKey key = lease(use, cache)) {
            ledger.used(use, key, cache.client(), simulation.nowNanos());
        } catch (KmsException failed) {
            ledger.failed(failed);
        }
        ledger.ended(use, simulation.nowNanos());
    }

    private DataKey lease(KeyUse use, Node.Cache cache) {
        EncryptionContext context =
                contexts.computeIfAbsent(use.context(), number -> EncryptionContext.of("context", "" + number));
        return switch (use.operation()) {
            case ENCRYPT -> {
                String arn = arns.computeIfAbsent(use.keyId(), SimulatedKeyService::arn);
                DataKey key = cache.keys().forEncryption(arn, DATA_KEY_BYTES, context, use.bytes());
                if (use.item() != KeyUse.UNREAD) {
                    writtenUnder.put(use.item(), key.encrypted());
                }
                yield key;
            }
            case DECRYPT ->
                cache.keys()
                        .forDecryption(
                                writtenUnder.computeIfAbsent(
                                        use.item(), item -> SimulatedKeyService.sealedBefore(use.keyId(), item)),
                                context);
        };
    }

    private Outcome outcome() {
        long hits = 0;
        long misses = 0;
        for (Node node : nodes) {
            for (CacheStatistics statistics : node.statistics()) {
                hits += statistics.hits();
                misses += statistics.misses();
            }
        }
        return new Outcome(
                trace.length(),
                ledger.keys(),
                hits,
                misses,
                service.requests(),
                service.throttledRequests(),
                ledger.failures(),
                ledger.waits(),
                ledger.exposure(),
                service.dataKeys(),
                service.records());
    }

    private static UniformRandomProvider random(long seed, long stream) {
        return RandomSource.XO_SHI_RO_256_SS.create(seed * GOLDEN + stream);
    }
}
