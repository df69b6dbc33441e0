package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.PartBuffers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterContainer;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.SdkPartType;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Where parts lie, in whatever order and process they come: positions alone, without bytes or a store. */
class UploadLayoutTest {

    private static final int P = 65_536;
    private static final int S = 65_568;
    private static final DataKeys KEYS = DataKeys.over(new StaticKeyService("test"));
    private static final Encryption ENCRYPTION = TestEncryption.inParts(KEYS, 8 << 20);

    @AfterContainer
    static void close() {
        KEYS.close();
    }

    /** The store: what it has of each part, and which segments are in it. */
    private final TreeMap<Integer, Long> stored = new TreeMap<>();

    private final TreeMap<Long, Integer> segments = new TreeMap<>();
    private long finalSegment = -1;

    @Property(tries = 150)
    void partsMakeOneBody(
            @ForAll @IntRange(max = 9) int fullParts,
            @ForAll @IntRange(min = 80, max = 90) int partSegments,
            @ForAll @LongRange(min = -1, max = 100L * P) long lastBytes,
            @ForAll boolean isMarked,
            @ForAll boolean isDeclared,
            @ForAll @IntRange(min = 1, max = 3) int processes,
            @ForAll Random random) {
        long full = (long) partSegments * P;
        // Without a last part, or with one that nothing tells from the others, the final segment goes behind.
        List<Long> lengths = new ArrayList<>(Collections.nCopies(fullParts, full));
        boolean hasLast = lastBytes >= 0;
        if (hasLast) {
            lengths.add(lastBytes);
        }
        if (lengths.isEmpty()) {
            return;
        }
        List<UploadTranslation> clients = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            clients.add(new UploadTranslation(ENCRYPTION, isDeclared ? partSegments : 0));
        }
        String token = begin(clients.get(0));
        for (int number : order(lengths, full, isDeclared, random)) {
            boolean marked = isMarked && hasLast && number == lengths.size();
            upload(clients.get(random.nextInt(processes)), token, number, lengths.get(number - 1), marked);
        }
        complete(clients.get(random.nextInt(processes)), token, lengths);

