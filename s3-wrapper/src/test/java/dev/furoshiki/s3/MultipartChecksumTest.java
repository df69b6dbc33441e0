package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Checksums of parts and of completions are of the plaintext, compared with it, and do not go out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartChecksumTest {

    private static final byte[] FIRST = random(80 * 65_536);
    private static final byte[] LAST = random(1_000);

    private TestStore store;
    private S3Client s3;
    private String bucket;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        s3 = store.encrypting();
        bucket = store.bucket();
    }

    @AfterAll
    void close() {
        store.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRC32", "CRC32C", "SHA1", "SHA256", "SHA512", "MD5"})
    void everyAlgorithmOfAPartIsComparedAndTold(String algorithm) {
        store.http().forget();
        String key = "part " + algorithm;
        String id = s3.createMultipartUpload(
                        create -> create.bucket(bucket).key(key).checksumAlgorithm(algorithm))
                .uploadId();
        String right = text(checksum(algorithm, LAST));
        String wrong = text(checksum(algorithm, FIRST));
        for (boolean named : new boolean[] {false, true}) {
            assertCode(
                    "BadDigest",
                    () -> s3.uploadPart(part(key, id, 1, algorithm, wrong, named), RequestBody.fromBytes(LAST)));
            assertThat(s3.listParts(list -> list.bucket(bucket).key(key).uploadId(id))
                            .parts())
                    .isEmpty();
        }
        s3.uploadPart(part(key, id, 1, algorithm, right, false), RequestBody.fromBytes(LAST));
        UploadPartResponse told = s3.uploadPart(part(key, id, 1, algorithm, right, true), RequestBody.fromBytes(LAST));
        assertThat(value(told, algorithm)).isEqualTo(right);
        CompletedPart.Builder completed = CompletedPart.builder().partNumber(1).eTag(told.eTag());
        CompletedPart other = set(completed, algorithm, wrong).build();
        assertCode("InvalidPart", () -> complete(key, id, List.of(other), request -> {}));
        CompleteMultipartUploadResponse answer =
                complete(key, id, List.of(set(completed, algorithm, right).build()), request -> {});
        assertThat(value(answer, algorithm)).as("of stored bytes").isNull();
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray())
                .isEqualTo(LAST);
        assertThat(store.http().sent().toString()).doesNotContain(right);
    }

    private UploadPartRequest part(
            String key, String id, int number, String algorithm, String checksum, boolean named) {
        UploadPartRequest.Builder part =
                UploadPartRequest.builder().bucket(bucket).key(key).uploadId(id).partNumber(number);
        set(part, algorithm, checksum);
        return named ? part.checksumAlgorithm(algorithm).build() : part.build();
    }

    @Test
    void contentMd5OfAPartIsCompared() {
        String id = s3.createMultipartUpload(create -> create.bucket(bucket).key("md5"))
                .uploadId();
        assertCode(
                "BadDigest",
                () -> s3.uploadPart(
                        part -> part.bucket(bucket)
                                .key("md5")
                                .uploadId(id)
                                .partNumber(1)
                                .contentMD5(text(checksum("MD5", FIRST))),
                        RequestBody.fromBytes(LAST)));
        assertThat(s3.uploadPart(
                                part -> part.bucket(bucket)
                                        .key("md5")
                                        .uploadId(id)
                                        .partNumber(1)
                                        .contentMD5(text(checksum("MD5", LAST))),
                                RequestBody.fromBytes(LAST))
                        .eTag())
                .isNotBlank();
    }

    /** Of two parts, so that there is something to put together; whatever is refused leaves the upload as it is. */
    @Test
    void aCompletionsChecksumIsThatOfItsParts() {
        String key = "whole";
        String id = s3.createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
        String first = "";
        String last = "";
        for (String algorithm : List.of("CRC32C", "SHA256", "CRC32")) {
            first = upload(key, id, 1, algorithm, FIRST);
            last = upload(key, id, 2, algorithm, LAST);
            assertCompared(key, id, algorithm, first, last);
            assertThatNobodysWordIsTaken(key, id, algorithm.equals("SHA256") ? "CRC32" : "SHA256", first, last);
        }
        List<CompletedPart> named = bare(first, last);
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> complete(
                        key,
                        id,
                        named,
                        request -> request.checksumType(ChecksumType.FULL_OBJECT)
                                .checksumSHA256(text(checksum("SHA256", both())))))
                .withMessageContaining("SHA256")
                .withMessageContaining("leave it out");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(
                        () -> complete(key, id, named, request -> request.checksumSHA256(text(composite("SHA256")))))
                .withMessageContaining("part 1 is not known");
        assertCode(
                "InvalidRequest",
                () -> complete(key, id, named, request -> request.mpuObjectSize((long) FIRST.length)));

        // What parts were told without being asked is enough for the whole.
        String whole = text(checksum("CRC32", both()));
        CompleteMultipartUploadResponse answer = complete(
                key,
                id,
                named,
                request -> request.checksumCRC32(whole)
                        .checksumType(ChecksumType.FULL_OBJECT)
                        .mpuObjectSize((long) both().length));
        assertThat(answer.checksumCRC32()).isEqualTo(whole);
        assertThat(answer.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        assertThat(Arrays.equals(
                        s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray(), both()))
                .isTrue();
    }

    /** Right ones come with a condition that does not hold, so that the upload goes on. */
    private void assertCompared(String key, String id, String algorithm, String first, String last) {
        List<CompletedPart> parts = parts(algorithm, first, last);
        String composite = text(composite(algorithm));
        String wrong = text(checksum(algorithm, LAST));
        assertCode("BadDigest", () -> complete(key, id, parts, given(algorithm, wrong, null)));
        assertCode("BadDigest", () -> complete(key, id, parts, given(algorithm, wrong + "-2", ChecksumType.COMPOSITE)));
        assertCode("BadDigest", () -> complete(key, id, parts, given(algorithm, composite + "-3", null)));
        for (String right : List.of(composite, composite + "-2")) {
            assertMatches(key, id, parts, given(algorithm, right, null));
            assertMatches(key, id, parts, given(algorithm, right, ChecksumType.COMPOSITE));
        }
        if (algorithm.startsWith("CRC")) {
            String whole = text(checksum(algorithm, both()));
            assertMatches(key, id, parts, given(algorithm, whole, null));
            assertMatches(key, id, parts, given(algorithm, whole, ChecksumType.FULL_OBJECT));
            assertCode(
                    "BadDigest", () -> complete(key, id, parts, given(algorithm, composite, ChecksumType.FULL_OBJECT)));
            assertCode("BadDigest", () -> complete(key, id, parts, given(algorithm, whole, ChecksumType.COMPOSITE)));
        }
    }

    /** Parts' checksums that were never computed, and the whole's of them: right or not, here and where nothing is known of the parts. */
    private void assertThatNobodysWordIsTaken(String key, String id, String algorithm, String first, String last) {
        List<CompletedPart> parts = parts(algorithm, first, last);
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> complete(key, id, parts, request -> {}))
                .withMessageContaining("the checksum " + algorithm + " that it gives of part 1")
                .withMessageContaining("checksumAlgorithm");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> store.encryptingWithEmptyMemory()
                        .completeMultipartUpload(complete -> given(algorithm, text(composite(algorithm)), null)
                                .accept(complete.bucket(bucket)
                                        .key(key)
                                        .uploadId(id)
                                        .multipartUpload(all -> all.parts(parts)))))
                .withMessageContaining("part 1 is not known here");
    }

    private void assertMatches(
            String key, String id, List<CompletedPart> parts, Consumer<CompleteMultipartUploadRequest.Builder> given) {
        assertCode("NoSuchKey", () -> complete(key, id, parts, given.andThen(it -> it.ifMatch("\"none\""))));
    }

    private static Consumer<CompleteMultipartUploadRequest.Builder> given(
            String algorithm, String value, @Nullable ChecksumType type) {
        return request -> set(request, algorithm, value).checksumType(type);
    }

    private String upload(String key, String id, int number, String algorithm, byte[] bytes) {
        return s3.uploadPart(
                        part -> part.bucket(bucket)
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .checksumAlgorithm(algorithm),
                        RequestBody.fromBytes(bytes))
                .eTag();
    }

    private CompleteMultipartUploadResponse complete(
            String key, String id, List<CompletedPart> parts, Consumer<CompleteMultipartUploadRequest.Builder> more) {
        return s3.completeMultipartUpload(complete -> {
            complete.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts));
            more.accept(complete);
        });
    }

    private static List<CompletedPart> bare(String first, String last) {
        return List.of(
                CompletedPart.builder().partNumber(1).eTag(first).build(),
                CompletedPart.builder().partNumber(2).eTag(last).build());
    }

    private static List<CompletedPart> parts(String algorithm, String first, String last) {
        List<CompletedPart> bare = bare(first, last);
        return List.of(
                set(bare.get(0).toBuilder(), algorithm, text(checksum(algorithm, FIRST)))
                        .build(),
                set(bare.get(1).toBuilder(), algorithm, text(checksum(algorithm, LAST)))
                        .build());
    }

    private static byte[] both() {
        byte[] both = Arrays.copyOf(FIRST, FIRST.length + LAST.length);
        System.arraycopy(LAST, 0, both, FIRST.length, LAST.length);
        return both;
    }

    private static byte[] composite(String algorithm) {
        ByteArrayOutputStream of = new ByteArrayOutputStream();
        of.writeBytes(checksum(algorithm, FIRST));
        of.writeBytes(checksum(algorithm, LAST));
        return checksum(algorithm, of.toByteArray());
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    private static <B extends SdkPojo> B set(B pojo, String algorithm, String value) {
        member(pojo, algorithm).set(pojo, value);
        return pojo;
    }

    private static @Nullable Object value(SdkPojo pojo, String algorithm) {
        return member(pojo, algorithm).getValueOrDefault(pojo);
    }

    private static SdkField<?> member(SdkPojo pojo, String algorithm) {
        return pojo.sdkFields().stream()
                .filter(field -> field.memberName().equals("Checksum" + algorithm))
                .findFirst()
                .orElseThrow();
    }

    private static String text(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static byte[] checksum(String algorithm, byte[] content) {
        if (algorithm.startsWith("CRC")) {
            Checksum checksum = algorithm.equals("CRC32") ? new CRC32() : new CRC32C();
            checksum.update(content, 0, content.length);
            return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
        }
        try {
            return MessageDigest.getInstance(algorithm.replaceFirst("^SHA", "SHA-"))
                    .digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
