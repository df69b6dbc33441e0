package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checksums are of the plaintext, are compared with it, and never leave the process unsealed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksumTest {

    private static final int PART = 5 << 20;

    private TestStore store;
    private S3Client plain;
    private S3Client s3;
    private String bucket;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        plain = store.plain();
        s3 = store.encrypting();
        bucket = store.bucket();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void forget() {
        store.http().forget();
    }

    /** In one request and in parts; the value alone, and with the algorithm named as well. */
    @ParameterizedTest
    @ValueSource(strings = {"CRC32", "CRC32C", "SHA1", "SHA256", "SHA512", "MD5"})
    void everyAlgorithmIsComparedSealedAndTold(String algorithm) {
        for (int size : new int[] {120, PART + 9}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            byte[] right = checksum(algorithm, content);
            byte[] wrong = right.clone();
            wrong[0] ^= 1;
            for (boolean named : new boolean[] {false, true}) {
                PutObjectResponse put = s3.putObject(given(algorithm, right, named), RequestBody.fromBytes(content));
                GetObjectResponse got = s3.getObjectAsBytes(
                                get -> get.bucket(bucket).key("given"))
                        .response();
                assertThat(told(put, algorithm)).isEqualTo(text(right));
                assertThat(told(got, algorithm)).isEqualTo(text(right));
                s3.deleteObject(delete -> delete.bucket(bucket).key("given"));
                assertBadDigest(given(algorithm, wrong, named), content);
            }
            assertThat(store.http().sent().toString()).doesNotContain(text(right));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRC32", "CRC32C", "SHA1", "SHA256", "SHA512", "MD5"})
    void everyAlgorithmIsComputedWhenAskedFor(String algorithm) {
        for (int size : new int[] {120, PART + 9}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            PutObjectResponse put = s3.putObject(
                    request -> request.bucket(bucket).key("asked").checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(content));
            assertThat(told(put, algorithm)).isEqualTo(text(checksum(algorithm, content)));
        }
        assertThat(store.http().sent().toString()).doesNotContain(text(checksum(algorithm, new byte[120])));
    }

    /** Known answers: with the native library the SDK computes them. */
    @ParameterizedTest
    @CsvSource({"CRC64NVME, ae8b14860a799888", "XXHASH64, 8cb841db40e6ae83"})
    void algorithmsOfTheNativeLibraryAreComparedToo(String algorithm, String hex) {
        NativeLibrary.assumeLoaded();
        byte[] content = "123456789".getBytes(UTF_8);
        byte[] right = HexFormat.of().parseHex(hex);
        PutObjectResponse put = s3.putObject(given(algorithm, right, true), RequestBody.fromBytes(content));
        assertThat(told(put, algorithm)).isEqualTo(text(right));
        assertThat(told(response("given"), algorithm)).isEqualTo(text(right));
        s3.deleteObject(delete -> delete.bucket(bucket).key("given"));
        right[7] ^= 1;
        assertBadDigest(given(algorithm, right, true), content);
    }

    private void assertBadDigest(PutObjectRequest request, byte[] content) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> s3.putObject(request, RequestBody.fromBytes(content)))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest");
                });
        assertThat(plain.listObjectsV2(list -> list.bucket(bucket).prefix(request.key()))
                        .contents())
                .isEmpty();
        assertThat(plain.listMultipartUploads(list -> list.bucket(bucket)).uploads())
                .isEmpty();
    }

    private PutObjectRequest given(String algorithm, byte[] value, boolean named) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key("given");
        member(request, algorithm).set(request, text(value));
        return named ? request.checksumAlgorithm(algorithm).build() : request.build();
    }

    private static @Nullable Object told(SdkPojo answer, String algorithm) {
        return member(answer, algorithm).getValueOrDefault(answer);
    }

    private static SdkField<?> member(SdkPojo pojo, String algorithm) {
        return pojo.sdkFields().stream()
                .filter(field -> field.memberName().equals("Checksum" + algorithm))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void checksumsAreOfThePlaintext() {
        byte[] content = "the colour is indigo".getBytes(UTF_8);
        String crc32Text = text(checksum("CRC32", content));
        String crc32cText = text(checksum("CRC32C", content));

        PutObjectResponse byDefault =
                s3.putObject(put -> put.bucket(bucket).key("sums"), RequestBody.fromBytes(content));
        assertThat(byDefault.checksumCRC32()).isEqualTo(crc32Text);
        assertThat(byDefault.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        assertThat(response("sums").checksumCRC32()).isEqualTo(crc32Text);

        PutObjectResponse asked = s3.putObject(
                put -> put.bucket(bucket).key("sums").checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
                RequestBody.fromBytes(content));
        assertThat(asked.checksumCRC32C()).isEqualTo(crc32cText);
        assertThat(asked.checksumCRC32()).isNull();
        assertThat(response("sums").checksumCRC32C()).isEqualTo(crc32cText);

        String sha256 = text(checksum("SHA256", content));
        PutObjectResponse given = s3.putObject(
                put -> put.bucket(bucket).key("sums").checksumSHA256(sha256), RequestBody.fromBytes(content));
        assertThat(given.checksumSHA256()).isEqualTo(sha256);
        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(bucket).key("sums").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumSHA256()).isEqualTo(sha256);
        assertThat(s3.headObject(request -> request.bucket(bucket).key("sums")).checksumSHA256())
                .isNull();
        GetObjectResponse ranged = s3.getObjectAsBytes(
                        get -> get.bucket(bucket).key("sums").range("bytes=0-1"))
                .response();
        assertThat(ranged.checksumSHA256()).as("of the whole, not of a range").isNull();
        assertThat(StoredObject.read(plain, bucket, "sums").metadata().toString())
                .doesNotContain(sha256);
    }

    @Test
    void whatIsNoChecksumOrCannotBeComputedIsRefused() throws Exception {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() ->
                        s3.putObject(put -> put.bucket(bucket).key("bad").contentMD5("?"), RequestBody.fromString("x")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidDigest"));
        assertThat(WithoutCrt.refusalOf("CRC64NVME"))
                .startsWith("OperationRefusedException")
                .contains("CRC64NVME")
                .contains("aws-crt");
    }

    private GetObjectResponse response(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).response();
    }

    private static byte[] checksum(String algorithm, byte[] content) {
        return switch (algorithm) {
            case "CRC32" -> crc(new CRC32(), content);
            case "CRC32C" -> crc(new CRC32C(), content);
            case "MD5" -> digest("MD5", content);
            default -> digest(algorithm.replace("SHA", "SHA-"), content);
        };
    }

    private static byte[] crc(Checksum checksum, byte[] content) {
        checksum.update(content);
        return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    }

    private static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] checksum) {
        return Base64.getEncoder().encodeToString(checksum);
    }
}