        long expected = 0;
        for (var segment : segments.entrySet()) {
            assertThat(segment.getKey()).isEqualTo(expected++);
        }
        assertThat(finalSegment).isEqualTo(expected - 1);
    }

    /** A last part that could be taken for a full one comes behind one that is, unless something says what it is. */
    private static List<Integer> order(List<Long> lengths, long full, boolean isDeclared, Random random) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i <= lengths.size(); i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, random);
        int last = lengths.size();
        boolean needsOther = last > 1 && lengths.get(last - 1) != full && !isDeclared;
        if (needsOther && numbers.get(0) == last) {
            Collections.swap(numbers, 0, 1);
        }
        // Retried, some of them.
        numbers.addAll(numbers.subList(0, random.nextInt(last + 1)));
        return numbers;
    }

    private String begin(UploadTranslation client) {
        stored.clear();
        segments.clear();
        finalSegment = -1;
        UploadCreation creation = client.creation(
                CreateMultipartUploadRequest.builder().bucket("b").key("k").build());
        try (NewObject object = creation.draw()) {
            assertThat(creation.stored(object).metadata()).containsKey("furoshiki-keys");
            return creation.answer(
                            CreateMultipartUploadResponse.builder()
                                    .uploadId("raw")
                                    .build(),
                            object)
                    .uploadId();
        }
    }

    private void upload(UploadTranslation client, String token, int number, long bytes, boolean isMarked) {
        PartTranslation part = client.part(
                UploadPartRequest.builder()
                        .bucket("b")
                        .key("k")
                        .uploadId(token)
                        .partNumber(number)
                        .sdkPartType(isMarked ? SdkPartType.LAST : SdkPartType.DEFAULT)
                        .build(),
                OptionalLong.of(bytes));
        part.open().close();
        if (!part.isPlaced()) {
            assertThat(part.listing().uploadId()).isEqualTo("raw");
            part.learn(list());
        }
        assertThat(part.isPlaced()).isTrue();
        boolean isLast = part.isLast(bytes);
        long count = isLast ? bytes / P + 1 : bytes / P;
        for (long segment = part.firstSegment(); segment < part.firstSegment() + count; segment++) {
            Integer other = segments.put(segment, number);
            assertThat(other == null || other == number).isTrue();
        }
        if (isLast) {
            assertThat(finalSegment < 0 || finalSegment == part.firstSegment() + count - 1)
                    .isTrue();
            finalSegment = part.firstSegment() + count - 1;
        }
        stored.put(number, bytes + 32 * count);
        part.end();
    }

    private ListPartsResponse list() {
        return ListPartsResponse.builder()
                .uploadId("raw")
                .parts(stored.entrySet().stream()
                        .map(part -> Part.builder()
                                .partNumber(part.getKey())
                                .size(part.getValue())
                                .eTag("tag" + part.getKey())
                                .build())
                        .toList())
                .build();
    }

    private void complete(UploadTranslation client, String token, List<Long> lengths) {
        CompletionTranslation completion = client.completion(CompleteMultipartUploadRequest.builder()
                .bucket("b")
                .key("k")
                .uploadId(token)
                .mpuObjectSize(lengths.stream().mapToLong(Long::longValue).sum())
                .multipartUpload(all -> all.parts(stored.keySet().stream()
                        .map(number -> CompletedPart.builder()
                                .partNumber(number)
                                .eTag("\"tag" + number + "\"")
                                .build())
                        .toList()))
                .build());
        completion.open().close();
        assertThat(completion.isToBeListed()).isTrue();
        completion.take(list());
        completion.check();
        assertThat(completion.needsEnd()).isEqualTo(finalSegment < 0);
        if (completion.needsEnd()) {
            finalSegment = segments.lastKey() + 1;
            segments.put(finalSegment, stored.size() + 1);
            assertThat(completion.endRequest().partNumber()).isEqualTo(stored.size() + 1);
        } else {
            assertThat(completion.stored().mpuObjectSize())
                    .isEqualTo(
                            stored.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    /** Nobody has said how long the parts before it are, and nobody has come. */
    @Example
    void aLastPartWithoutOthersIsRefused() {
        UploadTranslation client = new UploadTranslation(ENCRYPTION, 0);
        String token = begin(client);
        PartTranslation part = client.part(
                UploadPartRequest.builder()
                        .bucket("b")
                        .key("k")
                        .uploadId(token)
                        .partNumber(2)
                        .build(),
                OptionalLong.of(7));
        try (SegmentedAead segments = part.open()) {
            part.learn(list());
            assertThat(part.isPlaced()).isFalse();
            assertThat(part.sibling()).isNotDone();
            assertThatExceptionOfType(UploadRefusedException.class)
                    .isThrownBy(() -> part.sealer(segments, new PartBuffers(80, 1)))
                    .withMessageContaining("part 2 of the upload for s3://b/k")
                    .withMessageContaining("set uploadPartBytes");
        }
    }

    /** S3's limit, and the final segment needs a part of its own. */
    @Example
    void tenThousandFullPartsAreOneTooMany() {
        UploadTranslation client = new UploadTranslation(ENCRYPTION, 80);
        String token = begin(client);
        for (int number = 1; number <= 10_000; number++) {
            stored.put(number, 80L * S);
        }
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(client, token, List.of(10_000L * 80 * P)))
                .withMessageContaining("part 10000")
                .withMessageContaining("sdkPartType(LAST)");
        stored.put(10_000, 80L * S + 32);
        finalSegment = 0;
        complete(client, token, List.of(10_000L * 80 * P));
    }

    @Property(tries = 100)
    void partsThatMakeNoBodyAreRefused(
            @ForAll @IntRange(min = 2, max = 6) int count, @ForAll @IntRange(max = 3) int kind, @ForAll Random random) {
        UploadTranslation client = new UploadTranslation(ENCRYPTION, 0);
        String token = begin(client);
        for (int number = 1; number <= count; number++) {
            stored.put(number, 80L * S);
        }
        int odd = 1 + random.nextInt(count - 1);
        switch (kind) {
            case 0 -> stored.put(odd, 80L * S - 1);
            case 1 -> stored.put(odd, 81L * S);
            case 2 -> stored.put(odd, 32L);
            default -> stored.put(count, 79L * S);
        }
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(client, token, List.of(1L)))
                .withMessageContaining("b/k")
                .withMessageContaining("abort the upload");
    }

    @Property(tries = 20)
    void anotherSizeIsRefused(@ForAll @LongRange(min = 1, max = 5L * P) long difference) {
        UploadTranslation client = new UploadTranslation(ENCRYPTION, 0);
        String token = begin(client);
        stored.put(1, 80L * S);
        stored.put(2, 100L + 32);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> complete(client, token, List.of(80L * P + 100 + difference)))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRequest"));
    }
}
