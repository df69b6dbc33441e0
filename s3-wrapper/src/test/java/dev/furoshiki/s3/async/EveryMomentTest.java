package dev.furoshiki.s3.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.UploadTranslation;
import dev.furoshiki.testing.servers.LocalS3;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Something goes wrong at each moment of a put and of a get: before each task of the executor. Whatever it is, the future ends, no
 * upload is left, and every buffer comes back.
 */
@Timeout(120)
class EveryMomentTest {

    private static final int PART = 5 << 20;
    private static final int IN_FLIGHT = 2;

    private static final S3AsyncClient PLAIN =
            LocalS3.s3Proxy().asyncClientBuilder().build();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final DataKeys KEYS = DataKeys.over(new StaticKeyService("test"));
    private static final Encryption ENCRYPTION = TestEncryption.inParts(KEYS, PART);
    private static final byte[] CONTENT = content();

    private final String bucket = LocalS3.s3Proxy().newBucket();
    private final BufferBudget budget = new BufferBudget(2 * IN_FLIGHT);
    private final PartBuffers parts = new PartBuffers(PART / 65_536, IN_FLIGHT);

    @TempDir
    private Path directory;

    @AfterAll
    static void close() {
        THREADS.shutdown();
        PLAIN.close();
        KEYS.close();
    }

    private static byte[] content() {
        byte[] content = new byte[2 * PART + 70_001];
        new Random(20_261_129).nextBytes(content);
        return content;
    }

    /** What happens before which task; false where the executor does not take it. */
    private interface Incident {
        boolean before(int task);
    }

    private AsyncBuffers buffers(Incident incident) {
        AtomicInteger tasks = new AtomicInteger();
        return new AsyncBuffers(
                work -> {
                    if (!incident.before(tasks.incrementAndGet())) {
                        throw new RejectedExecutionException("full");
                    }
                    THREADS.execute(work);
                },
                parts,
                budget,
                IN_FLIGHT);
    }

    private CompletableFuture<?> put(Incident incident) {
        return new AsyncObjectPut(PLAIN, ENCRYPTION, buffers(incident))
                .put(
                        PutObjectRequest.builder().bucket(bucket).key("k").build(),
                        AsyncRequestBody.fromPublisher(AsyncRequestBody.fromBytes(CONTENT)));
    }

    private CompletableFuture<GetObjectResponse> get(Incident incident, Path file) {
        return new AsyncObjectGet(PLAIN, ENCRYPTION, buffers(incident), new ProvenLengths())
                .get(GetObjectRequest.builder().bucket(bucket).key("k").build(), AsyncResponseTransformer.toFile(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10})
    void anExecutorThatTakesNoMoreWork(int moment) throws Exception {
        Throwable thrown = catchThrowable(() -> put(task -> task < moment).join());
        if (thrown != null) {
            assertThat(thrown).rootCause().isInstanceOf(RejectedExecutionException.class);
            assertThat(thrown).hasCauseInstanceOf(SdkClientException.class);
            assertThat(PLAIN.listObjectsV2(list -> list.bucket(bucket)).join().contents())
                    .isEmpty();
        }
        awaitNothingHeld();
        put(task -> true).join();

        Path file = directory.resolve("received");
        thrown = catchThrowable(() -> get(task -> task < moment, file).join());
        if (thrown != null) {
            assertThat(thrown).hasCauseInstanceOf(SdkClientException.class);
            assertThat(file).doesNotExist();
        } else {
            assertThat(file).hasBinaryContent(CONTENT);
        }
        awaitNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10})
    void aCallerWhoCancels(int moment) throws Exception {
        CompletableFuture<CompletableFuture<?>> putting = new CompletableFuture<>();
        putting.complete(put(task -> task < moment || cancelled(putting)));
        putting.join().handle((done, thrown) -> done).join();
        awaitNothingHeld();
        put(task -> true).join();

        Path file = directory.resolve("received");
        CompletableFuture<CompletableFuture<?>> getting = new CompletableFuture<>();
        CompletableFuture<GetObjectResponse> got = get(task -> task < moment || cancelled(getting), file);
        getting.complete(got);
        if (catchThrowable(got::join) == null) {
            assertThat(file).hasBinaryContent(CONTENT);
        } else {
            await(() -> !Files.exists(file), "the file");
        }
        awaitNothingHeld();
    }

