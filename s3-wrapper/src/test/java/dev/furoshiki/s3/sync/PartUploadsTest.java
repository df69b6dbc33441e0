package dev.furoshiki.s3.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.ByteArrayInputStream;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Parts of two segments, some on their way at once: however an upload ends, nothing of it is left, on the way or in memory. */
@Timeout(60)
class PartUploadsTest {

    private static final int P = 65_536;
    private static final int PART = 2 * P;
    private static final int PARTS = 7;
    private static final int BUDGET = 5;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final DataKeys KEYS = DataKeys.over(new StaticKeyService("test"));
    private static final Encryption ENCRYPTION = TestEncryption.inParts(KEYS, PART);
    private static final byte[] CONTENT = content();

    private final PartBuffers parts = new PartBuffers(2, 4);
    private final BufferBudget budget = new BufferBudget(BUDGET);
    private final AtomicInteger read = new AtomicInteger();

    @AfterAll
    static void close() {
        THREADS.shutdown();
        KEYS.close();
    }

    private static byte[] content() {
        byte[] content = new byte[(PARTS - 1) * PART + 100];
        new Random(20_261_129).nextBytes(content);
        return content;
    }

    @AfterEach
    void nothingIsHeld() {
        assertThat(budget.left()).as("buffers of the budget").isEqualTo(BUDGET);
        assertThat(parts.lent()).as("buffers of parts").isZero();
        assertThat(parts.segments().lent()).as("buffers of segments").isZero();
    }

