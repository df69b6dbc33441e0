package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.PartSealer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** What one client refuses to seal because of what it has sealed, whatever a store lists: real segments, no store. */
class KnownUploadTest {

    private static final int P = 65_536;
    private static final long S = 65_568;
    /** Bytes of a full part of the least length, and of one that is longer. */
    private static final byte[] FULL = new byte[80 * P];

    private static final byte[] LONGER = new byte[96 * P];
    private static final byte[] SHORT = new byte[100];

    private static final DataKeys KEYS = DataKeys.over(new StaticKeyService("test"));
    private static final Encryption ENCRYPTION = TestEncryption.inParts(KEYS, 8 << 20);
    private static final PartBuffers BUFFERS = new PartBuffers(128, 1);

    /** What the store lists, true or not. */
    private final TreeMap<Integer, Part> listed = new TreeMap<>();

    private final UploadTranslation client = new UploadTranslation(ENCRYPTION, 0);
    private final UploadTranslation other = new UploadTranslation(ENCRYPTION, 0);
    private final List<byte[]> ends = new ArrayList<>();
    private String token = "";
    private int uploaded;

    @AfterAll
    static void close() {
        KEYS.close();
    }

    @BeforeEach
    void begin() {
        UploadCreation creation = client.creation(
                CreateMultipartUploadRequest.builder().bucket("b").key("k").build());
        try (NewObject object = creation.draw()) {
            token = creation.answer(
                            CreateMultipartUploadResponse.builder()
                                    .uploadId("raw")
                                    .build(),
                            object)
                    .uploadId();
        }
    }

    private PartTranslation part(
            UploadTranslation client, int number, long length, Consumer<UploadPartRequest.Builder> more) {
        UploadPartRequest.Builder request =
                UploadPartRequest.builder().bucket("b").key("k").uploadId(token).partNumber(number);
        more.accept(request);
        return client.part(request.build(), OptionalLong.of(length));
    }

    private void upload(UploadTranslation client, int number, byte[] bytes) {
        upload(client, number, bytes, request -> {});
    }

    private void upload(UploadTranslation client, int number, byte[] bytes, Consumer<UploadPartRequest.Builder> more) {
        PartTranslation part = part(client, number, bytes.length, more);
        try (SegmentedAead segments = part.open()) {
            if (!part.isPlaced()) {
                part.learn(list());
            }
            try (PartSealer sealer = part.sealer(segments, BUFFERS)) {
                sealer.accept(ByteBuffer.wrap(bytes));
                UploadPartRequest stored = part.stored(sealer);
                String eTag = "tag" + uploaded++;
                part.answer(UploadPartResponse.builder().eTag(eTag).build(), sealer.length());
                list(number, stored.contentLength(), eTag);
            }
        } finally {
            part.end();
        }
    }

    private void list(int number, long bytes, String eTag) {
        listed.put(
                number, Part.builder().partNumber(number).size(bytes).eTag(eTag).build());
    }

    private ListPartsResponse list() {
        return ListPartsResponse.builder()
                .uploadId("raw")
                .parts(listed.values())
                .build();
    }

    private CompletionTranslation completion(
            UploadTranslation client, int parts, Consumer<CompleteMultipartUploadRequest.Builder> more) {
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket("b")
                .key("k")
                .uploadId(token)
                .multipartUpload(all -> all.parts(listed.headMap(parts, true).values().stream()
                        .map(part -> CompletedPart.builder()
                                .partNumber(part.partNumber())
                                .eTag(part.eTag())
                                .build())
                        .toList()));
        more.accept(request);
        return client.completion(request.build());
    }

    /** What was sent, up to the completion itself, whose answer is for the test to give. */
    private record Sent(CompletionTranslation completion, boolean asked, boolean isAppended) {

        List<String> eTags() {
            return completion.stored().multipartUpload().parts().stream()
                    .map(CompletedPart::eTag)
                    .toList();
        }
    }

    private Sent complete(UploadTranslation client, int parts) {
        return complete(client, parts, request -> {});
    }

