package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.furoshiki.DataKeys;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What a channel asks the store for, and what ends a read. That it reads as a file does is in {@link ObjectChannelTwinTest}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectChannelTest {

    private static final int P = 65_536;
    private static final int S = StoredObject.SEGMENT;
    private static final int MANY = 208;

    private final byte[] content = RangeTwins.bytes(MANY * P);

    private TestStore store;
    private S3Client plain;
    private EncryptingS3Client s3;
    private String bucket;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        plain = store.plain();
        s3 = store.encrypting();
        bucket = store.bucket();
        put("long", content);
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void quiet() {
        store.http().faults(request -> null);
        store.http().forget();
    }

    @Test
    void sequentialReadsAskForTwiceAsMuchEachTime() throws IOException {
        try (SeekableByteChannel channel = channel("long")) {
            assertThat(readFully(channel, content.length, 4_096)).isEqualTo(content);
        }
        assertThat(segmentsAskedFor()).containsExactly(4, 8, 16, 32, 64, 80, 4);
    }

    @Test
    void eachRandomReadIsOneRequest() throws IOException {
        List<Integer> segments =
                IntStream.range(1, MANY / 10).map(i -> 10 * i).boxed().collect(Collectors.toList());
        Collections.shuffle(segments, new Random(5));
        try (SeekableByteChannel channel = channel("long")) {
            store.http().forget();
            for (int segment : segments) {
                int position = segment * P + 62_000 + segment;
                channel.position(position);
                assertThat(readFully(channel, 4_096, 4_096))
                        .isEqualTo(Arrays.copyOfRange(content, position, position + 4_096));
            }
            assertThat(segmentsAskedFor()).hasSameSizeAs(segments).allMatch(asked -> asked <= 4);
            store.http().forget();
            channel.position(channel.position() - 4_096);
            readFully(channel, 4_096, 1_000);
            assertThat(segmentsAskedFor()).as("what was read last").isEmpty();
        }
    }

    @Test
    void aLargeBufferIsAskedForAtOnce() throws IOException {
        try (SeekableByteChannel channel = channel("long")) {
            store.http().forget();
            ByteBuffer buffer = ByteBuffer.allocate(2 << 20);
            assertThat(channel.position(100 * P + 7L).read(buffer)).isEqualTo(2 << 20);
            assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(content, 100 * P + 7, 132 * P + 7));
            assertThat(segmentsAskedFor()).containsExactly(33);
        }
    }

    /** A reader of archives goes to the end and back. */
    @Test
    void segmentsThatWereReadLatelyAreKept() throws IOException {
        try (SeekableByteChannel channel = channel("long")) {
            readFully(channel, 10, 10);
            channel.position(content.length - 10L);
            readFully(channel, 10, 10);
            store.http().forget();
            channel.position(5);
            assertThat(readFully(channel, 100, 100)).isEqualTo(Arrays.copyOfRange(content, 5, 105));
            assertThat(store.http().sent()).isEmpty();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgain() throws IOException {
        try (SeekableByteChannel channel = channel("long")) {
            AtomicInteger requests = new AtomicInteger();
            store.http()
                    .faults(request ->
                            requests.getAndIncrement() == 0 ? new ObservedHttpClient.Fault.CutAfter(100_000) : null);
            channel.position(50 * P);
            assertThat(readFully(channel, 300_000, 300_000))
                    .isEqualTo(Arrays.copyOfRange(content, 50 * P, 50 * P + 300_000));
        }
    }

    @Test
    void anObjectThatIsReplacedIsNotMixed() throws IOException {
        for (Runnable replacing : List.<Runnable>of(
                () -> put("replaced", RangeTwins.bytes(10 * P + 1)),
                () -> plain.putObject(
                        put -> put.bucket(bucket).key("replaced"), RequestBody.fromBytes(new byte[10 * S])))) {
            byte[] old = RangeTwins.bytes(10 * P);
            put("replaced", old);
            try (SeekableByteChannel channel = channel("replaced")) {
                replacing.run();
                assertThat(readFully(channel, 4 * P, P)).as("what is at hand").isEqualTo(Arrays.copyOf(old, 4 * P));
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                        .withMessageContaining("s3://" + bucket + "/replaced was replaced while it was read")
                        .withCauseInstanceOf(TamperedObjectException.class);
                assertThat(channel.position()).isEqualTo(4 * P);
            }
        }
    }

    @Test
    void anObjectThatIsGoneIsNamed() throws IOException {
        put("gone", RangeTwins.bytes(10 * P));
        try (SeekableByteChannel channel = channel("gone")) {
            plain.deleteObject(delete -> delete.bucket(bucket).key("gone"));
            channel.position(5 * P);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                    .withMessageStartingWith("s3://" + bucket + "/gone cannot be read at byte " + 5 * P)
                    .withCauseInstanceOf(NoSuchKeyException.class);
        }
        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> channel("gone"));
    }

    /** Between the first answer and the final segment, which proves the length: the new one is opened. */
    @Test
    void anObjectThatIsReplacedWhileItIsOpenedIsTheNewOne() throws IOException {
        byte[] young = RangeTwins.bytes(7 * P);
        put("k", RangeTwins.bytes(10 * P));
        StoredObject.read(plain, bucket, "k").without("furoshiki-sealed").write(plain, bucket, "k");
        store.http().forget();
        AtomicInteger requests = new AtomicInteger();
        store.http().faults(request -> {
            if (requests.incrementAndGet() == 2) {
                put("k", young);
            }
            return null;
        });
        try (SeekableByteChannel channel = store.encryptingWithEmptyMemory()
                .openChannel(get -> get.bucket(bucket).key("k"))) {
            assertThat(channel.size()).isEqualTo(young.length);
            assertThat(readFully(channel, young.length, young.length)).isEqualTo(young);
        }
    }

    @Test
    void aVersionThatIsNamedStaysWhatItIs() throws IOException {
        String versioned = TestBuckets.create(plain);
        plain.putBucketVersioning(versioning -> versioning
                .bucket(versioned)
                .versioningConfiguration(configuration -> configuration.status(BucketVersioningStatus.ENABLED)));
        byte[] old = RangeTwins.bytes(10 * P);
        String version = s3.putObject(put -> put.bucket(versioned).key("k"), RequestBody.fromBytes(old))
                .versionId();
        try (SeekableByteChannel latest =
                        s3.openChannel(get -> get.bucket(versioned).key("k"));
                SeekableByteChannel named =
                        s3.openChannel(get -> get.bucket(versioned).key("k").versionId(version))) {
            s3.putObject(put -> put.bucket(versioned).key("k"), RequestBody.fromString("young"));
            assertThat(readFully(named, old.length, P)).isEqualTo(old);
            latest.position(5 * P);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> latest.read(ByteBuffer.allocate(1)))
                    .withMessageContaining("was replaced while it was read");
        }
    }

    @Test
    void aFalseSegmentEndsTheReadBeforeIt() throws IOException {
        byte[] due = RangeTwins.bytes(9 * P);
        put("false", due);
        StoredObject.read(plain, bucket, "false").flipBody(6 * S + 1_000).write(plain, bucket, "false");
        try (SeekableByteChannel channel = channel("false")) {
            ByteBuffer buffer = ByteBuffer.allocate(5 * P);
            channel.position(4 * P);
            assertThat(channel.read(buffer)).isEqualTo(2 * P);
            assertThat(Arrays.copyOf(buffer.array(), 2 * P)).isEqualTo(Arrays.copyOfRange(due, 4 * P, 6 * P));
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> channel.read(buffer))
                        .withMessageContaining("s3://" + bucket + "/false is not what was stored there: segment 6")
                        .withCauseInstanceOf(TamperedObjectException.class);
                assertThat(channel.position()).isEqualTo(6 * P);
                assertThat(buffer.position()).isEqualTo(2 * P);
            }
            channel.position(7 * P);
            assertThat(readFully(channel, 2 * P, P))
                    .as("others are true")
                    .isEqualTo(Arrays.copyOfRange(due, 7 * P, 9 * P));
        }
    }

    @Test
    void aCutObjectIsNotOpened() {
        put("cut", RangeTwins.bytes(9 * P));
        StoredObject stored = StoredObject.read(plain, bucket, "cut");
        StoredObject cut = stored.segments(0, 1, 2, 3, 4, 5);
        for (StoredObject each : List.of(cut, cut.without("furoshiki-sealed"))) {
            each.write(plain, bucket, "cut");
            assertThatExceptionOfType(TamperedObjectException.class)
                    .isThrownBy(() -> store.encryptingWithEmptyMemory()
                            .openChannel(get -> get.bucket(bucket).key("cut")));
        }
    }

    @Test
    void aDisabledKeyEndsTheNextRequest() throws IOException {
        try (SeekableByteChannel channel = channel("long")) {
            channel.read(ByteBuffer.allocate(10));
            store.keys().disable();
            try {
                channel.position(20 * P);
                assertDisabled(channel);
                channel.position(0);
                assertDisabled(channel);
            } finally {
                store.keys().enable();
            }
            assertThat(readFully(channel, 10, 10)).isEqualTo(Arrays.copyOf(content, 10));
        }
    }

    @Test
    void aDisabledKeyEndsALongReadAfter8MiB() throws IOException {
        EncryptingS3Client longParts = EncryptingS3Client.builder(
                        plain, store.keys().keys(), TestKeys.KEY)
                .partBytes(16 << 20)
                .build();
        try (SeekableByteChannel channel =
                longParts.openChannel(get -> get.bucket(bucket).key("long"))) {
            store.http().faults(request -> {
                store.keys().disable();
                return null;
            });
            channel.position(10 * P);
            assertThat(channel.read(ByteBuffer.allocate(content.length))).isEqualTo(8 << 20);
            assertDisabled(channel);
        } finally {
            store.keys().enable();
        }
    }

    private static void assertDisabled(SeekableByteChannel channel) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> channel.read(ByteBuffer.allocate(10)))
                .withCauseInstanceOf(KmsException.DisabledException.class);
    }

    @Test
    void dataKeysThatAreClosedEndIt() throws IOException {
        DataKeys keys = DataKeys.over(store.keys().service());
        try (SeekableByteChannel channel = EncryptingS3Client.wrap(plain, keys, TestKeys.KEY)
                .openChannel(get -> get.bucket(bucket).key("long"))) {
            keys.close();
            channel.position(20 * P);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> channel.read(ByteBuffer.allocate(10)))
                    .withMessageContaining("the data keys of that, were closed");
        }
    }

    @Test
    void aRangeIsRefused() {
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() ->
                        s3.openChannel(get -> get.bucket(bucket).key("long").range("bytes=0-9")))
                .withMessageMatching("openChannel is refused: .+; leave range and part number out, .+");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() ->
                        s3.openChannel(get -> get.bucket(bucket).key("long").partNumber(1)));
        assertThat(store.http().sent()).isEmpty();
    }

    @Test
    void plaintextIsReadWhereItIsDeclared() throws IOException {
        EncryptingS3Client mixed = EncryptingS3Client.builder(
                        plain, store.keys().keys(), TestKeys.KEY)
                .plaintextObjects((inBucket, key) -> key.startsWith("public/"))
                .build();
        byte[] old = RangeTwins.bytes(9 * P);
        for (String key : List.of("public/k", "private/k")) {
            plain.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(old));
        }
        assertThatExceptionOfType(NotEncryptedException.class)
                .isThrownBy(() -> mixed.openChannel(get -> get.bucket(bucket).key("private/k")));
        try (SeekableByteChannel channel =
                mixed.openChannel(get -> get.bucket(bucket).key("public/k"))) {
            plain.putObject(put -> put.bucket(bucket).key("public/k"), RequestBody.fromBytes(new byte[9 * P]));
            assertThat(readFully(channel, 4 * P, P)).isEqualTo(Arrays.copyOf(old, 4 * P));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                    .withMessageContaining("was replaced while it was read");
        }
    }

    @Test
    void isForReadingOnly() throws IOException {
        SeekableByteChannel channel = channel("long");
        assertThatExceptionOfType(NonWritableChannelException.class)
                .isThrownBy(() -> channel.write(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> channel.truncate(5));
        assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
        // Where no file can be.
        assertThat(channel.position(Long.MAX_VALUE).read(ByteBuffer.allocate(1)))
                .isEqualTo(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
        channel.close();
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> channel.read(ByteBuffer.allocate(1)),
                channel::position,
                () -> channel.position(1),
                channel::size,
                () -> channel.write(ByteBuffer.allocate(1)),
                () -> channel.truncate(1))) {
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(call);
        }
    }

    private SeekableByteChannel channel(String key) {
        return s3.openChannel(get -> get.bucket(bucket).key(key));
    }

    private void put(String key, byte[] bytes) {
        s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
    }

    /** How many segments each request asked for, in order. */
    private List<Integer> segmentsAskedFor() {
        return store.http().sent().stream()
                .map(sent -> sent.request().firstMatchingHeader("Range").orElseThrow())
                .map(range -> range.substring("bytes=".length()).split("-", -1))
                .map(range -> (int) ((Long.parseLong(range[1]) + 1 - Long.parseLong(range[0]) + S - 1) / S))
                .toList();
    }

    private static byte[] readFully(SeekableByteChannel channel, int count, int atOnce) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(count);
        while (all.hasRemaining()) {
            all.limit(Math.min(count, all.position() + atOnce));
            assertThat(channel.read(all)).isPositive();
            all.limit(count);
        }
        return all.array();
    }
}
