package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Somebody replaces an object between the requests that one read of a range takes: old or new comes, never a mixture. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacedObjectTest {

    private static final int P = 65_536;

    private final byte[] old = bytes(4 * P);
    private final byte[] young = bytes(3 * P + 9);

    private TestStore store;
    private S3Client other;
    private S3Client plain;
    private String bucket;
    private StoredObject unproven;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        plain = LocalS3.s3Proxy().client();
        other = EncryptingS3Client.wrap(plain, store.keys().keys(), TestKeys.KEY);
        bucket = store.bucket();
        other.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(old));
        unproven = StoredObject.read(plain, bucket, "k").without("furoshiki-sealed");
    }

    @AfterAll
    void close() {
        store.close();
        plain.close();
    }

    @BeforeEach
    void quiet() {
        store.http().faults(request -> null);
        store.http().forget();
    }

    @Test
    void byAnotherEncryptedOne() {
        for (int at = 0; at <= 3; at++) {
            unproven.write(plain, bucket, "k");
            before(at, () -> other.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(young)));
            byte[] got = range(store.encryptingWithEmptyMemory());
            // An unproven length takes three requests: the range, the final segment, the range again.
            byte[] due = at <= 2 ? young : old;
            assertThat(got).as("before request %d", at).isEqualTo(Arrays.copyOfRange(due, 5, 70_001));
        }
        assertThat(store.http().sent())
                .as("every request of a read carries what the caller set by hand")
                .hasSize(10)
                .allSatisfy(sent -> assertThat(sent.request().firstMatchingHeader("x-by-hand"))
                        .isPresent());
    }

    @Test
    void overAndOver() {
        unproven.write(plain, bucket, "k");
        AtomicInteger requests = new AtomicInteger();
        store.http().faults(request -> {
            other.putObject(
                    put -> put.bucket(bucket).key("k"),
                    RequestBody.fromBytes(bytes(4 * P + requests.incrementAndGet())));
            StoredObject.read(plain, bucket, "k").without("furoshiki-sealed").write(plain, bucket, "k");
            return null;
        });
        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(() -> range(store.encryptingWithEmptyMemory()))
                .withMessageContaining("was replaced 8 times");
        assertThat(requests).hasValue(16);
    }

    @Test
    void byNothing() {
        for (int at = 1; at <= 2; at++) {
            unproven.write(plain, bucket, "k");
            before(at, () -> plain.deleteObject(delete -> delete.bucket(bucket).key("k")));
            assertThatExceptionOfType(NoSuchKeyException.class)
                    .isThrownBy(() -> range(store.encryptingWithEmptyMemory()));
        }
    }

    @Test
    void byPlaintext() {
        unproven.write(plain, bucket, "k");
        before(2, () -> plain.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(old)));
        assertThatExceptionOfType(NotEncryptedException.class)
                .isThrownBy(() -> range(store.encryptingWithEmptyMemory()));
    }

    @Test
    void ofPlaintextByAnEncryptedOne() {
        S3Client mixed = EncryptingS3Client.builder(store.plain(), store.keys().keys(), TestKeys.KEY)
                .plaintextObjects((inBucket, key) -> true)
                .build();
        plain.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(old));
        before(1, () -> unproven.write(plain, bucket, "k"));
        assertThatExceptionOfType(TamperedObjectException.class)
                .isThrownBy(() -> range(mixed))
                .withMessageContaining("was replaced while it was read");
        assertThat(store.http().aborted()).isEqualTo(2);
    }

    @Test
    void whileTheCallersConditionHolds() {
        unproven.write(plain, bucket, "k");
        String eTag = plain.headObject(head -> head.bucket(bucket).key("k")).eTag();
        for (int at = 1; at <= 2; at++) {
            unproven.write(plain, bucket, "k");
            before(at, () -> other.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(young)));
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> store.encryptingWithEmptyMemory()
                            .getObjectAsBytes(get ->
                                    get.bucket(bucket).key("k").ifMatch(eTag).range("bytes=5-70000")))
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(412));
        }
    }

    private byte[] range(S3Client s3) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket)
                        .key("k")
                        .range("bytes=5-70000")
                        .overrideConfiguration(override -> override.putHeader("x-by-hand", "1")))
                .asByteArray();
    }

    /** Does something just before that request goes out, counted from 0. */
    private void before(int number, Runnable action) {
        AtomicInteger requests = new AtomicInteger();
        store.http().faults(request -> {
            if (requests.getAndIncrement() == number) {
                action.run();
            }
            return null;
        });
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
