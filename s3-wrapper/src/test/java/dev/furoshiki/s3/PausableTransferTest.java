package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.FileDownload;
import software.amazon.awssdk.transfer.s3.model.FileUpload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileDownload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileUpload;

/** The SDK's own multipart client over the encrypting one, which fails to compile, or here, when the SDK moves it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PausableTransferTest {

    private static final int PART = 5 << 20;
    private static final int PART_BY_NUMBER = 8 << 20;
    private static final byte[] CONTENT = RangeTwins.bytes(2 * PART_BY_NUMBER + 70_000);
    private static final List<Integer> SIZES = List.of(0, 10, PART_BY_NUMBER, CONTENT.length);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final TestKeys keys = TestKeys.create();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Integer> parts = new ConcurrentSkipListSet<>();
    private final S3Client stored = LocalS3.s3Proxy().client();
    private final S3AsyncClient plain = observed();
    private final S3Client reader = EncryptingS3Client.wrap(LocalS3.s3Proxy().client(), keys.keys(), TestKeys.KEY);
    private String bucket;
    private volatile Stall stall = new Stall(Integer.MAX_VALUE);

    /** Holds up the parts from a number on, until it is told to let them go. */
    private static final class Stall {
        private final int from;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        Stall(int from) {
            this.from = from;
        }
    }

    private S3AsyncClient observed() {
        ExecutionInterceptor observing = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                if (context.request() instanceof UploadPartRequest part) {
                    holdUp(part.partNumber());
                    parts.add(part.partNumber());
                }
            }
        };
        return LocalS3.s3Proxy()
                .asyncClientBuilder()
                .overrideConfiguration(override ->
                        override.addExecutionInterceptor(observing).addExecutionInterceptor(new WholeSeconds()))
                .build();
    }

    /** Each process has a client of its own, over connections that are shared here. */
    private S3AsyncClient client() {
        return client(threads);
    }

    private S3AsyncClient client(Executor executor) {
        S3AsyncClient shared = new DelegatingS3AsyncClient(plain) {
            @Override
            public void close() {}
        };
        return TransferClients.pausable(EncryptingS3AsyncClient.builder(shared, keys.keys(), TestKeys.KEY)
                .partBytes(PART)
                .executor(executor)
                .build());
    }

    private void holdUp(int number) {
        Stall now = stall;
        if (number >= now.from) {
            now.reached.countDown();
            try {
                now.over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw SdkClientException.create("ended with its process");
        }
    }

    @BeforeAll
    void store() {
        bucket = TestBuckets.create(stored);
        for (int size : SIZES) {
            reader.putObject(
                    put -> put.bucket(bucket).key("size-" + size), RequestBody.fromBytes(Arrays.copyOf(CONTENT, size)));
        }
    }

    @AfterAll
    void close() {
        plain.close();
        reader.close();
        stored.close();
        threads.shutdown();
        keys.close();
    }

    /** By the numbers of parts that only the encrypting client knows. */
    @Test
    void readsEverySize() {
        try (S3AsyncClient s3 = client()) {
            for (int size : SIZES) {
                Path file = directory.resolve("size-" + size);
                s3.getObject(get -> get.bucket(bucket).key("size-" + size), AsyncResponseTransformer.toFile(file))
                        .join();
                assertThat(file).hasBinaryContent(Arrays.copyOf(CONTENT, size));
            }
        }
    }

    /** Those of the SDK's transformers that join parts in memory wait for ever where the first one ends while they subscribe to it. */
    @Test
    void readsIntoMemory() {
        for (Executor executor : List.<Executor>of(Runnable::run, threads)) {
            try (S3AsyncClient s3 = client(executor)) {
                for (int size : List.of(0, 10, CONTENT.length)) {
                    CompletableFuture<ResponseBytes<GetObjectResponse>> got = s3.getObject(
                            get -> get.bucket(bucket).key("size-" + size), AsyncResponseTransformer.toBytes());
                    assertThat(got).as("%d bytes", size).succeedsWithin(SOON);
                    assertThat(Arrays.equals(got.join().asByteArrayUnsafe(), Arrays.copyOf(CONTENT, size)))
                            .as("%d bytes", size)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void whatIsNotThereEndsIt() {
        try (S3AsyncClient s3 = client()) {
            assertThat(s3.getObject(get -> get.bucket(bucket).key("missing"), AsyncResponseTransformer.toBytes()))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(NoSuchKeyException.class);
        }
    }

    @Test
    void readsAsAStream() throws IOException {
        try (S3AsyncClient s3 = client()) {
            for (int size : List.of(0, 10, CONTENT.length)) {
                CompletableFuture<ResponseInputStream<GetObjectResponse>> got = s3.getObject(
                        get -> get.bucket(bucket).key("size-" + size),
                        AsyncResponseTransformer.toBlockingInputStream());
                assertThat(got).as("%d bytes", size).succeedsWithin(SOON);
                assertThat(Arrays.equals(got.join().readAllBytes(), Arrays.copyOf(CONTENT, size)))
                        .as("%d bytes", size)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9_000_000})
    void downloadsGoOnAfterAPause(int pausedAt) throws Exception {
        String key = "size-" + CONTENT.length;
        Path file = directory.resolve("down-" + pausedAt);
        PausedAt paused = new PausedAt(pausedAt);
        String token;
        try (S3AsyncClient s3 = client();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            FileDownload download = transfers.downloadFile(it -> it.destination(file)
                    .getObjectRequest(get -> get.bucket(bucket).key(key))
                    .addTransferListener(paused));
            token = paused.pause(download).serializeToString();
        }
        try (S3AsyncClient s3 = client();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            transfers
                    .resumeDownloadFile(ResumableFileDownload.fromString(token))
                    .completionFuture()
                    .join();
        }
        assertThat(file).hasBinaryContent(CONTENT);
    }

    /** Before the first part is there, between parts, before the last; another process goes on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void uploadsGoOnAfterAPause(int pausedAt) throws Exception {
        Path file = Files.write(directory.resolve("up-" + pausedAt), CONTENT);
        stall = new Stall(pausedAt);
        String token;
        try (S3AsyncClient s3 = client();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            FileUpload upload = transfers.uploadFile(it ->
                    it.source(file).putObjectRequest(put -> put.bucket(bucket).key("up")));
            assertThat(stall.reached.await(60, TimeUnit.SECONDS)).isTrue();
            token = upload.pause().serializeToString();
            stall.over.countDown();
        }
        stall = new Stall(Integer.MAX_VALUE);
        parts.clear();
        try (S3AsyncClient s3 = client();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            transfers
                    .resumeUploadFile(ResumableFileUpload.fromString(token))
                    .completionFuture()
                    .join();
            assertThat(parts).as("of four").contains(4);
        }
        assertHolds("up", CONTENT);
        assertThat(stored.listMultipartUploads(list -> list.bucket(bucket)).uploads())
                .isEmpty();
    }

    /** In parts that the SDK cuts: it asks for the metadata itself. */
    @Test
    void copiesComeThroughTheClient() {
        reader.putObject(
                put -> put.bucket(bucket).key("labelled").metadata(Map.of("colour", "indigo")),
                RequestBody.fromBytes(CONTENT));
        parts.clear();
        try (S3AsyncClient s3 = client();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            transfers
                    .copy(copy -> copy.copyObjectRequest(it -> it.sourceBucket(bucket)
                            .sourceKey("labelled")
                            .destinationBucket(bucket)
                            .destinationKey("copied")))
                    .completionFuture()
                    .join();
        }
        assertThat(parts).containsExactly(1, 2, 3, 4);
        assertHolds("copied", CONTENT);
        assertThat(reader.headObject(head -> head.bucket(bucket).key("copied")).metadata())
                .containsExactlyEntriesOf(Map.of("colour", "indigo"));
        assertThat(stored.listMultipartUploads(list -> list.bucket(bucket)).uploads())
                .isEmpty();
    }

    @Test
    void smallBodiesAndBodiesOfUnknownLengthAreUploaded() throws IOException {
        try (S3AsyncClient s3 = client()) {
            for (int size : List.of(10, CONTENT.length)) {
                byte[] content = Arrays.copyOf(CONTENT, size);
                s3.putObject(
                                put -> put.bucket(bucket).key("unknown"),
                                AsyncRequestBody.fromPublisher(AsyncRequestBody.fromBytes(content)))
                        .join();
                assertHolds("unknown", content);
            }
        }
    }

    private void assertHolds(String key, byte[] content) {
        byte[] got = reader.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
        assertThat(Arrays.equals(got, content)).as(key).isTrue();
    }
}
