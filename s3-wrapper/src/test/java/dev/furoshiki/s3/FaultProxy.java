package dev.furoshiki.s3;

import dev.furoshiki.s3.NetworkFault.Kind;
import dev.furoshiki.testing.servers.LoopbackRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server's place on the network, where some exchanges meet a {@link NetworkFault}. It changes no byte of a request, so signatures
 * stay true: a client signs this address as the host, and S3Proxy does not compare that with its own. Thread-safe.
 */
final class FaultProxy implements LoopbackRelay.Link, AutoCloseable {

    private static final int MOST_RECENT = 6;
    private static final long PROMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Random random;
    private final int longestMillis;
    private final LoopbackRelay relay;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final Map<Kind, Integer> struck = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Set<String> hurtAbortions = ConcurrentHashMap.newKeySet();
    private final Queue<Exchange> recent = new ConcurrentLinkedQueue<>();
    private volatile double density;

    /**
     * @param server where it leads to
     * @param longestMillis what a fault may hold an exchange up: longer than the time-outs of clients
     */
    FaultProxy(URI server, Random random, int longestMillis) {
        this.random = random;
        this.longestMillis = longestMillis;
        this.relay = LoopbackRelay.to(server.getPort(), this);
    }

    URI endpoint() {
        return relay.endpoint();
    }

    /** Which share of exchanges meets a fault from now on. */
    void density(double share) {
        density = share;
    }

    /** How often each fault has come about. */
    Map<Kind, Integer> struck() {
        return struck;
    }

    int total() {
        return struck.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The last exchanges, for whoever looks for what went wrong. */
    String recent() {
        return recent.toString();
    }

    /** How many connections clients have open. */
    int open() {
        return relay.open();
    }

    /** Uploads whose id has reached a client, and whose abortion, if there was one, met no fault: none of them may be left. */
    boolean mayNotBeLeft(String uploadId) {
        return known.contains(uploadId) && !hurtAbortions.contains(uploadId);
    }

    /** Until the server has done all that it was asked. */
    void awaitQuiet() throws InterruptedException {
        long begun = System.nanoTime();
        while (!underWay.isEmpty()) {
            if (System.nanoTime() - begun > QUIET_NANOS) {
                throw new AssertionError("still under way: " + underWay);
            }
            Thread.sleep(1);
        }
    }

    @Override
    public void connect(Socket client, Socket server) {
        try {
            new FaultyConnection(this, client, server).begin();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Exchange begin(byte[] head) {
        Exchange exchange = new Exchange(head, draw());
        underWay.add(exchange);
        recent.add(exchange);
        if (recent.size() > MOST_RECENT) {
            recent.remove();
        }
        exchange.uploadId().ifPresent(known::add);
        return exchange;
    }

    private synchronized @Nullable NetworkFault draw() {
        return random.nextDouble() < density ? NetworkFault.draw(random, longestMillis) : null;
    }

    void strike(Exchange exchange) {
        NetworkFault fault = exchange.fault();
        if (fault != null && exchange.strike()) {
            struck.merge(fault.kind(), 1, Integer::sum);
            if (exchange.isAbortion()) {
                exchange.uploadId().ifPresent(hurtAbortions::add);
            }
        }
    }

    /** @param isDelivered whether the client was sent all of the answer */
    void end(Exchange exchange, boolean isDelivered) {
        if (exchange.end()) {
            // Later it may be that the client has given this attempt up.
            if (isDelivered && !exchange.isStruck() && exchange.age() < PROMPT_NANOS) {
                exchange.newUploadId().ifPresent(known::add);
            }
            underWay.remove(exchange);
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