    private void put(S3Client s3, Executor executor, int inFlight) {
        new ObjectPut(s3, ENCRYPTION, new SyncBuffers(executor, parts, budget, inFlight))
                .put(
                        PutObjectRequest.builder().bucket("b").key("k").build(),
                        RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(CONTENT) {
                                    @Override
                                    public synchronized int read(byte[] into, int offset, int length) {
                                        int count = super.read(into, offset, length);
                                        PartUploadsTest.this.read.addAndGet(Math.max(0, count));
                                        return count;
                                    }
                                },
                                CONTENT.length,
                                "a/b"));
    }

    private static void requireStored(MemoryUploads uploads) {
        byte[] stored = Objects.requireNonNull(uploads.stored(), "nothing was completed");
        assertThat(uploads.aborted()).isZero();
        assertThat(uploads.late()).isZero();
        try (S3Client plain = LocalS3.s3Proxy().client()) {
            String bucket = LocalS3.s3Proxy().newBucket();
            plain.putObject(
                    put -> put.bucket(bucket)
                            .key("k")
                            .metadata(uploads.created().metadata()),
                    RequestBody.fromBytes(stored));
            SyncBuffers serial = new SyncBuffers(Runnable::run, new PartBuffers(2, 1), new BufferBudget(0), 1);
            byte[] got = new ObjectGet(plain, inAnyBucket(), serial, new ProvenLengths())
                    .get(GetObjectRequest.builder().bucket(bucket).key("k").build(), ResponseTransformer.toBytes())
                    .asByteArray();
            assertThat(got).isEqualTo(CONTENT);
        }
    }

    private static Encryption inAnyBucket() {
        return TestEncryption.inParts(KEYS, PART, (bucket, key) -> EncryptionContext.of("bucket", "b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void asManyAreOnTheirWayAsMayBeAndNoMore(int inFlight) {
        CyclicBarrier together = new CyclicBarrier(inFlight);
        MemoryUploads uploads = new MemoryUploads(request -> {
            if (request instanceof UploadPartRequest part && part.partNumber() <= inFlight) {
                await(together);
            }
        });
        put(uploads, THREADS, inFlight);
        assertThat(uploads.mostInFlight()).isEqualTo(inFlight);
        requireStored(uploads);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("they do not meet", e);
        }
    }

    /** Nobody reads more of a body than there are buffers for. */
    @Test
    void aBodyWaitsForItsParts() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        MemoryUploads uploads = new MemoryUploads(request -> {
            if (request instanceof UploadPartRequest) {
                await(gate);
            }
        });
        Future<?> putting = THREADS.submit(() -> put(uploads, THREADS, 2));
        int before = -1;
        while (before != read.get() || before == 0) {
            before = read.get();
            Thread.sleep(100);
        }
        assertThat(before).isEqualTo(3 * PART);
        assertThat(parts.lent()).isEqualTo(3);
        gate.countDown();
        putting.get();
        requireStored(uploads);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        }
    }

    @Test
    void withOneAtATimeTheThreadThatCallsDoesEverything() {
        AtomicReference<Thread> stranger = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        MemoryUploads uploads = new MemoryUploads(request -> {
            if (!Thread.currentThread().equals(caller)) {
                stranger.set(Thread.currentThread());
            }
        });
        put(uploads, work -> stranger.set(caller), 1);
        assertThat(stranger).hasValue(null);
        assertThat(uploads.mostInFlight()).isEqualTo(1);
        requireStored(uploads);
    }

    /** Full from the beginning, or from some task on; its threads all busy for ever; or the one that calls. */
    @Test
    void noExecutorCanStopAPut() throws Exception {
        for (int most = 0; most <= 4; most++) {
            int taken = most;
            AtomicInteger tasks = new AtomicInteger();
            requireStored(stored(work -> {
                if (tasks.getAndIncrement() >= taken) {
                    throw new RejectedExecutionException("full");
                }
                THREADS.execute(work);
            }));
        }
        requireStored(stored(work -> {}));
        requireStored(stored(Runnable::run));
        ExecutorService own = Executors.newSingleThreadExecutor();
        requireStored(own.submit(() -> stored(own)).get());
        own.shutdown();
        requireStored(stored(own));
    }

    /** An executor that is shut down ends what it does: the put goes on. */
    @Test
    void aPartThatLostItsThreadIsSentAgain() {
        for (int at = 1; at <= PARTS; at++) {
            ExecutorService own = Executors.newCachedThreadPool();
            Thread caller = Thread.currentThread();
            int lost = at;
            MemoryUploads uploads = new MemoryUploads(request -> {
                if (request instanceof UploadPartRequest part
                        && part.partNumber() == lost
                        && !Thread.currentThread().equals(caller)) {
                    own.shutdownNow();
                    await(new CountDownLatch(1));
                }
            });
            put(uploads, own, 3);
            own.shutdown();
            requireStored(uploads);
            nothingIsHeld();
        }
    }

    /** As where there is one connection, and each part takes longer than the others wait for it. */
    @Test
    void whatIsNotToBeSentBesideOthersIsSentAlone() {
        AtomicReference<MemoryUploads> itself = new AtomicReference<>();
        AtomicInteger refused = new AtomicInteger();
        MemoryUploads uploads = new MemoryUploads(request -> {
            if (itself.get().inFlight() > 1) {
                refused.incrementAndGet();
                throw SdkClientException.create("waited too long for a connection");
            } else if (refused.get() == 0 && request instanceof UploadPartRequest) {
                while (itself.get().inFlight() == 1 && refused.get() == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        itself.set(uploads);
        put(uploads, THREADS, 3);
        assertThat(refused.get()).isPositive();
        requireStored(uploads);
    }

    @Test
    void whatFailsAloneTooIsAFailure() {
        SdkClientException failure = SdkClientException.create("by the test");
        AtomicInteger sent = new AtomicInteger();
        MemoryUploads uploads = new MemoryUploads(request -> {
            if (request instanceof UploadPartRequest part && part.partNumber() == 2) {
                sent.incrementAndGet();
                throw failure;
            }
        });
        assertThat(catchThrowable(() -> put(uploads, THREADS, 3))).isSameAs(failure);
        assertThat(sent).hasValue(2);
        assertThat(uploads.aborted()).isEqualTo(1);
        assertThat(uploads.late()).isZero();
    }

    private MemoryUploads stored(Executor executor) {
        MemoryUploads uploads = new MemoryUploads(request -> {});
        put(uploads, executor, 3);
        return uploads;
    }

    /** Before each request of an upload, of one that sends its parts alone and of one that sends some at once. */
    @Test
    void aFailureEndsItWhereverItIs() {
        for (int inFlight = 1; inFlight <= 3; inFlight++) {
            for (int at = 1; at <= PARTS + 2; at++) {
                RuntimeException failure = at % 2 == 0
                        ? (RuntimeException) S3Exception.builder()
                                .message("by the test")
                                .statusCode(500)
                                .build()
                        : new IllegalStateException("by the test");
                MemoryUploads uploads = new MemoryUploads(before(at, failure));
                int most = inFlight;
                Throwable thrown = catchThrowable(() -> put(uploads, THREADS, most));
                assertThat(thrown)
                        .as("before request %d of %d at once", at, inFlight)
                        .isSameAs(failure);
                assertThat(uploads.stored()).isNull();
                assertThat(uploads.aborted()).isEqualTo(at == 1 ? 0 : 1);
                assertThat(uploads.late()).as("parts behind the abortion").isZero();
                nothingIsHeld();
            }
        }
    }

    private static Consumer<S3Request> before(int number, RuntimeException failure) {
        return request -> {
            int each = request instanceof CreateMultipartUploadRequest
                    ? 1
                    : request instanceof UploadPartRequest part ? part.partNumber() + 1 : PARTS + 2;
            if (each == number) {
                throw failure;
            }
        };
    }

    /** An error, too: the buffers do not know what it was. */
    @Test
    void anErrorEndsIt() {
        MemoryUploads uploads = new MemoryUploads(request -> {
            if (request instanceof UploadPartRequest) {
                throw new StackOverflowError("by the test");
            }
        });
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> put(uploads, THREADS, 3));
        assertThat(uploads.aborted()).isEqualTo(1);
    }

    /** Parts that are on their way for ever end when nobody wants them. */
    @Test
    void whoIsInterruptedGivesUp() {
        for (int inFlight = 1; inFlight <= 3; inFlight++) {
            Thread caller = Thread.currentThread();
            CountDownLatch never = new CountDownLatch(1);
            MemoryUploads uploads = new MemoryUploads(request -> {
                if (request instanceof UploadPartRequest) {
                    caller.interrupt();
                    await(never);
                }
            });
            int most = inFlight;
            assertThatExceptionOfType(AbortedException.class).isThrownBy(() -> put(uploads, THREADS, most));
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(uploads.aborted()).isEqualTo(1);
            assertThat(uploads.late()).isZero();
            nothingIsHeld();
        }
    }

    /** Where others have the budget, a body goes on with one buffer. */
    @Test
    void aBodyNeedsNoBudget() {
        for (int i = 0; i < BUDGET; i++) {
            assertThat(budget.tryTake()).isTrue();
        }
        MemoryUploads uploads = stored(THREADS);
        assertThat(uploads.mostInFlight()).isEqualTo(1);
        for (int i = 0; i < BUDGET; i++) {
            budget.give();
        }
        requireStored(uploads);
    }
}
