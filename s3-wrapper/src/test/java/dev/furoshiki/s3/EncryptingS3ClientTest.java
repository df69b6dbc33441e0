package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.KeyBinding;
import dev.furoshiki.s3.object.KeyScope;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the encrypting client does that a plain one has no word for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptingS3ClientTest {

    private static final int P = 65_536;
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

    @Test
    void aDisabledKeyStopsReadingAndWriting() {
        put("disabled", "indigo".getBytes(UTF_8));
        store.keys().disable();
        try {
            assertThatExceptionOfType(KmsException.DisabledException.class).isThrownBy(() -> get("disabled"));
            assertThatExceptionOfType(KmsException.DisabledException.class)
                    .isThrownBy(() -> put("disabled", "other".getBytes(UTF_8)));
        } finally {
            store.keys().enable();
        }
        assertThat(get("disabled")).asString(UTF_8).isEqualTo("indigo");
    }

    @Test
    void aDisabledKeyStopsAReadInProgress() throws IOException {
        byte[] content = new byte[40 << 20];
        put("progress", content);
        try (InputStream in = s3.getObject(get -> get.bucket(bucket).key("progress"))) {
            in.readNBytes(1 << 20);
            store.keys().disable();
            try {
                assertThatExceptionOfType(KmsException.DisabledException.class).isThrownBy(in::readAllBytes);
            } finally {
                store.keys().enable();
            }
        }
    }

    @Test
    void dataKeysThatAreClosedEndAReadInProgress() throws IOException {
        put("closing", new byte[40 << 20]);
        DataKeys keys = DataKeys.over(store.keys().service());
        try (InputStream in = EncryptingS3Client.builder(plain, keys, TestKeys.KEY)
                .partsInFlight(1)
                .build()
                .getObject(get -> get.bucket(bucket).key("closing"))) {
            in.readNBytes(1 << 20);
            store.http().forget();
            keys.close();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(in::readAllBytes)
                    .withMessageContaining("the data keys of its client, were closed");
            assertThat(store.http().aborted()).isEqualTo(1);
        }
    }

    @Test
    void anUnknownKeyIsNamed() {
        S3Client other = EncryptingS3Client.wrap(plain, store.keys().keys(), "alias/no-such-key");
        assertThatExceptionOfType(KmsException.NotFoundException.class)
                .isThrownBy(() -> other.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("x")));
    }

    @Test
    void theContextMayBeAFunction() {
        S3Client byTenant = EncryptingS3Client.builder(plain, store.keys().keys(), TestKeys.KEY)
                .encryptionContext(
                        (inBucket, key) -> EncryptionContext.of("tenant", key.substring(0, key.indexOf('/'))))
                .build();
        byTenant.putObject(put -> put.bucket(bucket).key("a/1"), RequestBody.fromString("one"));
        StoredObject stored = StoredObject.read(plain, bucket, "a/1");
        stored.write(plain, bucket, "a/2");
        stored.write(plain, bucket, "b/1");
        assertThat(byTenant.getObjectAsBytes(get -> get.bucket(bucket).key("a/2"))
                        .asUtf8String())
                .isEqualTo("one");
        assertThatExceptionOfType(KmsException.InvalidCiphertextException.class)
                .isThrownBy(() ->
                        byTenant.getObjectAsBytes(get -> get.bucket(bucket).key("b/1")));
        assertThatExceptionOfType(KmsException.InvalidCiphertextException.class).isThrownBy(() -> get("a/1"));
    }

    @Test
    void everyObjectHasKeysOfItsOwn() {
        put("twin-1", "same".getBytes(UTF_8));
        put("twin-2", "same".getBytes(UTF_8));
        StoredObject one = StoredObject.read(plain, bucket, "twin-1");
        StoredObject two = StoredObject.read(plain, bucket, "twin-2");
        assertThat(one.body()).isNotEqualTo(two.body());
        assertThat(Arrays.copyOf(one.bytesOf("furoshiki-keys"), 16))
                .isNotEqualTo(Arrays.copyOf(two.bytesOf("furoshiki-keys"), 16));
        assertThat(one.metadata().get("furoshiki-header"))
                .isNotEqualTo(two.metadata().get("furoshiki-header"));
    }

    @Test
    void declaredPlaintextIsHandedThroughAndNeverWritten() {
        S3Client mixed = EncryptingS3Client.builder(plain, store.keys().keys(), TestKeys.KEY)
                .plaintextObjects((inBucket, key) -> key.startsWith("public/"))
                .build();
        byte[] content = new byte[P + 50];
        Arrays.fill(content, (byte) 7);
        plain.putObject(put -> put.bucket(bucket).key("public/logo"), RequestBody.fromBytes(content));
        plain.putObject(put -> put.bucket(bucket).key("public/empty"), RequestBody.empty());

        assertThat(mixed.getObjectAsBytes(get -> get.bucket(bucket).key("public/logo"))
                        .asByteArray())
                .isEqualTo(content);
        var range = mixed.getObjectAsBytes(
                get -> get.bucket(bucket).key("public/logo").range("bytes=65000-65009"));
        assertThat(range.asByteArray()).hasSize(10);
        assertThat(range.response().contentRange()).isEqualTo("bytes 65000-65009/" + content.length);
        for (String key : List.of("public/logo", "public/empty")) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> mixed.getObjectAsBytes(
                            get -> get.bucket(bucket).key(key).range("bytes=70000-")))
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(416));
        }
        assertThat(mixed.headObject(head -> head.bucket(bucket).key("public/logo"))
                        .contentLength())
                .isEqualTo(content.length);
        assertThat(mixed.listObjectsV2(list -> list.bucket(bucket).prefix("public/l"))
                        .contents())
                .extracting(S3Object::size)
                .containsExactly((long) content.length);
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(
                        () -> mixed.putObject(put -> put.bucket(bucket).key("public/new"), RequestBody.fromString("x")))
                .withMessageContaining("plain client");
        mixed.putObject(put -> put.bucket(bucket).key("private/k"), RequestBody.fromString("secret"));
        assertThat(StoredObject.read(plain, bucket, "private/k").body()).hasSize(6 + 32);
    }

    @Test
    void headServesRangesOfThePlaintext() {
        put("head", new byte[2 * P]);
        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(bucket).key("head").range("bytes=65530-65540"));
        assertThat(head.contentLength()).isEqualTo(11);
        assertThat(head.contentRange()).isEqualTo("bytes 65530-65540/131072");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> s3.headObject(
                        request -> request.bucket(bucket).key("head").range("bytes=131072-")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(416));
    }

    @Test
    void rangesThatCannotBeServedAreRefused() {
        put("parts", new byte[10]);
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.getObjectAsBytes(
                        get -> get.bucket(bucket).key("parts").range("bytes=0-1,3-4")))
                .withMessageContaining("one range");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.getObjectAsBytes(get ->
                        get.bucket(bucket).key("parts").overrideConfiguration(o -> o.putHeader("Range", "bytes=0-1"))));
    }

    @Test
    void attributesTellThePlaintextSize() {
        put("attributes", new byte[P + 1]);
        GetObjectAttributesResponse attributes = s3.getObjectAttributes(request -> request.bucket(bucket)
                .key("attributes")
                .objectAttributes(ObjectAttributes.OBJECT_SIZE, ObjectAttributes.E_TAG, ObjectAttributes.CHECKSUM));
        assertThat(attributes.objectSize()).isEqualTo(P + 1);
        assertThat(attributes.eTag()).isNotBlank();
        assertThat(attributes.checksum()).isNull();
    }

    @Test
    void versionsAreReadAndListed() {
        String versioned = TestBuckets.create(plain);
        plain.putBucketVersioning(versioning -> versioning
                .bucket(versioned)
                .versioningConfiguration(configuration -> configuration.status(BucketVersioningStatus.ENABLED)));
        String first = s3.putObject(put -> put.bucket(versioned).key("k"), RequestBody.fromString("one"))
                .versionId();
        String second = s3.putObject(put -> put.bucket(versioned).key("k"), RequestBody.fromBytes(new byte[PART + 1]))
                .versionId();
        assertThat(first).isNotBlank();
        assertThat(second).isNotBlank().isNotEqualTo(first);
        assertThat(s3.getObjectAsBytes(get -> get.bucket(versioned).key("k").versionId(first))
                        .asUtf8String())
                .isEqualTo("one");
        assertThat(s3.getObjectAsBytes(get ->
                                get.bucket(versioned).key("k").versionId(first).range("bytes=1-"))
                        .asUtf8String())
                .isEqualTo("ne");
        assertThat(s3.listObjectVersionsPaginator(list -> list.bucket(versioned))
                        .versions())
                .extracting(ObjectVersion::size)
                .containsExactlyInAnyOrder(3L, PART + 1L);
    }

    @Test
    void aSizeThatNoEncryptedObjectHasIsListedAsItIs() {
        String mixed = TestBuckets.create(plain);
        plain.putObject(put -> put.bucket(mixed).key("marker/"), RequestBody.empty());
        plain.putObject(put -> put.bucket(mixed).key("short"), RequestBody.fromBytes(new byte[31]));
        s3.putObject(put -> put.bucket(mixed).key("ours"), RequestBody.empty());
        assertThat(s3.listObjectsV2(list -> list.bucket(mixed)).contents())
                .extracting(S3Object::key, S3Object::size)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("marker/", 0L),
                        org.assertj.core.groups.Tuple.tuple("ours", 0L),
                        org.assertj.core.groups.Tuple.tuple("short", 31L));
    }

    /** A writer that learns too late that a segment was the last one ends with an empty one. */
    @Test
    void anEmptyFinalSegmentIsVerifiedBeforeTheLastByteComes() throws IOException {
        byte[] content = new byte[2 * P];
        Arrays.fill(content, (byte) 9);
        StoredObject stored = endingInAnEmptySegment("late", content);
        stored.write(plain, bucket, "late");
        assertThat(get("late")).isEqualTo(content);
        assertThat(s3.headObject(head -> head.bucket(bucket).key("late")).contentLength())
                .isEqualTo(2 * P);
        for (String range : List.of("bytes=65536-", "bytes=-65536", "bytes=65536-999999")) {
            assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("late").range(range))
                            .asByteArray())
                    .as(range)
                    .isEqualTo(Arrays.copyOf(content, P));
        }
        for (String range : List.of("bytes=131072-", "bytes=131072-131080")) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> s3.getObjectAsBytes(
                            get -> get.bucket(bucket).key("late").range(range)))
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(416));
        }

        stored.flipBody(stored.body().length - 1).write(plain, bucket, "late");
        try (InputStream in = s3.getObject(get -> get.bucket(bucket).key("late"))) {
            assertThat(in.readNBytes(P)).isEqualTo(Arrays.copyOf(content, P));
            assertThatExceptionOfType(TamperedObjectException.class).isThrownBy(in::read);
        }
    }

    private StoredObject endingInAnEmptySegment(String key, byte[] content) {
        EncryptionContext context = EncryptionContext.of(Map.of("bucket", bucket, "key", key));
        RecipientKey recipient = new RecipientKey(store.keys().keys(), TestKeys.KEY);
        try (NewObject object =
                NewObject.create(new Wrapping(List.of(recipient), KeyScope.OBJECT), new KeyBinding(context, bucket))) {
            int segments = content.length / P;
            byte[] body = new byte[segments * StoredObject.SEGMENT + 32];
            for (int i = 0; i <= segments; i++) {
                int length = i == segments ? 0 : P;
                object.segments()
                        .encryptSegment(i, i == segments, content, i * P, length, body, i * StoredObject.SEGMENT);
            }
            return new StoredObject(object.envelope(null).toMetadata(), body);
        }
    }

    @Test
    void isSharedByThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                running.add(threads.submit(() -> putAndGetSome(thread)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void putAndGetSome(int thread) {
        Random random = new Random(thread);
        for (int i = 0; i < 6; i++) {
            byte[] content = new byte[i == 5 ? PART + 3 * P + thread : random.nextInt(3 * P)];
            random.nextBytes(content);
            String key = "thread-" + thread + "-" + i;
            put(key, content);
            assertThat(Arrays.equals(get(key), content)).as(key).isTrue();
            byte[] tail = s3.getObjectAsBytes(get ->
                            get.bucket(bucket).key("thread-" + thread + "-0").range("bytes=-5"))
                    .asByteArray();
            assertThat(tail).hasSize(5);
        }
    }

    @Test
    void partsHaveALeastAndAMostSize() {
        EncryptingS3Client.Builder builder =
                EncryptingS3Client.builder(plain, store.keys().keys(), TestKeys.KEY);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.partBytes((5 << 20) - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.partBytes((1 << 30) + 1));
    }

    @Test
    void theRequestHasToNameAnObject() {
        assertThatExceptionOfType(software.amazon.awssdk.core.exception.SdkClientException.class)
                .isThrownBy(() -> s3.putObject(put -> put.bucket(bucket), RequestBody.fromString("x")))
                .withMessageContaining("a bucket and a key");
    }

    private PutObjectResponse put(String key, byte[] content) {
        return s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    private byte[] get(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }
}
