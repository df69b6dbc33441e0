package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.sync.SyncBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is left of a read that ends in one of its further answers: no file, no half object taken for a whole one. */
class FailedReadsTest extends RangedReads {

    private void toFile(S3Client s3, Path file) {
        s3.getObject(get -> get.bucket(bucket).key("k"), file);
    }

    private static void stall() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        }
    }

    /** By a thread of the executor, or the one that reads. */
    @Test
    void aFileOfWhoIsInterruptedIsRemoved(@TempDir Path directory) throws Exception {
        for (Executor executor : List.<Executor>of(threads, work -> {})) {
            for (int at = 2; at <= ANSWERS; at++) {
                Thread reader = Thread.currentThread();
                int stalled = at;
                S3Client s3 = client(
                        numbered(plain, number -> {
                            if (number == stalled) {
                                reader.interrupt();
                                stall();
                            }
                        }),
                        executor);
                Path file = directory.resolve("received");
                assertThatExceptionOfType(AbortedException.class).isThrownBy(() -> toFile(s3, file));
                assertThat(Thread.interrupted()).as("still interrupted").isTrue();
                assertThat(Files.exists(file)).as("the file").isFalse();
                nothingIsHeld();
            }
        }
    }

    /** The SDK ends an attempt by an interrupt, and tries again. */
    @Test
    void anAttemptThatTookTooLongIsMadeAgain(@TempDir Path directory) throws Exception {
        AtomicBoolean isStalled = new AtomicBoolean();
        try (S3Client limited = LocalS3.s3Proxy()
                .clientBuilder()
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(Duration.ofSeconds(2)))
                .build()) {
            S3Client s3 = client(
                    numbered(limited, number -> {
                        if (number == 3 && isStalled.compareAndSet(false, true)) {
                            stall();
                        }
                    }),
                    threads);
            Path file = directory.resolve("received");
            toFile(s3, file);
            assertThat(isStalled).isTrue();
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
        }
    }

    @Test
    void whatIsNoFailureOfTheSdkRemovesTheFileToo(@TempDir Path directory) throws Exception {
        for (Throwable failure :
                List.of(new IllegalArgumentException("by the test"), new OutOfMemoryError("by the test"))) {
            for (int at = 2; at <= ANSWERS; at++) {
                Path file = directory.resolve("received");
                S3Client s3 = failing(at, failure);
                assertThat(catchThrowable(() -> toFile(s3, file))).isSameAs(failure);
                assertThat(Files.exists(file)).as("the file").isFalse();
                nothingIsHeld();
            }
        }
    }

    private EncryptingS3Client failing(int at, Throwable failure) {
        return client(
                numbered(plain, number -> {
                    if (number == at) {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }
                }),
                threads);
    }

    /** Scanners, for example, take a failure for the end. */
    @Test
    void aTransformerThatHidesAFailureHasNoResult() {
        S3Exception gone = (S3Exception)
                S3Exception.builder().message("by the test").statusCode(404).build();
        for (int at = 2; at <= ANSWERS; at++) {
            S3Client s3 = failing(at, gone);
            assertThat(catchThrowable(() -> s3.getObject(
                            GetObjectRequest.builder().bucket(bucket).key("k").build(), (response, body) -> {
                                ByteArrayOutputStream got = new ByteArrayOutputStream();
                                try {
                                    body.transferTo(got);
                                } catch (IOException e) {
                                    return got.size();
                                }
                                return got.size();
                            })))
                    .isSameAs(gone);
        }
    }

    /** Nothing that its executor does is known to who reads. */
    @Test
    void anExecutorThatThrowsStopsNoRead() throws IOException {
        for (Throwable failure :
                List.of(new IllegalStateException("closed"), new OutOfMemoryError("unable to create native thread"))) {
            S3Client s3 = client(plain, work -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });
            try (InputStream in = s3.getObject(get -> get.bucket(bucket).key("k"))) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
    }

    /** As where rules are read anew: it was asked for as an encrypted object, whose beginning comes first. */
    @Test
    void plaintextThatIsExpectedSinceThenComesWhole() {
        plain.putObject(put -> put.bucket(bucket).key("plain"), RequestBody.fromBytes(content));
        for (int refusals = 0; refusals <= 3; refusals++) {
            int first = refusals;
            AtomicInteger asked = new AtomicInteger();
            Encryption changing = EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY)
                    .plaintextObjects((inBucket, key) -> asked.getAndIncrement() >= first)
                    .encryption()
                    .inParts(2 * P, 1 << 20);
            S3Client s3 =
                    new EncryptingS3Client(plain, changing, new SyncBuffers(threads, parts, budget, IN_FLIGHT), null);
            try {
                assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("plain"))
                                .asByteArray())
                        .as("expected after %d times", first)
                        .isEqualTo(content);
            } catch (NotEncryptedException e) {
                assertThat(first).isGreaterThan(1);
            }
        }
    }

    /** What came before is true; what was not read stays unread, however often it is tried. */
    @Test
    void aStreamStaysBroken() throws Exception {
        Thread reader = Thread.currentThread();
        AtomicInteger stalls = new AtomicInteger();
        S3Client s3 = client(
                numbered(plain, number -> {
                    if (number == 3 && stalls.incrementAndGet() == 1) {
                        reader.interrupt();
                        stall();
                    }
                }),
                work -> {});
        try (ResponseInputStream<GetObjectResponse> in =
                s3.getObject(get -> get.bucket(bucket).key("k"))) {
            assertThat(in.readNBytes(4 * P)).isEqualTo(Arrays.copyOf(content, 4 * P));
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(in::read);
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThatExceptionOfType(IOException.class).isThrownBy(in::read);
        }
    }
}
