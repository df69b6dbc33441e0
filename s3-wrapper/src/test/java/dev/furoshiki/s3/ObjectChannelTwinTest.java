package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A channel of an object gives what a FileChannel gives of a file with the same bytes, though less at a time. */
class ObjectChannelTwinTest {

    private static final int P = 65_536;
    private static final int SEVERAL_MIB = (3 << 20) + 17;

    private static final Map<Integer, Path> FILES = new HashMap<>();
    private static @Nullable TestStore opened;

    /** How an object is stored: with its length sealed, without, or as plaintext where that is declared. */
    enum Kind {
        SEALED,
        UNPROVEN,
        PLAIN
    }

    /**
     * One read, and what comes before.
     *
     * @param seek where to; null to go on
     * @param size of the buffer
     */
    record Step(@Nullable Long seek, int size, boolean direct) {}

    record Run(int size, Kind kind, List<Step> steps) {}

    @BeforeContainer
    static void open() {
        opened = TestStore.onS3Proxy();
    }

    @AfterContainer
    static void close() throws IOException {
        store().close();
        for (Path file : FILES.values()) {
            Files.delete(file);
        }
    }

    private static TestStore store() {
        if (opened == null) {
            throw new IllegalStateException("not opened");
        }
        return opened;
    }

    @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void readsAsAFileIsRead(@ForAll("runs") Run run) throws IOException {
        try (FileChannel file = FileChannel.open(fileAndObjects(run.size()), StandardOpenOption.READ);
                SeekableByteChannel object =
                        client().openChannel(get -> get.bucket(store().bucket()).key(key(run.size(), run.kind())))) {
            assertThat(object.size()).isEqualTo(file.size());
            for (Step step : run.steps()) {
                if (step.seek() != null) {
                    file.position(step.seek());
                    assertThat(object.position(step.seek())).isSameAs(object);
                }
                compareRead(file, object, step);
            }
        }
    }

    private static void compareRead(FileChannel file, SeekableByteChannel object, Step step) throws IOException {
        ByteBuffer due = ByteBuffer.allocate(step.size());
        ByteBuffer got =
                step.direct() ? ByteBuffer.allocateDirect(step.size() + 5) : ByteBuffer.allocate(step.size() + 5);
        got.position(2).limit(2 + step.size());
        int dueCount = file.read(due);
        int count = object.read(got);
        assertThat(count).isLessThanOrEqualTo(dueCount).isGreaterThanOrEqualTo(Math.min(dueCount, 1));
        assertThat(got.position()).isEqualTo(2 + Math.max(0, count));
        assertThat(got.duplicate().flip().position(2)).isEqualTo(due.flip().limit(Math.max(0, count)));
        file.position(file.position() - Math.max(0, dueCount) + Math.max(0, count));
        assertThat(object.position()).isEqualTo(file.position());
    }

    @Provide
    static Arbitrary<Run> runs() {
        Arbitrary<Integer> bySegments = Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(-1, 1))
                .as((segments, more) -> Math.max(0, segments * P + more));
        Arbitrary<Integer> sizes =
                Arbitraries.frequencyOf(Tuple.of(3, bySegments), Tuple.of(1, Arbitraries.just(SEVERAL_MIB)));
        return sizes.flatMap(size -> Combinators.combine(
                        Arbitraries.of(Kind.class),
                        steps(size).list().ofMinSize(1).ofMaxSize(20))
                .as((kind, steps) -> new Run(size, kind, steps)));
    }

    private static Arbitrary<Step> steps(int size) {
        Arbitrary<@Nullable Long> seeks = Arbitraries.<@Nullable Long>oneOf(
                Arbitraries.longs().between(0, size),
                // Around the borders of segments, and behind the end.
                Combinators.combine(
                                Arbitraries.longs().between(0, size / P + 1),
                                Arbitraries.longs().between(-3, 3))
                        .as((segment, more) -> Math.max(0, segment * P + more)),
                Arbitraries.of((long) size, size + 1L, 1L << 40));
        Arbitrary<Integer> room = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 5_000),
                Arbitraries.integers().between(P - 2, P + 2),
                Arbitraries.integers().between(0, 1 << 20));
        return Combinators.combine(seeks.injectNull(0.7), room, Arbitraries.of(true, false))
                .as(Step::new);
    }

    /** One that has proven no length yet. */
    private static EncryptingS3Client client() {
        return EncryptingS3Client.builder(store().plain(), store().keys().keys(), TestKeys.KEY)
                .partBytes(5 << 20)
                .plaintextObjects((bucket, key) -> key.endsWith(Kind.PLAIN.name()))
                .build();
    }

    private static String key(int size, Kind kind) {
        return size + "/" + kind;
    }

    private static Path fileAndObjects(int size) throws IOException {
        Path known = FILES.get(size);
        if (known != null) {
            return known;
        }
        byte[] content = RangeTwins.bytes(size);
        S3Client plain = store().plain();
        String bucket = store().bucket();
        plain.putObject(put -> put.bucket(bucket).key(key(size, Kind.PLAIN)), RequestBody.fromBytes(content));
        for (Kind kind : List.of(Kind.SEALED, Kind.UNPROVEN)) {
            store().encrypting()
                    .putObject(put -> put.bucket(bucket).key(key(size, kind)), RequestBody.fromBytes(content));
        }
        StoredObject.read(plain, bucket, key(size, Kind.UNPROVEN))
                .without("furoshiki-sealed")
                .write(plain, bucket, key(size, Kind.UNPROVEN));
        Path file = Files.write(Files.createTempFile("furoshiki-twin", null), content);
        FILES.put(size, file);
        return file;
    }
}
