package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.MalformedEnvelopeException;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.exception.S3EncryptionException.UnsupportedEnvelopeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** What the store, or somebody on the way, may do to an object: each ends in an exception before a wrong byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperingTest {

    private static final int P = 65_536;

    /** The SDK's HTTP clients keep 50 connections. */
    private static final int MORE_THAN_THE_POOL = 55;

    /** One in so many alterations goes through the server. */
    private static final int STORED_FOR_GOOD = 24;

    private static final byte[] SECRET = "the colour of the cloth is indigo".getBytes(UTF_8);

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

    @AfterEach
    void letTheServerAnswer() {
        store.http().faults(request -> null);
    }

    @Test
    void everyByteOfABodyCounts() {
        StoredObject stored = put("body", SECRET);
        List<StoredObject> altered = IntStream.range(0, stored.body().length)
                .mapToObj(stored::flipBody)
                .toList();
        assertAllRefused(stored, "body", altered, TamperedObjectException.class);
    }

    @Test
    void everyByteOfTheHeaderCounts() {
        everyByteCounts("furoshiki-header");
    }

    @Test
    void everyByteOfTheKeysCounts() {
        everyByteCounts("furoshiki-keys");
    }

    @Test
    void everyByteOfTheSealedFactsCounts() {
        everyByteCounts("furoshiki-sealed");
    }

    private void everyByteCounts(String name) {
        StoredObject stored = put(name, SECRET);
        List<StoredObject> altered = IntStream.range(0, stored.bytesOf(name).length)
                .mapToObj(i -> stored.flip(name, i))
                .toList();
        assertAllRefused(stored, name, altered, RuntimeException.class);
    }

    /** A text that decodes to the same bytes is another text all the same. */
    @Test
    void everyCharacterOfTheMetadataCounts() {
        StoredObject stored = put("characters", SECRET);
        stored.metadata().forEach((name, value) -> {
            List<StoredObject> altered = IntStream.range(0, value.length())
                    .mapToObj(i -> {
                        char other = value.charAt(i) == 'A' ? 'B' : 'A';
                        return stored.with(name, value.substring(0, i) + other + value.substring(i + 1));
                    })
                    .toList();
            assertAllRefused(stored, "characters", altered, RuntimeException.class);
            for (String changed : List.of("", value + "A", value + "=", value.substring(1), "*" + value)) {
                stored.with(name, changed).write(plain, bucket, "characters");
                assertRefused("characters", S3EncryptionException.class, name + " as " + changed);
            }
        });
        assertIntact(stored, "characters", SECRET);
    }

    @Test
    void aMissingPartOfTheEnvelopeIsNamed() {
        StoredObject stored = put("missing", SECRET);
        for (String name : List.of("furoshiki", "furoshiki-header", "furoshiki-keys")) {
            stored.without(name).write(plain, bucket, "missing");
            assertRefused("missing", MalformedEnvelopeException.class, name);
            assertThat(catchThrowable(() -> get("missing"))).hasMessageContaining("metadata " + name + " of s3://");
        }
        stored.withBody(SECRET).write(plain, bucket, "missing");
        assertRefused("missing", TamperedObjectException.class, "plaintext under an envelope");
    }

    @Test
    void segmentsAreBoundToTheirPlace() {
        byte[] content = bytes(3 * P + 100);
        StoredObject stored = put("segments", content);
        List<StoredObject> altered = List.of(
                stored.segments(1, 0, 2, 3),
                stored.segments(0, 2, 1, 3),
                stored.segments(0, 2, 3),
                stored.segments(1, 2, 3),
                stored.segments(0, 1, 2),
                stored.segments(0),
                stored.segments(0, 0, 1, 2, 3),
                stored.segments(0, 1, 1, 3),
                stored.segments(0, 1, 2, 3, 3),
                stored.segments(3),
                stored.withBody(Arrays.copyOf(stored.body(), stored.body().length - 1)),
                stored.withBody(Arrays.copyOf(stored.body(), stored.body().length - 100)),
                stored.withBody(Arrays.copyOf(stored.body(), stored.body().length + 1)),
                stored.withBody(Arrays.copyOf(stored.body(), stored.body().length + StoredObject.SEGMENT)),
                stored.withBody(Arrays.copyOf(stored.body(), 10)),
                stored.withBody(new byte[0]));
        for (int i = 0; i < altered.size(); i++) {
            altered.get(i).write(plain, bucket, "segments");
            // Of an object without bytes a range is not to be had: then all of it is asked for.
            int requests = altered.get(i).body().length == 0 ? 2 : 1;
            assertRefused("segments", TamperedObjectException.class, "alteration " + i, requests);
            if (altered.get(i).body().length != stored.body().length) {
                assertThatExceptionOfType(TamperedObjectException.class)
                        .as("the sealed length tells, alteration %d", i)
                        .isThrownBy(() -> rangeOf("segments", "bytes=0-9"));
            }
            // Without the sealed length the segments alone have to tell.
            altered.get(i).without("furoshiki-sealed").write(plain, bucket, "segments");
            assertRefused(
                    "segments", TamperedObjectException.class, "alteration " + i + " without sealed facts", requests);
            assertOnlyTrueBytesCameOut("segments", content);
            assertRangesRefusedOrTrue("segments", content);
        }
        assertIntact(stored, "segments", content);
    }

    @Test
    void sealedFactsMayBeAbsentButNotAnothers() {
        StoredObject one = put("one", SECRET);
        StoredObject two = put("two", SECRET);
        one.without("furoshiki-sealed").write(plain, bucket, "one");
        assertThat(get("one")).isEqualTo(SECRET);
        for (String name : List.of("furoshiki-header", "furoshiki-keys", "furoshiki-sealed")) {
            one.with(name, two.value(name)).write(plain, bucket, "one");
            assertRefused("one", RuntimeException.class, name + " of another object");
        }
        one.withBody(two.body()).write(plain, bucket, "one");
        assertRefused("one", TamperedObjectException.class, "body of another object");
    }

    @Test
    void anObjectUnderAnotherNameDoesNotOpen() {
        StoredObject stored = put("here", SECRET);
        stored.write(plain, bucket, "there");
        assertRefused("there", KmsException.InvalidCiphertextException.class, "moved to another key");
        String otherBucket = TestBuckets.create(plain);
        stored.write(plain, otherBucket, "here");
        assertThatExceptionOfType(KmsException.InvalidCiphertextException.class)
                .isThrownBy(
                        () -> s3.getObjectAsBytes(get -> get.bucket(otherBucket).key("here")));
    }

    @Test
    void otherEnvelopesAreNamed() {
        StoredObject stored = put("others", SECRET);
        stored.with("furoshiki", "2").write(plain, bucket, "others");
        assertRefused("others", UnsupportedEnvelopeException.class, "version 2");
        stored.with("x-amz-key-v2", "AAAA").write(plain, bucket, "others");
        assertRefused("others", UnsupportedEnvelopeException.class, "two envelopes");
        new StoredObject(Map.of("x-amz-c", "115", "x-amz-3", "AAAA"), SECRET).write(plain, bucket, "others");
        assertRefused("others", UnsupportedEnvelopeException.class, "Amazon's");
        new StoredObject(Map.of("colour", "red"), SECRET).write(plain, bucket, "others");
        assertRefused("others", NotEncryptedException.class, "no envelope");
        assertThatExceptionOfType(NotEncryptedException.class)
                .isThrownBy(() -> s3.headObject(head -> head.bucket(bucket).key("others")));
    }

    @Test
    void aFileIsNotLeftBehind(@TempDir Path directory) {
        byte[] content = bytes(5 * P);
        StoredObject stored = put("file", content);
        stored.flipBody(4 * StoredObject.SEGMENT + 1000).write(plain, bucket, "file");
        Path file = directory.resolve("file");
        assertThatExceptionOfType(TamperedObjectException.class)
                .isThrownBy(() -> s3.getObject(get -> get.bucket(bucket).key("file"), file));
        assertThat(file).doesNotExist();
        assertThatExceptionOfType(TamperedObjectException.class)
                .isThrownBy(() ->
                        s3.getObject(get -> get.bucket(bucket).key("file"), ResponseTransformer.toFile(file.toFile())));
        assertThat(file).doesNotExist();
    }

    /** What is known to be false is not downloaded to its end, and its connection goes back whoever forgets to close. */
    @Test
    void theConnectionIsAbortedAtTheFirstFalseSegment() throws IOException {
        byte[] content = bytes(128 * P);
        put("abort", content).flipBody(2 * StoredObject.SEGMENT + 5).write(plain, bucket, "abort");
        for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
            store.http().forget();
            InputStream in = s3.getObject(get -> get.bucket(bucket).key("abort"));
            assertThat(in.readNBytes(2 * P)).isEqualTo(Arrays.copyOf(content, 2 * P));
            assertThatExceptionOfType(TamperedObjectException.class).isThrownBy(in::read);
            assertThatExceptionOfType(TamperedObjectException.class)
                    .as("and stays so")
                    .isThrownBy(in::read);
            assertThat(store.http().aborted()).isEqualTo(1);
            assertThat(store.http().receivedBytes()).isLessThan(4 * StoredObject.SEGMENT);
        }
    }

    @Test
    void theConnectionOfARefusedObjectIsAborted() {
        put("refused", bytes(128 * P)).with("furoshiki-header", "A".repeat(99)).write(plain, bucket, "refused");
        for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
            store.http().forget();
            assertThatExceptionOfType(S3EncryptionException.class)
                    .isThrownBy(() -> s3.getObject(get -> get.bucket(bucket).key("refused")));
            assertThat(store.http().aborted()).isPositive();
            // The one that tells whether the head came whole.
            assertThat(store.http().receivedBytes()).isEqualTo(1);
        }
    }

    @Test
    void aTransformerCannotSwallowTheFailure() {
        put("swallow", bytes(3 * P)).flipBody(2 * StoredObject.SEGMENT + 5).write(plain, bucket, "swallow");
        assertThatExceptionOfType(TamperedObjectException.class)
                .isThrownBy(() -> s3.getObject(get -> get.bucket(bucket).key("swallow"), (response, in) -> {
                    try {
                        return in.readAllBytes().length;
                    } catch (IOException e) {
                        return -1;
                    }
                }));
    }

    @Test
    void aBodyOfUnknownLengthIsProvenToo() {
        byte[] content = bytes((5 << 20) + 2 * P);
        s3.putObject(
                put -> put.bucket(bucket).key("stream"),
                RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content), "application/octet-stream"));
        StoredObject stored = StoredObject.read(plain, bucket, "stream");
        assertThat(stored.metadata()).doesNotContainKey("furoshiki-sealed");
        int segments = stored.body().length / StoredObject.SEGMENT;
        assertThat(rangeOf("stream", "bytes=0-9")).isEqualTo(Arrays.copyOf(content, 10));

        // Under a new name of the store nothing has been proven: the same bytes, cut at a border of segments.
        S3Client fresh = store.encryptingWithEmptyMemory();
        stored.withBody(Arrays.copyOf(stored.body(), (segments - 1) * StoredObject.SEGMENT))
                .write(plain, bucket, "stream");
        for (String range : List.of("bytes=0-9", "bytes=5-", "bytes=-10", "bytes=99999999-")) {
            assertThatExceptionOfType(TamperedObjectException.class)
                    .as(range)
                    .isThrownBy(() -> fresh.getObjectAsBytes(
                            get -> get.bucket(bucket).key("stream").range(range)));
        }
    }

    private StoredObject put(String key, byte[] content) {
        s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
        return StoredObject.read(plain, bucket, key);
    }

    private byte[] get(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    private byte[] rangeOf(String key, String range) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).range(range))
                .asByteArray();
    }

    /**
     * All are refused when they are what the server answers, without its being asked; some are stored for good, and are
     * refused in the same words.
     */
    private void assertAllRefused(
            StoredObject stored, String key, List<StoredObject> altered, Class<? extends RuntimeException> type) {
        SdkHttpResponse trueAnswer = plain.getObjectAsBytes(
                        get -> get.bucket(bucket).key(key))
                .response()
                .sdkHttpResponse();
        answerAs(stored, trueAnswer);
        assertThat(get(key)).as("the answer of nobody, unaltered").isEqualTo(SECRET);
        assertThat(altered).isNotEmpty();
        for (int i = 0; i < altered.size(); i++) {
            answerAs(altered.get(i), trueAnswer);
            Throwable refused = assertRefused(key, type, key + ", alteration " + i);
            if (i % STORED_FOR_GOOD == 0 || i == altered.size() - 1) {
                letTheServerAnswer();
                altered.get(i).write(plain, bucket, key);
                assertThat(assertRefused(key, type, key + ", stored, alteration " + i))
                        .hasSameClassAs(refused)
                        .hasMessage(refused.getMessage());
            }
        }
        letTheServerAnswer();
        assertIntact(stored, key, SECRET);
    }

    private void answerAs(StoredObject object, SdkHttpResponse trueAnswer) {
        store.http().faults(request -> object.answerLike(trueAnswer));
    }

    /** One exception, of a type of ours, from one request: a failure that stays is not tried again. */
    private Throwable assertRefused(String key, Class<? extends RuntimeException> type, String what) {
        return assertRefused(key, type, what, 1);
    }

    private Throwable assertRefused(String key, Class<? extends RuntimeException> type, String what, int requests) {
        store.http().forget();
        Throwable thrown = catchThrowable(() -> get(key));
        assertThat(thrown).as(what).isInstanceOf(type);
        assertThat(thrown).as(what).isInstanceOfAny(S3EncryptionException.class, KmsException.class);
        assertThat(thrown.getMessage()).as(what).doesNotContain("indigo");
        assertThat(store.http().sent()).as(what).hasSize(requests);
        return thrown;
    }

    private void assertIntact(StoredObject stored, String key, byte[] content) {
        stored.write(plain, bucket, key);
        assertThat(get(key)).isEqualTo(content);
    }

    private void assertOnlyTrueBytesCameOut(String key, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Throwable thrown = catchThrowable(() -> {
            try (InputStream in = s3.getObject(get -> get.bucket(bucket).key(key))) {
                in.transferTo(out);
            }
        });
        assertThat(thrown).isInstanceOf(TamperedObjectException.class);
        byte[] came = out.toByteArray();
        assertThat(came.length % P).isZero();
        assertThat(Arrays.equals(came, Arrays.copyOf(content, came.length))).isTrue();
    }

    /** A range whose segments are in their places may come; nothing else may. */
    private void assertRangesRefusedOrTrue(String key, byte[] content) {
        S3Client fresh = store.encryptingWithEmptyMemory();
        for (int[] range : new int[][] {{0, 9}, {P - 1, P}, {2 * P, 2 * P + 5}, {3 * P, 3 * P + 99}}) {
            Throwable thrown = catchThrowable(() -> assertThat(fresh.getObjectAsBytes(
                                    get -> get.bucket(bucket).key(key).range("bytes=" + range[0] + "-" + range[1]))
                            .asByteArray())
                    .isEqualTo(Arrays.copyOfRange(content, range[0], range[1] + 1)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(TamperedObjectException.class);
            }
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
