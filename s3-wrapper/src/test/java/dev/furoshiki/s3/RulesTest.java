package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One client that does different things at different places. */
class RulesTest {

    private static final int SIZE = 70_000;
    private static final byte[] CONTENT = new byte[SIZE];

    private static final TestKeys COMMON = TestKeys.create();
    private static final TestKeys ARCHIVE = TestKeys.create();
    private static final S3Client PLAIN = LocalS3.s3Proxy().client();
    private static final S3AsyncClient PLAIN_ASYNC =
            LocalS3.s3Proxy().asyncClientBuilder().build();
    private static final ExecutorService READING = Executors.newCachedThreadPool();

    private final String bucket = TestBuckets.create(PLAIN);

    static {
        Arrays.fill(CONTENT, (byte) 'c');
    }

    @AfterAll
    static void close() {
        PLAIN.close();
        PLAIN_ASYNC.close();
        READING.shutdown();
        COMMON.close();
        ARCHIVE.close();
    }

    /** Both clients, under the rules of these tests. */
    private static final List<S3Client> CLIENTS = List.of(
            ruled(EncryptingS3Client.builder(PLAIN, COMMON.keys(), TestKeys.KEY))
                    .build(),
            BlockingView.of(
                    ruled(EncryptingS3AsyncClient.builder(PLAIN_ASYNC, COMMON.keys(), TestKeys.KEY))
                            .build(),
                    READING));

    static List<S3Client> clients() {
        return CLIENTS;
    }

