package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.testing.servers.LocalS3;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Both clients behind a network that cuts, refuses, stalls and repeats: either the right bytes or an exception that was promised, whatever
 * happens in whatever order; and nothing is left behind.
 */
class FaultProxyTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final int OPERATIONS = SOAK ? 10_000 : 1_000;
    private static final int LANES = 6;
    private static final long MOST_MINUTES = SOAK ? 30 : 5;
    private static final int PART = 5 << 20;

    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final int LONGEST_STALL_MILLIS = 1_300;
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final long seed = Long.getLong("furoshiki.seed", System.nanoTime());
    private final LocalS3 server = LocalS3.s3Proxy();
    private final String bucket = server.newBucket();
    private final List<FaultLane> lanes = new ArrayList<>();
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final List<FaultSubject> subjects = new ArrayList<>();
    private Set<Thread> before;
    private TestKeys keys;
    private Encryption encryption;
    private SyncSubject direct;
    private SdkEventLoopGroup events;

    @BeforeEach
    void open() {
        before = threadsOfClients();
        keys = TestKeys.create();
        encryption = EncryptingS3Client.builder(server.client(), keys.keys(), TestKeys.KEY)
                .partBytes(PART)
                .encryption();
        direct = new SyncSubject(server.client(), encryption, bucket, true);
        events = SdkEventLoopGroup.builder().numberOfThreads(2).build();
        for (int i = 0; i < LANES; i++) {
            Random random = new Random(seed + i);
            FaultProxy proxy = new FaultProxy(server.endpoint(), new Random(random.nextLong()), LONGEST_STALL_MILLIS);
            boolean isAsync = i % 2 == 1;
            boolean isSerial = i == 0;
            FaultSubject subject = isAsync
                    ? new AsyncSubject(asyncClient(proxy), encryption, bucket)
                    : new SyncSubject(client(proxy, isSerial ? 1 : 6), encryption, bucket, isSerial);
            proxies.add(proxy);
            subjects.add(subject);
            lanes.add(new FaultLane(
                    (isAsync ? "async-" : isSerial ? "serial-" : "sync-") + i, subject, direct, proxy, random));
        }
    }

    @AfterEach
    void close() {
        direct.close();
        events.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        keys.close();
    }

    @Test
    void givesTheRightBytesOrAnException() throws Exception {
        System.out.printf("S3 behind faults: %d operations with furoshiki.seed=%d%n", OPERATIONS, seed);
        runLanes();
        requireUploadsGone();
        subjects.forEach(FaultSubject::close);
        for (FaultProxy proxy : proxies) {
            awaitGone("connections of clients that were closed", () -> proxy.open() > 0 ? proxy.open() : null);
            proxy.close();
        }
        awaitGone("threads", () -> {
            Set<Thread> left = threadsOfClients();
            left.removeAll(before);
            return left.isEmpty() ? null : left;
        });
    }

    private void runLanes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        List<Future<?>> running = new ArrayList<>();
        for (FaultLane lane : lanes) {
            running.add(threads.submit(() -> {
                lane.run((OPERATIONS + LANES - 1) / LANES, (OPERATIONS + LANES - 1) / LANES);
                return null;
            }));
        }
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MOST_MINUTES);
        for (int i = 0; i < LANES; i++) {
            try {
                running.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("it hangs: " + lanes.get(i).doing(), e);
            }
        }
        threads.shutdown();
        Map<String, Integer> outcomes = new TreeMap<>();
        lanes.forEach(
                lane -> lane.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum)));
        Map<NetworkFault.Kind, Integer> faults = new TreeMap<>();
        proxies.forEach(proxy -> proxy.struck().forEach((kind, count) -> faults.merge(kind, count, Integer::sum)));
        int total = proxies.stream().mapToInt(FaultProxy::total).sum();
        System.out.printf("%d faults: %s%n%s%n", total, faults, outcomes);
        assertThat(total).as("faults").isGreaterThanOrEqualTo(OPERATIONS);
        assertThat(faults).containsOnlyKeys(NetworkFault.Kind.values());
    }

    /** But for those of which no client ever heard, or whose abortion was hit itself. */
    private void requireUploadsGone() throws InterruptedException {
        try (S3Client plain = server.client()) {
            awaitGone("uploads", () -> {
                List<String> wrong = uploads(plain).keySet().stream()
                        .filter(id -> proxies.stream().anyMatch(proxy -> proxy.mayNotBeLeft(id)))
                        .toList();
                return wrong.isEmpty() ? null : wrong;
            });
            Map<String, String> left = uploads(plain);
            System.out.printf("%d uploads left whose creation or abortion was hit%n", left.size());
        }
    }

    private Map<String, String> uploads(S3Client plain) {
        Map<String, String> keysById = new HashMap<>();
        for (MultipartUpload upload :
                plain.listMultipartUploads(list -> list.bucket(bucket)).uploads()) {
            keysById.put(upload.uploadId(), upload.key());
        }
        return keysById;
    }

    private interface Left {
        @Nullable
        Object look();
    }

    private void awaitGone(String what, Left left) throws InterruptedException {
        long begun = System.nanoTime();
        for (Object found = left.look(); found != null; found = left.look()) {
            assertThat(System.nanoTime() - begun).as("%s: %s", what, found).isLessThan(GONE_NANOS);
            Thread.sleep(20);
        }
    }

    private static Set<Thread> threadsOfClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("furoshiki-s3"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private S3Client client(FaultProxy proxy, int connections) {
        return server.clientBuilder()
                .endpointOverride(proxy.endpoint())
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(connections)
                        .socketTimeout(ATTEMPT)
                        .connectionAcquisitionTimeout(Duration.ofSeconds(5)))
                .overrideConfiguration(FaultProxyTest::impatient)
                .build();
    }

    private S3AsyncClient asyncClient(FaultProxy proxy) {
        return server.asyncClientBuilder()
                .endpointOverride(proxy.endpoint())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(events)
                        .maxConcurrency(6)
                        .readTimeout(ATTEMPT)
                        .connectionAcquisitionTimeout(Duration.ofSeconds(5)))
                .overrideConfiguration(FaultProxyTest::impatient)
                .build();
    }

    /** Tries again at once, three times, however often it has before. */
    private static void impatient(ClientOverrideConfiguration.Builder settings) {
        settings.apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(3)
                        .circuitBreakerEnabled(false)
                        .backoffStrategy(BackoffStrategy.retryImmediately())
                        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                        .build());
    }
}
