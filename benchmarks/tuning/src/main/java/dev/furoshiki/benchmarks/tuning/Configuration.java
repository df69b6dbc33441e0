package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CallPolicy;
import dev.furoshiki.cache.Freshness;
import dev.furoshiki.cache.KeyLimits;

/**
 * What a fleet looks like. Immutable.
 *
 * @param policy of each cache
 * @param nodes how many processes, each with caches of its own
 * @param threadsPerNode how many uses of keys a process has under way at once; further ones wait
 * @param routing which node a use comes to
 */
public record Configuration(CachePolicy policy, int nodes, int threadsPerNode, Routing routing) {

    /** One node with 16 threads, and what the cache has unless set. */
    public static final Configuration DEFAULT = new Configuration(CachePolicy.DEFAULT, 1, 16, Routing.SPREAD);

    private static final int MOST_THREADS = 10_000;

    /** Which node a use comes to. */
    public enum Routing {
        /** Any, at random: a load balancer that knows nothing. */
        SPREAD,
        /** The same for one context: sharded, or sticky sessions. */
        BY_CONTEXT
    }

    public Configuration {
        if (nodes < 1 || threadsPerNode < 1 || threadsPerNode > MOST_THREADS) {
            throw new IllegalArgumentException("a fleet has 1 node or more, each with 1 to " + MOST_THREADS
                    + " threads, not " + nodes + " with " + threadsPerNode);
        }
    }

    /** The same with another policy. */
    public Configuration with(CachePolicy other) {
        return new Configuration(other, nodes, threadsPerNode, routing);
    }

    /** The same with other limits. */
    public Configuration with(KeyLimits other) {
        return with(policy.with(other));
    }

    /** The same with another freshness. */
    public Configuration with(Freshness other) {
        return with(policy.with(other));
    }

    /** The same with other calls. */
    public Configuration with(CallPolicy other) {
        return with(policy.with(other));
    }

    /** The same with another number of nodes. */
    public Configuration withNodes(int other) {
        return new Configuration(policy, other, threadsPerNode, routing);
    }

    /** The same with another number of threads in each node. */
    public Configuration withThreadsPerNode(int other) {
        return new Configuration(policy, nodes, other, routing);
    }

    /** The same with uses that come to other nodes. */
    public Configuration with(Routing other) {
        return new Configuration(policy, nodes, threadsPerNode, other);
    }
}
