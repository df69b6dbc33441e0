package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import dev.furoshiki.testing.servers.LoopbackRelay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.S3Request;

/** However an asynchronous operation ends, its future does, and nothing is left in the store. */
@Timeout(120)
class AsyncEndsTest {

    private static final int PART = 5 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final S3AsyncClient PLAIN =
            LocalS3.s3Proxy().asyncClientBuilder().build();
    private static final TestKeys KEYS = TestKeys.create();

    private final String bucket = LocalS3.s3Proxy().newBucket();

    @AfterAll
    static void close() {
        PLAIN.close();
        KEYS.close();
    }

    @Test
    void anExecutorThatIsShutDownMidwayEndsWhatIsUnderWay() {
        encrypting(PLAIN)
                .putObject(put -> put.bucket(bucket).key("k"), AsyncRequestBody.fromBytes(new byte[PART + 1]))
                .join();
        for (String operation : List.of("get", "head", "put", "put in parts")) {
            ExecutorService work = Executors.newFixedThreadPool(2);
            EncryptingS3AsyncClient s3 = EncryptingS3AsyncClient.builder(
                            meanwhile(request -> work.shutdown()), KEYS.keys(), TestKeys.KEY)
                    .partBytes(PART)
                    .executor(work)
                    .build();
            assertEnds(operation, begin(s3, operation));
            assertThat(work.isShutdown()).isTrue();
            assertThat(begin(s3, "get"))
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(SdkException.class)
                    .withMessageContaining("was closed");
        }
        assertNoUploads();
    }

    /** Right or wrong: but at some time. */
    private static void assertEnds(String what, CompletableFuture<?> begun) {
        CompletableFuture<Object> ended = begun.handle((value, thrown) -> thrown == null ? "done" : thrown);
        assertThat(ended).as(what).succeedsWithin(SOON);
        Object end = ended.join();
        assertThat(end instanceof Throwable thrown ? cause(thrown) : end)
                .as(what)
                .isInstanceOfAny(String.class, SdkException.class);
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof java.util.concurrent.CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }

    private CompletableFuture<?> begin(EncryptingS3AsyncClient s3, String operation) {
        return switch (operation) {
            case "get" -> s3.getObject(get -> get.bucket(bucket).key("k"), AsyncResponseTransformer.toBytes());
            case "head" -> s3.headObject(head -> head.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED));
            case "list" -> s3.listObjectsV2(list -> list.bucket(bucket));
            case "put" ->
                s3.putObject(put -> put.bucket(bucket).key("new"), AsyncRequestBody.fromBytes(new byte[1_000]));
            default ->
                s3.putObject(put -> put.bucket(bucket).key("new"), AsyncRequestBody.fromBytes(new byte[2 * PART]));
        };
    }

    /** On the thread that brings the answer, which is none that the object comes by. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDoneWithAnAnswerMayReadIt(boolean onAnyThread) {
        EncryptingS3AsyncClient s3 = EncryptingS3AsyncClient.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
                .executor(onAnyThread ? ForkJoinPool.commonPool() : Runnable::run)
                .build();
        byte[] content = RangeTwins.bytes(300_000);
        s3.putObject(put -> put.bucket(bucket).key("read"), AsyncRequestBody.fromBytes(content))
                .join();
        CompletableFuture<byte[]> read = s3.getObject(
                        get -> get.bucket(bucket).key("read"), AsyncResponseTransformer.toBlockingInputStream())
                .thenApply(AsyncEndsTest::all);
        assertThat(read).succeedsWithin(SOON);
        assertThat(Arrays.equals(read.join(), content)).isTrue();
    }

    private static byte[] all(InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClientThatIsClosedMidwayEndsWhatIsUnderWay() throws InterruptedException {
        List<AutoCloseable> silent = new CopyOnWriteArrayList<>();
        try (LoopbackRelay relay = LoopbackRelay.to(LocalS3.s3Proxy().endpoint().getPort(), (client, server) -> {
            silent.add(client);
            silent.add(server);
        })) {
            EncryptingS3AsyncClient s3 = encrypting(LocalS3.s3Proxy()
                    .asyncClientBuilder()
                    .endpointOverride(relay.endpoint())
                    .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(Duration.ofSeconds(2)))
                    .build());
            Map<String, CompletableFuture<?>> begun = new java.util.TreeMap<>();
            for (String operation : List.of("get", "head", "list", "put", "put in parts")) {
                begun.put(operation, begin(s3, operation));
            }
            while (silent.size() < 2 * begun.size()) {
                Thread.sleep(5);
            }
            s3.close();
            begun.forEach(AsyncEndsTest::assertEnds);
        }
    }

    /** Who gives up while the upload is asked for has no id yet to abort it by. */
    @Test
    void anUploadThatIsCancelledWhileItBeginsIsAborted() throws InterruptedException {
        AtomicReference<CompletableFuture<?>> put = new AtomicReference<>();
        CountDownLatch aborted = new CountDownLatch(1);
        EncryptingS3AsyncClient s3 = encrypting(meanwhile(request -> {
            if (request instanceof AbortMultipartUploadRequest) {
                aborted.countDown();
            } else if (request.getClass().getSimpleName().startsWith("CreateMultipart")) {
                await(put).cancel(true);
            }
        }));
        put.set(begin(s3, "put in parts"));
        assertThat(put.get()).failsWithin(SOON);
        assertThat(aborted.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        awaitNoUploads();
    }

    /** A part that arrives behind the abortion would be kept and paid for. */
    @Test
    void noPartIsSentBehindTheAbortion() throws InterruptedException {
        AtomicReference<CompletableFuture<?>> put = new AtomicReference<>();
        List<String> sent = new ArrayList<>();
        EncryptingS3AsyncClient s3 = encrypting(meanwhile(request -> {
            String name = request.getClass().getSimpleName();
            if (name.startsWith("UploadPart")) {
                await(put).cancel(true);
            }
            sent.add(name);
        }));
        put.set(begin(s3, "put in parts"));
        assertThat(put.get()).failsWithin(SOON);
        awaitNoUploads();
        assertThat(sent.get(sent.size() - 1)).isEqualTo("AbortMultipartUploadRequest");
    }

    private static CompletableFuture<?> await(AtomicReference<CompletableFuture<?>> put) {
        CompletableFuture<?> begun = put.get();
        while (begun == null) {
            Thread.onSpinWait();
            begun = put.get();
        }
        return begun;
    }

    private static EncryptingS3AsyncClient encrypting(S3AsyncClient plain) {
        return EncryptingS3AsyncClient.builder(plain, KEYS.keys(), TestKeys.KEY)
                .partBytes(PART)
                .build();
    }

    private interface Meanwhile {
        void before(S3Request request);
    }

    /** A client that does something before it sends a request; it stays open. */
    private static S3AsyncClient meanwhile(Meanwhile meanwhile) {
        return new DelegatingS3AsyncClient(PLAIN) {
            @Override
            protected <T extends S3Request, R> CompletableFuture<R> invokeOperation(
                    T request, java.util.function.Function<T, CompletableFuture<R>> operation) {
                meanwhile.before(request);
                return operation.apply(request);
            }

            @Override
            public void close() {}
        };
    }

    private void awaitNoUploads() throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < SOON.toNanos() && uploads() > 0) {
            Thread.sleep(5);
        }
        assertNoUploads();
    }

    private void assertNoUploads() {
        assertThat(uploads()).isZero();
    }

    private int uploads() {
        return PLAIN.listMultipartUploads(list -> list.bucket(bucket))
                .join()
                .uploads()
                .size();
    }
}
