package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.testing.servers.LocalS3;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * The asynchronous client over another one of the SDK than its default, which divides what it is asked for itself, or asks elsewhere.
 * That one proves itself first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DelegateContract {

    static final int PART = 5 << 20;

    private static final byte[] CONTENT = RangeTwins.bytes(2 * PART + 70_000);

    private final TestKeys keys = TestKeys.create();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private S3AsyncClient plain;
    private EncryptingS3AsyncClient s3;

    @TempDir
    private Path directory;

    /** The client beneath, on this server. */
    abstract S3AsyncClient delegate(LocalS3 server);

    /** The status that the server has for how it asks for an object of several parts; 200 when it gets it. */
    abstract int statusOfSeveralParts();

    /** Whether the server here tells it where ranges begin that do not begin with the object. */
    boolean getsEnds() {
        return true;
    }

    /** The client beneath, by itself. */
    final S3Client plainView() {
        return BlockingView.of(plain, reading);
    }

    @BeforeAll
    void open() {
        plain = delegate(LocalS3.s3Proxy());
        s3 = EncryptingS3AsyncClient.builder(plain, keys.keys(), TestKeys.KEY)
                .partBytes(PART)
                .build();
    }

    @AfterAll
    void close() {
        if (s3 != null) {
            s3.close();
        }
        reading.shutdown();
        keys.close();
    }

    @Nested
    @ExtendWith(CheapPart.class)
    class Encrypting extends S3ClientContract {
        @Override
        S3Client client() {
            return BlockingView.of(s3, reading);
        }
    }

    @Test
    void carriesObjectsOfSeveralParts() {
        String bucket = LocalS3.s3Proxy().newBucket();
        plain.putObject(put -> put.bucket(bucket).key("plain"), AsyncRequestBody.fromBytes(CONTENT))
                .join();
        assertThat(Arrays.equals(
                        get(plain, bucket, "plain", "bytes=1-"), Arrays.copyOfRange(CONTENT, 1, CONTENT.length)))
                .as("the client beneath, by itself")
                .isTrue();
        assertThat(statusOf(bucket)).isEqualTo(statusOfSeveralParts());

        s3.putObject(
                        put -> put.bucket(bucket).key("known").metadata(Map.of("colour", "indigo")),
                        AsyncRequestBody.fromBytes(CONTENT))
                .join();
        s3.putObject(
                        put -> put.bucket(bucket).key("unknown"),
                        AsyncRequestBody.fromPublisher(AsyncRequestBody.fromBytes(CONTENT)))
                .join();
        for (String key : new String[] {"known", "unknown"}) {
            assertThat(Arrays.equals(get(s3, bucket, key, null), CONTENT))
                    .as(key)
                    .isTrue();
            if (getsEnds()) {
                assertThat(get(s3, bucket, key, "bytes=-3"))
                        .isEqualTo(Arrays.copyOfRange(CONTENT, CONTENT.length - 3, CONTENT.length));
                assertThat(Arrays.equals(
                                get(s3, bucket, key, "bytes=65530-5300000"),
                                Arrays.copyOfRange(CONTENT, 65_530, 5_300_001)))
                        .as(key)
                        .isTrue();
            } else {
                assertThatExceptionOfType(CompletionException.class)
                        .as("the client beneath, by itself")
                        .isThrownBy(() -> get(plain, bucket, "plain", "bytes=-3"));
            }
            assertThat(s3.headObject(head -> head.bucket(bucket).key(key))
                            .join()
                            .contentLength())
                    .isEqualTo(CONTENT.length);
        }
        // S3Proxy knows no tags, which a client that divides copies asks for.
        s3.copyObject(copy -> copy.sourceBucket(bucket)
                        .sourceKey("known")
                        .destinationBucket(bucket)
                        .destinationKey("copied")
                        .taggingDirective(TaggingDirective.REPLACE))
                .join();
        assertThat(Arrays.equals(get(s3, bucket, "copied", null), CONTENT)).isTrue();
        assertThat(s3.headObject(head -> head.bucket(bucket).key("copied"))
                        .join()
                        .metadata())
                .containsExactlyEntriesOf(Map.of("colour", "indigo"));
        GetObjectResponse response = s3.getObject(
                        get -> get.bucket(bucket).key("known"),
                        AsyncResponseTransformer.toFile(directory.resolve("known")))
                .join();
        assertThat(response.contentLength()).isEqualTo(CONTENT.length);
        assertThat(directory.resolve("known")).hasBinaryContent(CONTENT);
    }

    private int statusOf(String bucket) {
        try {
            assertThat(Arrays.equals(get(plain, bucket, "plain", null), CONTENT))
                    .isTrue();
            return 200;
        } catch (CompletionException e) {
            return e.getCause() instanceof S3Exception said ? said.statusCode() : -1;
        }
    }

    private static byte[] get(S3AsyncClient client, String bucket, String key, @Nullable String range) {
        return client.getObject(get -> get.bucket(bucket).key(key).range(range), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }
}
