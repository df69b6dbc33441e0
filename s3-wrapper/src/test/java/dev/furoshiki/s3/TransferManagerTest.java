package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.DownloadRequest;
import software.amazon.awssdk.transfer.s3.model.FileDownload;
import software.amazon.awssdk.transfer.s3.model.FileUpload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileDownload;
import software.amazon.awssdk.transfer.s3.progress.TransferListener;

/** The SDK's transfer manager over the asynchronous client: what it moves, and what it says that it moved, is plaintext. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransferManagerTest {

    private static final int PART = 5 << 20;
    private static final byte[] CONTENT = RangeTwins.bytes(2 * PART + 70_000);

    @TempDir
    private Path directory;

    private final TestKeys keys = TestKeys.create();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final S3Client stored = LocalS3.s3Proxy().client();
    private final S3AsyncClient plain = observed();
    private final EncryptingS3AsyncClient s3 = encrypting(plain);
    private final S3TransferManager transfers =
            S3TransferManager.builder().s3Client(s3).build();
    private String bucket;

    private S3AsyncClient observed() {
        ExecutionInterceptor observing = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                context.httpRequest().firstMatchingHeader("Range").ifPresent(ranges::add);
            }
        };
        return LocalS3.s3Proxy()
                .asyncClientBuilder()
                .overrideConfiguration(override ->
                        override.addExecutionInterceptor(observing).addExecutionInterceptor(new WholeSeconds()))
                .build();
    }

    private EncryptingS3AsyncClient encrypting(S3AsyncClient beneath) {
        return EncryptingS3AsyncClient.builder(beneath, keys.keys(), TestKeys.KEY)
                .partBytes(PART)
                .build();
    }

    @BeforeEach
    void newBucket() {
        bucket = TestBuckets.create(stored);
    }

    @AfterAll
    void close() {
        transfers.close();
        s3.close();
        stored.close();
        reading.shutdown();
        keys.close();
    }

    /** What a listener is told. */
    private static final class Told implements TransferListener {
        private final List<Long> transferred = new CopyOnWriteArrayList<>();
        private volatile long total = -1;
        private final CountDownLatch isComplete = new CountDownLatch(1);

        @Override
        public void bytesTransferred(TransferListener.Context.BytesTransferred context) {
            transferred.add(context.progressSnapshot().transferredBytes());
        }

        @Override
        public void transferComplete(TransferListener.Context.TransferComplete context) {
            total = context.progressSnapshot().totalBytes().orElse(-1);
            transferred.add(context.progressSnapshot().transferredBytes());
            isComplete.countDown();
        }

        void assertTold(long size) throws InterruptedException {
            assertThat(isComplete.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(total).isEqualTo(size);
            assertThat(transferred).isSorted().last().isEqualTo(size);
        }
    }

    @Test
    void movesFiles() throws Exception {
        for (int size : List.of(0, 10, CONTENT.length)) {
            byte[] content = Arrays.copyOf(CONTENT, size);
            Path file = Files.write(directory.resolve("up-" + size), content);
            Told up = new Told();
            transfers
                    .uploadFile(upload -> upload.source(file)
                            .putObjectRequest(put -> put.bucket(bucket).key("k"))
                            .addTransferListener(up))
                    .completionFuture()
                    .join();
            up.assertTold(size);
            assertThat(StoredObject.read(stored, bucket, "k").body()).hasSizeGreaterThan(size);

            Told down = new Told();
            Path received = directory.resolve("down-" + size);
            transfers
                    .downloadFile(download -> download.destination(received)
                            .getObjectRequest(get -> get.bucket(bucket).key("k"))
                            .addTransferListener(down))
                    .completionFuture()
                    .join();
            down.assertTold(size);
            assertThat(received).hasBinaryContent(content);
        }
    }

    @Test
    void movesStreamsAndPublishers() throws Exception {
        upload("bytes", AsyncRequestBody.fromBytes(CONTENT));
        upload("publisher", AsyncRequestBody.fromPublisher(AsyncRequestBody.fromBytes(CONTENT)));
        upload(
                "stream",
                AsyncRequestBody.fromInputStream(new ByteArrayInputStream(CONTENT), (long) CONTENT.length, reading));
        for (String key : List.of("bytes", "publisher", "stream")) {
            Told told = new Told();
            byte[] bytes = transfers
                    .download(DownloadRequest.builder()
                            .getObjectRequest(get -> get.bucket(bucket).key(key))
                            .addTransferListener(told)
                            .responseTransformer(AsyncResponseTransformer.<GetObjectResponse>toBytes())
                            .build())
                    .completionFuture()
                    .join()
                    .result()
                    .asByteArray();
            assertThat(Arrays.equals(bytes, CONTENT)).as(key).isTrue();
            told.assertTold(CONTENT.length);
        }
        ResponsePublisher<GetObjectResponse> publisher = transfers
                .download(DownloadRequest.builder()
                        .getObjectRequest(get -> get.bucket(bucket).key("stream"))
                        .responseTransformer(AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                        .build())
                .completionFuture()
                .join()
                .result();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        publisher
                .subscribe(part -> {
                    byte[] bytes = new byte[part.remaining()];
                    part.get(bytes);
                    out.writeBytes(bytes);
                })
                .get(60, TimeUnit.SECONDS);
        assertThat(publisher.response().contentLength()).isEqualTo(CONTENT.length);
        assertThat(Arrays.equals(out.toByteArray(), CONTENT)).isTrue();
    }

    private void upload(String key, AsyncRequestBody body) {
        transfers
                .upload(upload -> upload.requestBody(body)
                        .putObjectRequest(put -> put.bucket(bucket).key(key)))
                .completionFuture()
                .join();
    }

    @Test
    void movesDirectories() throws IOException {
        Path up = Files.createDirectories(directory.resolve("tree"));
        Map<String, Integer> sizes = new TreeMap<>(
                Map.of("empty", 0, "a/few", 10, "a/b/segments", 200_000, "a/b/parts", PART + 1, "ü 風", 1));
        for (Map.Entry<String, Integer> file : sizes.entrySet()) {
            Path path = up.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, Arrays.copyOf(CONTENT, file.getValue()));
        }
        assertThat(transfers
                        .uploadDirectory(it -> it.source(up).bucket(bucket).s3Prefix("copy"))
                        .completionFuture()
                        .join()
                        .failedTransfers())
                .isEmpty();
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).join().contents().stream()
                        .collect(Collectors.toMap(object -> object.key().substring("copy/".length()), S3Object::size)))
                .isEqualTo(sizes.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, file -> file.getValue().longValue())));
        Path down = directory.resolve("tree again");
        assertThat(transfers
                        .downloadDirectory(it -> it.destination(down)
                                .bucket(bucket)
                                .listObjectsV2RequestTransformer(list -> list.prefix("copy/")))
                        .completionFuture()
                        .join()
                        .failedTransfers())
                .isEmpty();
        try (Stream<Path> files = Files.walk(down)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(sizes.size());
        }
        for (Map.Entry<String, Integer> file : sizes.entrySet()) {
            assertThat(down.resolve(file.getKey())).hasBinaryContent(Arrays.copyOf(CONTENT, file.getValue()));
        }
    }

    @Test
    void copiesInTheStore() {
        upload("k", AsyncRequestBody.fromBytes(CONTENT));
        transfers
                .copy(copy -> copy.copyObjectRequest(it -> it.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("other")))
                .completionFuture()
                .join();
        assertThat(Arrays.equals(
                        s3.getObject(get -> get.bucket(bucket).key("other"), AsyncResponseTransformer.toBytes())
                                .join()
                                .asByteArray(),
                        CONTENT))
                .isTrue();
        assertThat(StoredObject.read(stored, bucket, "other").body())
                .isEqualTo(StoredObject.read(stored, bucket, "k").body());
    }

    /** At the first segment, within the first answer, in a later one; another process goes on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3_000_000, 9_000_000})
    void downloadsGoOnAfterAPause(int pausedAt) throws Exception {
        upload("k", AsyncRequestBody.fromBytes(CONTENT));
        Path file = directory.resolve("paused-" + pausedAt);
        PausedAt paused = new PausedAt(pausedAt);
        FileDownload download = transfers.downloadFile(it -> it.destination(file)
                .getObjectRequest(get -> get.bucket(bucket).key("k"))
                .addTransferListener(paused));
        ResumableFileDownload resumable = paused.pause(download);
        long had = resumable.bytesTransferred();
        assertThat(resumable.totalSizeInBytes()).hasValue(CONTENT.length);
        assertThat(had).isBetween(Math.max(0L, pausedAt - 2L * 65_536), CONTENT.length - 1L);
        assertThat(Arrays.equals(Files.readAllBytes(file), Arrays.copyOf(CONTENT, (int) had)))
                .as("what is there is verified plaintext")
                .isTrue();

        String token = resumable.serializeToString();
        ranges.clear();
        try (EncryptingS3AsyncClient elsewhere = encrypting(new DelegatingS3AsyncClient(plain) {
                    @Override
                    public void close() {}
                });
                S3TransferManager other =
                        S3TransferManager.builder().s3Client(elsewhere).build()) {
            Told told = new Told();
            FileDownload resumed = other.resumeDownloadFile(ResumableFileDownload.fromString(token).toBuilder()
                    .downloadFileRequest(again -> again.destination(file)
                            .getObjectRequest(get -> get.bucket(bucket).key("k"))
                            .addTransferListener(told))
                    .build());
            resumed.completionFuture().join();
            assertThat(file).hasBinaryContent(CONTENT);
            told.assertTold(CONTENT.length - had);
        }
        long firstAsked = ranges.stream()
                .mapToLong(range -> Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1")))
                .min()
                .orElseThrow();
        assertThat(firstAsked).as("of stored segments").isEqualTo(had / 65_536 * 65_568);
    }

    /** The SDK pauses uploads only of clients that are its own multipart client. */
    @Test
    void aPlainClientDoesNotPauseUploads() throws IOException {
        Path file = Files.write(directory.resolve("not paused"), CONTENT);
        FileUpload upload = transfers.uploadFile(
                it -> it.source(file).putObjectRequest(put -> put.bucket(bucket).key("k")));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(upload::pause);
        upload.completionFuture().join();
    }

    @Test
    void aChangedObjectFailsAndLeavesWhatWasVerified() throws IOException {
        upload("k", AsyncRequestBody.fromBytes(Arrays.copyOf(CONTENT, 300_000)));
        StoredObject.read(stored, bucket, "k").flipBody(2 * 65_568 + 100).write(stored, bucket, "k");
        Path file = directory.resolve("changed");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> transfers
                        .downloadFile(it -> it.destination(file)
                                .getObjectRequest(get -> get.bucket(bucket).key("k")))
                        .completionFuture()
                        .join())
                .withStackTraceContaining(TamperedObjectException.class.getSimpleName());
        byte[] left = Files.readAllBytes(file);
        assertThat(left).hasSizeLessThanOrEqualTo(2 * 65_536).isEqualTo(Arrays.copyOf(CONTENT, left.length));
    }
}