    private static <B extends EncryptionBuilder<B>> B ruled(B builder) {
        return builder.rule("archive/", ObjectRule.encrypted(ARCHIVE.keys(), TestKeys.KEY))
                .rule(
                        "archive/both/",
                        ObjectRule.encrypted(ARCHIVE.keys(), TestKeys.KEY)
                                .recipient(COMMON.keys(), TestKeys.KEY)
                                .bucketKeys(true))
                .rule("public/", ObjectRule.plaintext())
                .rule("public/not/", ObjectRule.encrypted())
                .rule("old/", ObjectRule.encrypted().plaintextAllowed());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("clients")
    void eachPlaceHasItsKeysAndItsScope(S3Client s3) {
        for (String key : new String[] {"a", "archive/a", "archive/both/a", "public/not/a", "old/a"}) {
            put(s3, key);
            assertThat(read(s3, key)).as(key).isEqualTo(CONTENT);
        }
        assertThat(openedBy(COMMON, "a")).isTrue();
        assertThat(openedBy(ARCHIVE, "a")).isFalse();
        assertThat(openedBy(COMMON, "archive/a")).isFalse();
        assertThat(openedBy(ARCHIVE, "archive/a")).isTrue();
        assertThat(openedBy(COMMON, "archive/both/a")).isTrue();
        assertThat(openedBy(ARCHIVE, "archive/both/a")).isTrue();
        assertThat(openedBy(COMMON, "public/not/a")).isTrue();
        assertThat(metadata("archive/both/a")).containsEntry("furoshiki-scope", "bucket");
        assertThat(metadata("archive/a")).doesNotContainKey("furoshiki-scope");
        assertThat(Base64.getUrlDecoder().decode(metadata("archive/both/a").get("furoshiki-keys"))[16])
                .isEqualTo((byte) 2);
    }

    private boolean openedBy(TestKeys keys, String key) {
        try {
            return Arrays.equals(CONTENT, read(EncryptingS3Client.wrap(PLAIN, keys.keys(), TestKeys.KEY), key));
        } catch (KmsException refused) {
            return false;
        }
    }

    private Map<String, String> metadata(String key) {
        return PLAIN.headObject(head -> head.bucket(bucket).key(key)).metadata();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("clients")
    void plaintextIsWhereItIsExpected(S3Client s3) {
        for (String key : new String[] {"a", "archive/a", "public/a", "public/not/a", "old/a", "old/empty"}) {
            PLAIN.putObject(
                    put -> put.bucket(bucket).key(key),
                    RequestBody.fromBytes(key.endsWith("empty") ? new byte[0] : CONTENT));
        }
        for (String key : new String[] {"public/a", "old/a"}) {
            assertThat(read(s3, key)).isEqualTo(CONTENT);
            assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).range("bytes=-5"))
                            .asUtf8String())
                    .isEqualTo("ccccc");
            assertThat(s3.headObject(head -> head.bucket(bucket).key(key)).contentLength())
                    .isEqualTo(SIZE);
        }
        assertThat(read(s3, "old/empty")).isEmpty();
        for (String key : new String[] {"a", "archive/a", "public/not/a"}) {
            assertThatExceptionOfType(NotEncryptedException.class).isThrownBy(() -> read(s3, key));
            assertThatExceptionOfType(NotEncryptedException.class)
                    .isThrownBy(() -> s3.headObject(head -> head.bucket(bucket).key(key)));
        }
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> put(s3, "public/a"))
                .withMessageContaining("public/a");
        put(s3, "old/a");
        assertThat(metadata("old/a")).containsKey("furoshiki");
        assertThat(read(s3, "old/a")).isEqualTo(CONTENT);
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("old/a").range("bytes=0-1"))
                        .asUtf8String())
                .isEqualTo("cc");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("clients")
    void listsOfBothKindsTellTheRightSizes(S3Client s3) {
        for (String key : new String[] {"a", "archive/a", "archive/both/a", "public/not/a", "old/a"}) {
            put(s3, key);
        }
        PLAIN.putObject(put -> put.bucket(bucket).key("public/a"), RequestBody.fromBytes(CONTENT));
        List<S3Object> listed = s3.listObjectsV2(list -> list.bucket(bucket)).contents();
        assertThat(listed.stream().collect(Collectors.toMap(S3Object::key, S3Object::size)))
                .hasSize(6)
                .allSatisfy((key, size) -> assertThat(size).as(key).isEqualTo(SIZE));
        assertThat(s3.listObjectVersions(list -> list.bucket(bucket)).versions().stream()
                        .map(ObjectVersion::size))
                .containsOnly((long) SIZE);
    }

    /** What keeps metadata back may keep the envelope back. */
    @Test
    void plaintextIsNotWhatMayHaveAnEnvelopeThatWasKeptBack() {
        ExecutionInterceptor keepingBack = new ExecutionInterceptor() {
            @Override
            public SdkHttpResponse modifyHttpResponse(
                    Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
                return context.httpResponse().toBuilder()
                        .putHeader("x-amz-missing-meta", "4")
                        .build();
            }
        };
        PLAIN.putObject(put -> put.bucket(bucket).key("old/a"), RequestBody.fromBytes(CONTENT));
        try (S3Client plain = LocalS3.s3Proxy()
                        .clientBuilder()
                        .overrideConfiguration(override -> override.addExecutionInterceptor(keepingBack))
                        .build();
                S3AsyncClient async = LocalS3.s3Proxy()
                        .asyncClientBuilder()
                        .overrideConfiguration(override -> override.addExecutionInterceptor(keepingBack))
                        .build()) {
            S3Client s3 = ruled(EncryptingS3Client.builder(plain, COMMON.keys(), TestKeys.KEY))
                    .build();
            S3Client asynchronous = BlockingView.of(
                    ruled(EncryptingS3AsyncClient.builder(async, COMMON.keys(), TestKeys.KEY))
                            .build(),
                    READING);
            for (S3Client client : List.of(s3, asynchronous)) {
                assertThatExceptionOfType(NotEncryptedException.class)
                        .isThrownBy(() -> read(client, "old/a"))
                        .withMessageContaining("kept back 4 metadata entries");
            }
        }
    }

    /** Rules are made for buckets that have been in use. */
    @Test
    void whatWasWrittenBeforeARuleIsReadUnderIt() {
        put(EncryptingS3Client.wrap(PLAIN, COMMON.keys(), TestKeys.KEY), "archive/a");
        EncryptingS3Client s3 = ruled(EncryptingS3Client.builder(PLAIN, COMMON.keys(), TestKeys.KEY))
                .build();
        assertThat(read(s3, "archive/a")).isEqualTo(CONTENT);
        copy(s3, "archive/a", "archive/a");
        assertThat(openedBy(COMMON, "archive/a")).isFalse();
        assertThat(openedBy(ARCHIVE, "archive/a")).isTrue();
    }

    /** Else the keys of the weakest rule would be as good as those of every other. */
    @Test
    void aPlaceIsOpenedByItsOwnKeysOnlyWhereThatIsSaid() {
        S3Client s3 = EncryptingS3Client.builder(PLAIN, COMMON.keys(), TestKeys.KEY)
                .rule("inbox/", ObjectRule.encrypted(ARCHIVE.keys(), TestKeys.KEY))
                .rule("own/", ObjectRule.encrypted().openedByOwnKeysOnly())
                .build();
        S3Client partner = EncryptingS3Client.wrap(PLAIN, ARCHIVE.keys(), TestKeys.KEY);
        for (String key : new String[] {"inbox/a", "a", "own/a"}) {
            put(partner, key);
        }
        assertThat(read(s3, "inbox/a")).isEqualTo(CONTENT);
        assertThat(read(s3, "a")).as("where nobody says so").isEqualTo(CONTENT);
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> read(s3, "own/a"));
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> copy(s3, "own/a", "own/a"));
        copy(s3, "inbox/a", "own/a");
        assertThat(read(s3, "own/a")).isEqualTo(CONTENT);
        put(s3, "own/b");
        assertThat(read(s3, "own/b")).isEqualTo(CONTENT);
        assertThatIllegalStateException()
                .isThrownBy(() -> ObjectRule.plaintext().openedByOwnKeysOnly());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("clients")
    void aCopyIsWrappedAsItsNewPlaceHasIt(S3Client s3) {
        put(s3, "a");
        copy(s3, "a", "archive/a");
        assertThat(openedBy(ARCHIVE, "archive/a")).isTrue();
        assertThat(openedBy(COMMON, "archive/a")).isFalse();
        copy(s3, "archive/a", "b");
        assertThat(openedBy(COMMON, "b")).isTrue();
        for (String place : new String[] {"public/a", "old/a"}) {
            PLAIN.putObject(put -> put.bucket(bucket).key(place), RequestBody.fromBytes(CONTENT));
        }
        for (String refused : new String[] {"public/b", "archive/b", "old/b"}) {
            String from = refused.equals("public/b") ? "a" : "public/a";
            assertThatExceptionOfType(OperationRefusedException.class)
                    .as(refused)
                    .isThrownBy(() -> copy(s3, from, refused));
        }
        copy(s3, "old/a", "public/b");
        assertThat(read(PLAIN, "public/b")).isEqualTo(CONTENT);
    }

    @Test
    void ambiguousRulesAreRefused() {
        EncryptingS3Client.Builder builder = EncryptingS3Client.builder(PLAIN, COMMON.keys(), TestKeys.KEY)
                .rule("archive/", ObjectRule.encrypted())
                .rule(bucket, "", ObjectRule.encrypted().bucketKeys(true));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("add a rule for \"archive/\" in bucket \"" + bucket + "\"");
        EncryptingS3Client s3 =
                builder.rule(bucket, "archive/", ObjectRule.encrypted()).build();
        put(s3, "archive/a");
        put(s3, "a");
        assertThat(metadata("archive/a")).doesNotContainKey("furoshiki-scope");
        assertThat(metadata("a")).containsEntry("furoshiki-scope", "bucket");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.rule("archive/", ObjectRule.plaintext()))
                .withMessageContaining("there is a rule for \"archive/\" in every bucket already");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.rule("", "archive/", ObjectRule.encrypted()));
    }

    @Test
    void contradictionsAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ObjectRule.plaintext().bucketKeys(true));
        assertThatIllegalStateException()
                .isThrownBy(() -> ObjectRule.plaintext().plaintextAllowed());
        assertThatIllegalStateException()
                .isThrownBy(() -> ObjectRule.encrypted().recipient(COMMON.keys(), TestKeys.KEY))
                .withMessageContaining("ObjectRule.encrypted(keys, keyId)");
    }

    private void put(S3Client client, String key) {
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(CONTENT));
    }

    private byte[] read(S3Client client, String key) {
        return client.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    private void copy(S3Client client, String from, String to) {
        client.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to));
    }
}