    /** Whatever became of a copy, nothing has room any more, and the next one is as good as the first. */
    @Test
    void copiesOfPartsGiveBackWhatTheyTook() throws Exception {
        put(task -> true).join();
        UploadTranslation translation = new UploadTranslation(ENCRYPTION, 0);
        AsyncUploads begun = new AsyncUploads(PLAIN, translation, buffers(task -> true));
        String id = begun.create(CreateMultipartUploadRequest.builder()
                        .bucket(bucket)
                        .key("to")
                        .build())
                .join()
                .uploadId();
        UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                .sourceBucket(bucket)
                .sourceKey("k")
                .copySourceRange("bytes=70000-270000")
                .destinationBucket(bucket)
                .destinationKey("to")
                .uploadId(id)
                .partNumber(1)
                .build();
        for (int moment = 1; moment <= 12; moment++) {
            int last = moment;
            assertGivenBack(translation, request, task -> task < last, new CompletableFuture<>());
            CompletableFuture<CompletableFuture<?>> copying = new CompletableFuture<>();
            assertGivenBack(translation, request, task -> task != last || cancelled(copying), copying);
        }
        assertGivenBack(translation, request, task -> true, new CompletableFuture<>());
        begun.abort(AbortMultipartUploadRequest.builder()
                        .bucket(bucket)
                        .key("to")
                        .uploadId(id)
                        .build())
                .join();
        awaitNothingHeld();
    }

    /** @param copying completed with the copy, when it has begun */
    private void assertGivenBack(
            UploadTranslation translation,
            UploadPartCopyRequest request,
            Incident incident,
            CompletableFuture<CompletableFuture<?>> copying)
            throws InterruptedException {
        AsyncBuffers buffers = buffers(incident);
        AsyncUploads uploads = new AsyncUploads(PLAIN, translation, buffers);
        ProvenLengths lengths = new ProvenLengths();
        AsyncObjectGet get = new AsyncObjectGet(PLAIN, ENCRYPTION, buffers, lengths);
        CompletableFuture<UploadPartCopyResponse> copied =
                new AsyncPartCopy(PLAIN, ENCRYPTION, get, uploads, buffers, lengths).copy(request);
        copying.complete(copied);
        Throwable thrown = catchThrowable(copied::join);
        if (thrown == null) {
            assertThat(copied.join().copyPartResult().eTag()).isNotBlank();
        } else {
            assertThat(thrown)
                    .satisfiesAnyOf(
                            any -> assertThat(any).isInstanceOf(CancellationException.class),
                            any -> assertThat(any).hasCauseInstanceOf(SdkClientException.class));
        }
        await(() -> uploads.heldBytes() == 0 && budget.left() == 2 * IN_FLIGHT, "what a copy held");
    }

    private static boolean cancelled(CompletableFuture<CompletableFuture<?>> future) {
        Futures.atEnd(future, (begun, thrown) -> begun.cancel(true));
        return true;
    }

    @Test
    void aSubscriberThatThrows() throws Exception {
        put(task -> true).join();
        for (RuntimeException thrown : new RuntimeException[] {new IllegalStateException("thrown"), null}) {
            CompletableFuture<?> got = new AsyncObjectGet(PLAIN, ENCRYPTION, buffers(task -> true), new ProvenLengths())
                    .get(
                            GetObjectRequest.builder().bucket(bucket).key("k").build(),
                            AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                    .thenAccept(publisher -> publisher.subscribe(new Throwing(thrown)));
            got.join();
            awaitNothingHeld();
        }
    }

    /** Two of an empty last segment are in answers of their own; whoever reads waits for neither on the executor. */
    @Test
    void oneThreadForEverything() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            AsyncBuffers buffers = new AsyncBuffers(one, parts, budget, 1);
            new AsyncObjectPut(PLAIN, ENCRYPTION, buffers)
                    .put(
                            PutObjectRequest.builder().bucket(bucket).key("k").build(),
                            AsyncRequestBody.fromBytes(CONTENT))
                    .join();
            byte[] received = new AsyncObjectGet(PLAIN, ENCRYPTION, buffers, new ProvenLengths())
                    .get(GetObjectRequest.builder().bucket(bucket).key("k").build(), AsyncResponseTransformer.toBytes())
                    .join()
                    .asByteArray();
            assertThat(received).isEqualTo(CONTENT);
        } finally {
            one.shutdown();
        }
    }

    private void awaitNothingHeld() throws InterruptedException {
        await(
                () -> PLAIN.listMultipartUploads(list -> list.bucket(bucket))
                        .join()
                        .uploads()
                        .isEmpty(),
                "uploads");
        await(() -> budget.left() == 2 * IN_FLIGHT, "buffers");
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String what) throws InterruptedException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - begun)
                    .as("nanoseconds until %s are gone", what)
                    .isLessThan(60_000_000_000L);
            Thread.sleep(5);
        }
    }

    /** Throws an exception, or an error, when it is given something, and when it is told of a failure. */
    private record Throwing(RuntimeException exception) implements Subscriber<ByteBuffer> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            throwIt();
        }

        @Override
        public void onError(Throwable thrown) {
            throwIt();
        }

        @Override
        public void onComplete() {
            throwIt();
        }

        private void throwIt() {
            if (exception != null) {
                throw exception;
            }
            throw new AssertionError("thrown");
        }
    }
}
