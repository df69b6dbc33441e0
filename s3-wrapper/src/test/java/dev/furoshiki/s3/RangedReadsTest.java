package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.sync.SyncBuffers;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The synchronous client where an object is several answers, some on their way at once. */
class RangedReadsTest extends RangedReads {

    private byte[] get(S3Client s3) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key("k")).asByteArray();
    }

    private ResponseInputStream<GetObjectResponse> open(S3Client s3) {
        return s3.getObject(get -> get.bucket(bucket).key("k"));
    }

    @Test
    void rangesAreThoseOfThePlaintext() {
        assertThat(RangeTwins.aLargeOnesDifferences(plain, client(plain))).isEmpty();
    }

    @Test
    void someAnswersComeAtOnceAndNoMore() {
        CyclicBarrier together = new CyclicBarrier(IN_FLIGHT);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        S3Client s3 = client(numbered(plain, number -> {
            if (number > 1) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                if (number <= 1 + IN_FLIGHT) {
                    await(together);
                }
                now.decrementAndGet();
            }
        }));
        assertThat(get(s3)).isEqualTo(content);
        assertThat(most).hasValue(IN_FLIGHT);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("they do not meet", e);
        }
    }

    @Test
    void whoReadsNoFurtherIsAskedForNoMore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (InputStream in = open(client(numbered(plain, number -> asked.incrementAndGet())))) {
            in.readNBytes(100);
            while (asked.get() < 1 + IN_FLIGHT) {
                Thread.sleep(1);
            }
            Thread.sleep(50);
            assertThat(asked).as("requests, while nobody reads").hasValue(1 + IN_FLIGHT);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 100, SIZE));
            assertThat(asked).hasValue(ANSWERS);
        }
    }

    @Test
    void aLookAtTheBeginningCostsNothingMore() throws IOException {
        int large = 40 * P;
        AtomicInteger asked = new AtomicInteger();
        EncryptingS3Client s3 = new EncryptingS3Client(
                meanwhile(plain, get -> asked.incrementAndGet()),
                encryption.inParts(32 * P, 4 << 20),
                new SyncBuffers(threads, new PartBuffers(32, 2), budget, 2),
                null);
        s3.putObject(put -> put.bucket(bucket).key("large"), RequestBody.fromBytes(new byte[large]));
        try (InputStream in = s3.getObject(get -> get.bucket(bucket).key("large"))) {
            in.readNBytes(2 * P);
            assertThat(asked).hasValue(1);
            assertThat(in.readAllBytes()).hasSize(large - 2 * P);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void withOneAtATimeThereIsOneAnswer() {
        AtomicInteger asked = new AtomicInteger();
        S3Client s3 = client(
                meanwhile(plain, get -> {
                    asked.incrementAndGet();
                    assertThat(get.range()).isNull();
                }),
                work -> asked.addAndGet(1_000),
                1);
        assertThat(get(s3)).isEqualTo(content);
        assertThat(asked).hasValue(1);
    }

    @Test
    void noExecutorCanStopARead() throws Exception {
        for (int most = 0; most <= 3; most++) {
            int taken = most;
            AtomicInteger tasks = new AtomicInteger();
            assertThat(get(client(
                            plain,
                            work -> {
                                if (tasks.getAndIncrement() >= taken) {
                                    throw new RejectedExecutionException("full");
                                }
                                threads.execute(work);
                            },
                            IN_FLIGHT)))
                    .isEqualTo(content);
        }
        assertThat(get(client(plain, work -> {}, IN_FLIGHT))).isEqualTo(content);
        ExecutorService own = Executors.newSingleThreadExecutor();
        assertThat(own.submit(() -> get(client(plain, own, IN_FLIGHT))).get()).isEqualTo(content);
        own.shutdown();
        assertThat(get(client(plain, own, IN_FLIGHT))).isEqualTo(content);
    }

    /** By closing and by aborting, after any number of bytes, whatever is on its way. */
    @Test
    void whoStopsReadingLeavesNothing() throws Exception {
        for (int bytes = 0; bytes <= SIZE; bytes += P / 2 + 17) {
            ResponseInputStream<GetObjectResponse> in = open(client(plain));
            assertThat(in.readNBytes(bytes)).isEqualTo(Arrays.copyOf(content, bytes));
            if (bytes % 2 == 0) {
                in.close();
            } else {
                in.abort();
            }
            nothingIsHeld();
        }
    }

    @Test
    void aReaderWhoseStreamIsClosedStopsWaiting() throws Exception {
        for (int at = 2; at <= ANSWERS; at++) {
            CountDownLatch waiting = new CountDownLatch(1);
            CountDownLatch never = new CountDownLatch(1);
            int stalled = at;
            InputStream in = open(client(numbered(plain, number -> {
                if (number == stalled) {
                    waiting.countDown();
                    await(never);
                }
            })));
            // Asked for ahead: by a thread of the executor, and not by this one when it needs it.
            in.readNBytes((at - 1) * 2 * P - P);
            waiting.await();
            threads.execute(() -> {
                try {
                    Thread.sleep(10);
                    in.close();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThatExceptionOfType(IOException.class)
                    .as("answer %d", at)
                    .isThrownBy(in::readAllBytes)
                    .withMessageContaining("closed");
            nothingIsHeld();
        }
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
    void whoIsInterruptedStopsWaiting() throws Exception {
        for (int at = 2; at <= ANSWERS; at++) {
            Thread reader = Thread.currentThread();
            CountDownLatch never = new CountDownLatch(1);
            AtomicInteger waiting = new AtomicInteger();
            int stalled = at;
            S3Client s3 = client(numbered(plain, number -> {
                if (number == stalled) {
                    waiting.incrementAndGet();
                    reader.interrupt();
                    try {
                        await(never);
                    } finally {
                        waiting.decrementAndGet();
                    }
                }
            }));
            assertThatExceptionOfType(AbortedException.class).isThrownBy(() -> get(s3));
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            nothingIsHeld();
            while (waiting.get() > 0) {
                // It ends at the interrupt, or this test at its time limit.
                Thread.sleep(1);
            }
        }
    }

    /** It may have waited for a connection that the first answer held. */
    @Test
    void whatWasNotToBeHadAheadIsAskedForAgainWhenItIsNeeded() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Thread reader = Thread.currentThread();
        S3Client s3 = client(numbered(plain, number -> {
            asked.incrementAndGet();
            if (!Thread.currentThread().equals(reader)) {
                throw SdkClientException.create("waiting for a connection");
            }
        }));
        try (InputStream in = open(s3)) {
            in.readNBytes(100);
            Thread.sleep(20);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 100, SIZE));
        }
        assertThat(asked.get()).isGreaterThan(ANSWERS);
    }

    @Test
    void onePooledConnectionIsEnough() throws Exception {
        try (S3Client single = LocalS3.s3Proxy()
                .clientBuilder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(1)
                        .connectionAcquisitionTimeout(Duration.ofMillis(100)))
                .build()) {
            try (InputStream in = open(client(single))) {
                in.readNBytes(100);
                // Longer than what is asked for ahead waits.
                Thread.sleep(500);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 100, SIZE));
            }
            assertThat(get(client(single))).isEqualTo(content);
        }
    }

    /** To its caller as it is, once; to who reads a stream as the cause of an IOException; and a file is removed. */
    @Test
    void anAnswerThatFailsIsToldAndNotTheWholeAskedForAgain(@TempDir Path directory) throws Exception {
        SdkException[] failures = {
            (SdkException)
                    S3Exception.builder().message("by the test").statusCode(500).build(),
            SdkClientException.create("by the test"),
            RetryableException.create("by the test")
        };
        for (SdkException failure : failures) {
            for (int at = 2; at <= ANSWERS; at++) {
                int failing = at;
                AtomicInteger first = new AtomicInteger();
                S3Client s3 = client(numbered(plain, number -> {
                    if (number == failing) {
                        throw failure;
                    } else if (number == 1) {
                        first.incrementAndGet();
                    }
                }));
                assertThat(catchThrowable(() -> get(s3))).satisfies(thrown -> isOf(failure, thrown));
                Path file = directory.resolve("received");
                assertThat(catchThrowable(
                                () -> s3.getObject(get -> get.bucket(bucket).key("k"), file)))
                        .satisfies(thrown -> isOf(failure, thrown));
                assertThat(Files.exists(file)).isFalse();
                assertThat(first).as("requests for the beginning").hasValue(2);
                try (InputStream in = open(s3)) {
                    int good = (failing - 1) * 2 * P;
                    assertThat(in.readNBytes(good)).isEqualTo(Arrays.copyOf(content, good));
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(in::readAllBytes)
                            .havingRootCause()
                            .isSameAs(failure);
                }
            }
        }
    }

    /** Itself, but for one that the SDK would take for a reason to try all again. */
    private static void isOf(SdkException failure, Throwable thrown) {
        assertThat(failure instanceof RetryableException ? thrown.getCause() : thrown)
                .isSameAs(failure);
    }

    /** To each answer in turn: the object as it is by now, or what is left of it. */
    @Test
    void anObjectThatIsReplacedMeanwhileIsNeverAMixture() {
        byte[] young = RangeTwins.bytes(SIZE + 1);
        for (int at = 1; at <= ANSWERS; at++) {
            S3Client other = client(plain, Runnable::run, 1);
            other.putObject(put -> put.bucket(bucket).key("replaced"), RequestBody.fromBytes(content));
            int replacing = at;
            // One after the other, so that it is known what came before.
            S3Client s3 = client(
                    numbered(plain, number -> {
                        if (number == replacing) {
                            other.putObject(put -> put.bucket(bucket).key("replaced"), RequestBody.fromBytes(young));
                        }
                    }),
                    work -> {},
                    IN_FLIGHT);
            if (at == 1) {
                assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("replaced"))
                                .asByteArray())
                        .isEqualTo(young);
                continue;
            }
            assertThatExceptionOfType(TamperedObjectException.class)
                    .isThrownBy(
                            () -> s3.getObjectAsBytes(get -> get.bucket(bucket).key("replaced")))
                    .withMessageContaining("was replaced while it was read");
        }
    }
}