    private Sent complete(UploadTranslation client, int parts, Consumer<CompleteMultipartUploadRequest.Builder> more) {
        CompletionTranslation completion = completion(client, parts, more);
        try (SegmentedAead segments = completion.open()) {
            boolean asked = completion.isToBeListed();
            if (asked) {
                completion.take(list());
            }
            completion.check();
            boolean needsEnd = completion.needsEnd();
            if (needsEnd) {
                ends.add(completion.end(segments).clone());
                String eTag = "end" + uploaded++;
                completion.ended(UploadPartResponse.builder().eTag(eTag).build());
                list(parts + 1, 32, eTag);
            }
            return new Sent(completion, asked, needsEnd);
        }
    }

    private static void assertRefused(String reason, ThrowingCallable call) {
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(call)
                .withMessageContaining(reason)
                .withMessageContaining("s3://b/k");
    }

    /** The completion failed after the end was sent: that is what the upload ends with. */
    @Test
    void nothingIsSealedBehindTheEndOfACompletion() {
        upload(client, 1, FULL);
        assertThat(complete(client, 1).isAppended()).isTrue();
        assertRefused("part 2 would follow", () -> upload(client, 2, SHORT));
        assertRefused("part 2 would follow", () -> upload(client, 2, FULL));
        assertRefused("part 3", () -> upload(client, 3, new byte[0]));
        upload(client, 1, FULL);
        // Which is the same end, in other bytes.
        upload(client, 2, new byte[0]);
        assertThat(complete(client, 2).isAppended()).isFalse();
    }

    @Test
    void aCompletionThatComesAgainSendsTheSame() {
        upload(client, 1, FULL);
        Sent first = complete(client, 1);
        assertThat(first.asked())
                .as("whether another process has put a part there")
                .isTrue();
        List<String> eTags = first.eTags();
        assertThat(eTags).hasSize(2);
        // Its answer is lost, and the store has no such upload any more.
        listed.keySet().retainAll(List.of(1));
        Sent again = complete(client, 1);
        assertThat(again.asked()).isFalse();
        assertThat(again.isAppended()).isFalse();
        assertThat(again.eTags()).isEqualTo(eTags);
        again.completion()
                .answer(CompleteMultipartUploadResponse.builder().eTag("whole").build());
        assertThat(complete(client, 1).eTags()).isEqualTo(eTags);
    }

