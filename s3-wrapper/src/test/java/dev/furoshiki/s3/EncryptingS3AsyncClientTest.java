package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is asynchronous of the asynchronous client; what it has in common with the other is in AsyncContractTest. */
@Timeout(120)
class EncryptingS3AsyncClientTest {

    private static final int SEGMENT = 65_536;
    private static final int PART = 5 << 20;

    private static final S3AsyncClient PLAIN =
            LocalS3.s3Proxy().asyncClientBuilder().build();
    private static final TestKeys KEYS = TestKeys.create();

    private final Random random = new Random(20_261_129);
    private final String bucket = LocalS3.s3Proxy().newBucket();
    private EncryptingS3AsyncClient s3;

    @TempDir
    private Path directory;

    @BeforeEach
    void wrap() {
        s3 = wrapped(KEYS.keys());
    }

    private static EncryptingS3AsyncClient wrapped(DataKeys keys) {
        return EncryptingS3AsyncClient.builder(PLAIN, keys, TestKeys.KEY)
                .partBytes(PART)
                .build();
    }

    @AfterAll
    static void close() {
        PLAIN.close();
        KEYS.close();
    }

    @Test
    void handsABodyToEveryReceiver() throws IOException {
        byte[] content = bytes(2 * PART + SEGMENT + 9);
        put("k", content);

        Path file = directory.resolve("received");
        GetObjectResponse response =
                s3.getObject(get -> get.bucket(bucket).key("k"), file).join();
        assertThat(response.contentLength()).isEqualTo(content.length);
        assertThat(response.contentRange()).isNull();
        assertThat(response.sdkHttpResponse().statusCode()).isEqualTo(200);
        assertThat(file).hasBinaryContent(content);
        try (InputStream in = s3.getObject(
                        get -> get.bucket(bucket).key("k"),
                        AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
                .join()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        ResponsePublisher<GetObjectResponse> publisher = s3.getObject(
                        get -> get.bucket(bucket).key("k"), AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                .join();
        ByteBuffer received = ByteBuffer.allocate(content.length);
        publisher.subscribe(received::put).join();
        assertThat(received.array()).isEqualTo(content);
    }

    /** The end of an object that is not known to be there is asked for first. */
    @Test
    void servesRangesOfMoreThanAPart() {
        byte[] content = bytes(3 * PART + 5);
        put("known", content);
        s3.putObject(
                        put -> put.bucket(bucket).key("unknown"),
                        AsyncRequestBody.fromPublisher(AsyncRequestBody.fromBytes(content)))
                .join();
        for (String key : new String[] {"known", "unknown"}) {
            for (int length : new int[] {1, PART - SEGMENT, PART, PART + 1, 2 * PART + 17, 3 * PART + 5, 4 * PART}) {
                byte[] last = Arrays.copyOfRange(content, Math.max(0, content.length - length), content.length);
                assertThat(range(key, "bytes=-" + length)).isEqualTo(last);
                assertThat(range(key, "bytes=" + Math.max(0, content.length - length) + "-"))
                        .isEqualTo(last);
            }
            assertThat(range(key, "bytes=70000-12000000")).isEqualTo(Arrays.copyOfRange(content, 70_000, 12_000_001));
        }
    }

    @Test
    void aWrongByteNeverComesOut() throws IOException {
        byte[] content = bytes(2 * PART + 5);
        put("k", content);
        var stored = PLAIN.getObject(get -> get.bucket(bucket).key("k"), AsyncResponseTransformer.toBytes())
                .join();
        // In the second answer.
        byte[] changed = stored.asByteArray();
        int changedAt = PART + 3 * SEGMENT;
        changed[changedAt] ^= 1;
        PLAIN.putObject(
                        put -> put.bucket(bucket)
                                .key("k")
                                .metadata(stored.response().metadata()),
                        AsyncRequestBody.fromBytes(changed))
                .join();

        Path file = directory.resolve("received");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() ->
                        s3.getObject(get -> get.bucket(bucket).key("k"), file).join())
                .havingCause()
                .isInstanceOf(TamperedObjectException.class);
        assertThat(file).doesNotExist();
        InputStream in = s3.getObject(
                        get -> get.bucket(bucket).key("k"),
                        AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
                .join();
        byte[] before = in.readNBytes(PART);
        assertThat(before).isEqualTo(Arrays.copyOf(content, PART));
        assertThat(catchThrowable(in::readAllBytes)).hasStackTraceContaining(TamperedObjectException.class.getName());
    }

    @Test
    void anObjectThatIsReplacedWhileItIsReadIsNotMixed() throws IOException {
        put("k", bytes(8 * PART));
        EncryptingS3AsyncClient oneByOne = EncryptingS3AsyncClient.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
                .partBytes(PART)
                .partsInFlight(1)
                .build();
        InputStream in = oneByOne.getObject(
                        get -> get.bucket(bucket).key("k"),
                        AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
                .join();
        assertThat(in.read()).isNotNegative();
        put("k", bytes(8 * PART));
        assertThat(catchThrowable(in::readAllBytes)).hasStackTraceContaining("was replaced while it was read");
    }

    @Test
    void refusalsOfTheKeyServiceAreThoseOfTheFuture() {
        put("k", bytes(10));
        try (TestKeys others = TestKeys.create()) {
            CompletionException refused = (CompletionException) catchThrowable(() -> wrapped(others.keys())
                    .getObject(get -> get.bucket(bucket).key("k"), AsyncResponseTransformer.toBytes())
                    .join());
            assertThat(refused).hasCauseInstanceOf(KmsException.class);
            others.disable();
            refused = (CompletionException) catchThrowable(() -> wrapped(others.keys())
                    .putObject(put -> put.bucket(bucket).key("refused"), AsyncRequestBody.fromString("plaintext"))
                    .join());
            assertThat(refused).hasCauseInstanceOf(KmsException.class);
        }
        assertNothingIsThere("refused");
    }

    @Test
    void noThreadOfTheSdkWaitsForAKeyService() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        EncryptingS3AsyncClient watched = EncryptingS3AsyncClient.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
                .partBytes(PART)
                .executor(work -> {
                    Thread thread = new Thread(
                            () -> {
                                threads.add("work");
                                work.run();
                            },
                            "work");
                    thread.start();
                })
                .encryptionContext((inBucket, key) -> {
                    // Called where the keys are asked for.
                    threads.add(Thread.currentThread().getName());
                    return EncryptionContext.of("bucket", inBucket);
                })
                .build();
        watched.putObject(put -> put.bucket(bucket).key("k"), AsyncRequestBody.fromString("plaintext"))
                .join();
        watched.getObject(get -> get.bucket(bucket).key("k"), AsyncResponseTransformer.toBytes())
                .join();
        watched.headObject(head -> head.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED))
                .join();
        assertThat(threads).containsExactly("work");
    }

    @Test
    void handsPlaintextThroughWhereItIsDeclared() throws IOException {
        EncryptingS3AsyncClient declaring = EncryptingS3AsyncClient.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
                .partBytes(PART)
                .plaintextObjects((inBucket, key) -> key.startsWith("public/"))
                .build();
        byte[] content = bytes(PART + 7);
        PLAIN.putObject(put -> put.bucket(bucket).key("public/plain"), AsyncRequestBody.fromBytes(content))
                .join();
        put("public/sealed", content);
        for (String key : new String[] {"public/plain", "public/sealed"}) {
            assertThat(declaring
                            .getObject(get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
                            .join()
                            .asByteArray())
                    .isEqualTo(content);
            assertThat(declaring
                            .getObject(
                                    get -> get.bucket(bucket).key(key).range("bytes=70000-70009"),
                                    AsyncResponseTransformer.toBytes())
                            .join()
                            .asByteArray())
                    .isEqualTo(Arrays.copyOfRange(content, 70_000, 70_010));
        }
        PLAIN.putObject(put -> put.bucket(bucket).key("folder/"), AsyncRequestBody.empty())
                .join();
        for (String key : new String[] {"public/plain", "folder/"}) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> get(key))
                    .havingCause()
                    .isInstanceOf(NotEncryptedException.class)
                    .withMessageContaining(key);
        }
    }

    @Test
    void failsInTheFutureAlone() {
        assertThat(s3.putObject(put -> put.bucket(bucket), AsyncRequestBody.empty()))
                .isCompletedExceptionally();
        assertThat(s3.getObject(
                        get -> get.bucket(bucket).key("k").range("bytes=0-1,3-4"), AsyncResponseTransformer.toBytes()))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(OperationRefusedException.class);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> get("missing"))
                .havingCause()
                .isInstanceOf(NoSuchKeyException.class);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> s3.putObject(
                                put -> put.bucket(bucket).key("k").contentMD5("AAAAAAAAAAAAAAAAAAAAAA=="),
                                AsyncRequestBody.fromBytes(bytes(2 * PART)))
                        .join())
                .havingCause()
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest"));
        assertNothingIsThere("k");
    }

    private void assertNothingIsThere(String key) {
        assertThat(PLAIN.listObjectsV2(list -> list.bucket(bucket).prefix(key))
                        .join()
                        .contents())
                .isEmpty();
        assertThat(PLAIN.listMultipartUploads(list -> list.bucket(bucket).prefix(key))
                        .join()
                        .uploads())
                .isEmpty();
    }

    private void put(String key, byte[] content) {
        s3.putObject(put -> put.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
                .join();
    }

    private byte[] get(String key) {
        return s3.getObject(get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    private byte[] range(String key, String range) {
        return s3.getObject(get -> get.bucket(bucket).key(key).range(range), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