    /** Another process has completed at the same time, and the store has its end. */
    @Test
    void anEndThatTheStoreDoesNotHaveIsSentAgain() {
        upload(client, 1, FULL);
        Sent first = complete(client, 1);
        first.completion()
                .failed(S3Exception.builder()
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("InvalidPart")
                                .build())
                        .build());
        assertThat(complete(client, 1).isAppended()).isTrue();
        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).as("sealed once").isEqualTo(ends.get(1));
    }

    /** The store says that parts are shorter, has the end sealed too early, and tells the truth then. */
    @Test
    void whatWasPlacedByAnotherLengthIsNotCompleted() {
        upload(other, 1, LONGER);
        upload(other, 2, LONGER);
        TreeMap<Integer, Part> truth = new TreeMap<>(listed);
        list(1, 80 * S, "tag0");
        list(2, 80 * S, "tag1");
        upload(client, 3, SHORT);
        listed.putAll(truth);
        assertRefused("to lie at segment 160", () -> complete(client, 3));
        assertRefused(
                "to lie at segment 160", () -> complete(client, 3, request -> request.mpuObjectSize(192L * P + 100)));
    }

    @Test
    void aPartThatAnotherProcessReplacedIsNotCompleted() {
        upload(client, 1, SHORT);
        upload(other, 1, new byte[200]);
        assertRefused("part 1 was sealed here to be 132 bytes long", () -> complete(client, 1));
    }

    @Test
    void partsThatOthersUploadedAreNotLeftOut() {
        upload(client, 1, FULL);
        upload(other, 2, SHORT);
        for (UploadTranslation each : List.of(client, new UploadTranslation(ENCRYPTION, 0))) {
            assertRefused("part 2 was uploaded, and it ends with part 1", () -> complete(each, 1));
        }
        assertThat(complete(client, 2).isAppended()).isFalse();
    }

    /** The other process has died with its completion. */
    @Test
    void anEndThatOthersAppendedIsReplaced() {
        upload(client, 1, FULL);
        assertThat(complete(client, 1).isAppended()).isTrue();
        assertThat(complete(other, 1).isAppended()).isTrue();
    }

    /** A last part looks like a full one, and comes first: its own length is the last thing that counts. */
    @Test
    void aLastPartThatLooksFullIsPlacedByThoseBeforeIt() {
        PartTranslation first = part(client, 1, LONGER.length, request -> {});
        PartTranslation second = part(client, 2, FULL.length, request -> {});
        second.open().close();
        assertThat(second.isPlaced()).isTrue();
        assertThat(second.firstSegment()).isEqualTo(96);
        assertThat(second.isLast(FULL.length)).isTrue();
        first.end();
        second.end();

        upload(client, 1, LONGER);
        PartTranslation resumed = part(other, 2, FULL.length, request -> {});
        resumed.open().close();
        assertThat(resumed.isPlaced()).as("before the store is asked").isFalse();
        resumed.learn(list());
        assertThat(resumed.firstSegment()).isEqualTo(96);
        assertThat(resumed.isLast(FULL.length)).isTrue();
        resumed.end();
    }

    /** As is where several parts come at once in a process that has seen none, and the store has none. */
    @Test
    void aPartThatNothingElseIsToldOfIsPlacedByItself() {
        PartTranslation part = part(other, 3, FULL.length, request -> {});
        part.open().close();
        part.learn(list());
        assertThat(part.firstSegment()).isEqualTo(160);
        part.end();
    }

    /** No part has such a length: below what S3 takes, or beyond, where it would be 0 as an int. */
    @ParameterizedTest
    @ValueSource(longs = {S, 79 * S, 81_921 * S, (1L << 32) * S, 32, 80 * S + 32, 0, -S})
    void noLengthIsLearnedThatAFullPartCannotHave(long listedBytes) {
        list(1, listedBytes, "tag");
        PartTranslation part = part(client, 2, SHORT.length, request -> {});
        part.open().close();
        part.learn(list());
        assertThat(part.isPlaced()).isFalse();
        part.end();
        if (listedBytes % S == 0) {
            assertRefused("every part but the last", () -> complete(client, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4, 5})
    void aListThatDoesNotGoOnEndsTheCompletion(int next) {
        list(1, 80 * S, "tag");
        CompletionTranslation completion = completion(client, 1, request -> {});
        completion.open().close();
        completion.take(
                list().toBuilder().isTruncated(true).nextPartNumberMarker(5).build());
        assertThat(completion.listing().partNumberMarker()).isEqualTo(5);
        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(() -> completion.take(list().toBuilder()
                        .isTruncated(true)
                        .nextPartNumberMarker(next < 0 ? null : next)
                        .build()))
                .withMessageContaining("does not go on");
        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(() -> completion.take(list().toBuilder()
                        .parts(Part.builder().size(5L).build())
                        .build()))
                .withMessageContaining("which part");
    }

    @Test
    void theLengthOfAPartThatWasRefusedDoesNotCount() {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> upload(client, 1, FULL, request -> request.contentMD5("AAAAAAAAAAAAAAAAAAAAAA==")));
        upload(client, 1, LONGER);
        upload(client, 2, SHORT);
        assertThat(complete(client, 2).isAppended()).isFalse();
    }

    /** Two parts, each of which could be the full one: the one that is sealed says so, and the other is to come again. */
    @Test
    void aPartThatWasPlacedByOneThatFailedComesAgain() {
        PartTranslation first = part(client, 1, LONGER.length, request -> {});
        PartTranslation second = part(client, 2, SHORT.length, request -> {});
        try (SegmentedAead segments = second.open();
                PartSealer sealer = second.sealer(segments, BUFFERS)) {
            sealer.accept(ByteBuffer.wrap(SHORT));
            first.end();
            upload(client, 1, FULL);
            assertRefused("upload it again", () -> second.stored(sealer));
        } finally {
            second.end();
        }
        upload(client, 2, SHORT);
        assertThat(complete(client, 2).isAppended()).isFalse();
    }

    /** The part for the end has to bring the key that the store encrypts the upload with. */
    @Test
    void aCustomersKeyIsWantedForTheEnd() {
        upload(client, 1, FULL, request -> request.sseCustomerKey("key"));
        assertRefused("(SSE-C)", () -> complete(client, 1));
        upload(client, 2, SHORT, request -> request.sseCustomerKey("key"));
        assertThat(complete(client, 2).isAppended()).isFalse();
    }

    @Test
    void conditionsSetByHandAreForTheCompletionAlone() {
        upload(client, 1, FULL);
        Consumer<CompleteMultipartUploadRequest.Builder> byHand = request -> request.overrideConfiguration(
                override -> override.putHeader("If-None-Match", "*").putHeader("X-Trace", "t"));
        CompletionTranslation completion = complete(client, 1, byHand).completion();
        for (S3Request other : List.of(completion.listing(), completion.endRequest())) {
            assertThat(other.overrideConfiguration().orElseThrow().headers()).containsOnlyKeys("X-Trace");
        }
        assertThat(completion.stored().overrideConfiguration().orElseThrow().headers())
                .containsOnlyKeys("If-None-Match", "X-Trace");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> completion(
                        client,
                        1,
                        request -> request.overrideConfiguration(
                                override -> override.putHeader("x-amz-mp-object-size", "5"))))
                .withMessageContaining("x-amz-mp-object-size");
    }

    @Test
    void memoryIsTakenAsBytesCome() {
        UploadTranslation declared = new UploadTranslation(ENCRYPTION, 16_384);
        PartTranslation known = part(declared, 1, 1 << 30, request -> {});
        PartTranslation unknown = declared.part(
                UploadPartRequest.builder()
                        .bucket("b")
                        .key("k")
                        .uploadId(token)
                        .partNumber(1)
                        .build(),
                OptionalLong.empty());
        for (PartTranslation part : List.of(known, unknown)) {
            assertThat(part.mostHeldBytes(BUFFERS)).isEqualTo(16_384 * S + 32);
            try (SegmentedAead segments = part.open();
                    PartSealer sealer = part.sealer(segments, BUFFERS)) {
                assertThat(sealer.buffer()).hasSizeLessThanOrEqualTo((int) (128 * S));
            }
            part.end();
        }
        PartTranslation shorter = part(client, 1, 5 << 20, request -> {});
        assertThat(shorter.mostHeldBytes(BUFFERS))
                .as("in an array for a common part")
                .isEqualTo(128 * S);
        shorter.end();
        PartTranslation longer = part(client, 1, 9 << 20, request -> {});
        try (SegmentedAead segments = longer.open();
                PartSealer sealer = longer.sealer(segments, BUFFERS)) {
            sealer.accept(ByteBuffer.allocate(9 << 20));
            sealer.finish(false);
            assertThat(sealer.buffer()).hasSize((int) (144 * S));
        }
        longer.end();
    }

    @Test
    void aLengthBelowNothingIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> part(client, 1, 5, request -> request.contentLength(-1L)))
                .withMessageContaining("content length of -1");
    }

    /** As S3 does. */
    @Test
    void aMarkerOfAnUploadWithoutItsKeyIsNotLookedAt() {
        ListMultipartUploadsRequest request = ListMultipartUploadsRequest.builder()
                .bucket("b")
                .uploadIdMarker(token)
                .build();
        assertThat(client.stored(request).uploadIdMarker()).isNull();
        assertThat(client.stored(request.toBuilder().keyMarker("k").build()).uploadIdMarker())
                .isEqualTo("raw");
    }
}
