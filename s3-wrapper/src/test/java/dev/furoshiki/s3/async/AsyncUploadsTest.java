package dev.furoshiki.s3.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.PartCopyTranslation;
import dev.furoshiki.s3.translation.PartCopying;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.UploadTranslation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** When the bodies of parts are read, on which thread, and when no more: beside a store that has nothing and bodies that bring nothing. */
@Timeout(60)
class AsyncUploadsTest {

    private static final int PART = 5 << 20;

    /** One thread, so that a task of its own says that what came before it was done. */
    private final ExecutorService work = Executors.newSingleThreadExecutor(task -> new Thread(task, "work"));

    private final DataKeys keys = DataKeys.over(new StaticKeyService("test"));
    private final Encryption encryption = TestEncryption.inParts(keys, PART);
    private final AsyncUploads uploads = new AsyncUploads(
            new Store(),
            new UploadTranslation(encryption, 0),
            new AsyncBuffers(work, new PartBuffers(PART / 65_536, 2), new BufferBudget(4), 2));
    private String id = "";

    private static final class Store implements S3AsyncClient {

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public CompletableFuture<CreateMultipartUploadResponse> createMultipartUpload(
                CreateMultipartUploadRequest request) {
            return CompletableFuture.completedFuture(
                    CreateMultipartUploadResponse.builder().uploadId("raw").build());
        }

        @Override
        public CompletableFuture<ListPartsResponse> listParts(ListPartsRequest request) {
            return CompletableFuture.completedFuture(
                    ListPartsResponse.builder().uploadId("raw").build());
        }

        @Override
        public void close() {}
    }

    private static final class SilentBody implements AsyncRequestBody {

        private final long length;
        private final CompletableFuture<String> readBy = new CompletableFuture<>();
        private final CompletableFuture<Boolean> isLeft = new CompletableFuture<>();

        SilentBody(long length) {
            this.length = length;
        }

        @Override
        public Optional<Long> contentLength() {
            return Optional.of(length);
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            readBy.complete(Thread.currentThread().getName());
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long more) {}

                @Override
                public void cancel() {
                    isLeft.complete(true);
                }
            });
        }
    }

    /** Brings segments as they are asked for, and keeps them. */
    private record OpenedBody(List<byte[]> segments) implements Publisher<ByteBuffer> {

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            Iterator<byte[]> next = segments.iterator();
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long more) {
                    if (next.hasNext()) {
                        subscriber.onNext(ByteBuffer.wrap(next.next()));
                    } else {
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {}
            });
        }
    }

    @BeforeEach
    void begin() {
        id = uploads.create(CreateMultipartUploadRequest.builder()
                        .bucket("b")
                        .key("k")
                        .build())
                .join()
                .uploadId();
    }

    @AfterEach
    void close() {
        work.shutdown();
        keys.close();
    }

    private CompletableFuture<UploadPartResponse> upload(int number, SilentBody body) {
        return uploads.uploadPart(
                UploadPartRequest.builder()
                        .bucket("b")
                        .key("k")
                        .uploadId(id)
                        .partNumber(number)
                        .build(),
                body);
    }

    /** Each task may have left another. */
    private void awaitWork() {
        for (int i = 0; i < 10; i++) {
            CompletableFuture.runAsync(() -> {}, work).join();
        }
    }

    /** As {@code orTimeout} completes it. */
    @Test
    void aCallThatItsCallerEndsReadsNoMore() {
        SilentBody body = new SilentBody(100);
        CompletableFuture<UploadPartResponse> answer = upload(1, body);
        body.readBy.join();
        answer.completeExceptionally(new TimeoutException());
        assertThat(body.isLeft.join()).isTrue();
    }

    @Test
    void partsWaitUnreadUntilThereIsRoomForThem() {
        SilentBody first = new SilentBody(60 << 20);
        SilentBody second = new SilentBody(60 << 20);
        SilentBody third = new SilentBody(60 << 20);
        CompletableFuture<UploadPartResponse> answer = upload(1, first);
        CompletableFuture<UploadPartResponse> other = upload(2, second);
        CompletableFuture<UploadPartResponse> waiting = upload(3, third);
        first.readBy.join();
        second.readBy.join();
        awaitWork();
        assertThat(third.readBy).isNotDone();
        answer.cancel(true);
        assertThat(third.readBy.join()).isEqualTo("work");
        other.cancel(true);
        waiting.cancel(true);
        assertThat(third.isLeft.join()).isTrue();
    }

    /** Nobody else has what was opened for the part alone, and no application sees it. */
    @Test
    void whatWasOpenedForAPartIsWiped() {
        UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                .sourceBucket("b")
                .sourceKey("from")
                .destinationBucket("b")
                .destinationKey("k")
                .uploadId(id)
                .partNumber(1)
                .build();
        List<byte[]> segments = List.of(new byte[65_536], new byte[65_536], new byte[5]);
        for (boolean isEncrypted : new boolean[] {true, false}) {
            segments.forEach(segment -> Arrays.fill(segment, (byte) 7));
            GetObjectResponse found = GetObjectResponse.builder()
                    .eTag("e")
                    .contentRange("bytes 65509-131076/131077")
                    .build();
            PartCopying copying = PartCopyTranslation.of(request, encryption, new ProvenLengths())
                    .copying(found, isEncrypted ? Optional.of(131_077L) : Optional.empty());
            CompletableFuture<UploadPartResponse> sent =
                    uploads.uploadPart(((PartCopying.Through) copying).source(), new OpenedBody(segments));
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(sent::join)
                    .withCauseInstanceOf(UnsupportedOperationException.class);
            awaitWork();
            for (byte[] segment : segments) {
                byte due = (byte) (isEncrypted ? 0 : 7);
                assertThat(segment).containsOnly(due);
            }
        }
    }

    /** Neither the thread that uploads another part goes on with this one, nor the one that times everything. */
    @Test
    void aPartThatWaitedGoesOnOnTheExecutor() {
        SilentBody last = new SilentBody(100);
        CompletableFuture<UploadPartResponse> waiting = upload(2, last);
        awaitWork();
        assertThat(last.readBy).isNotDone();
        CompletableFuture<UploadPartResponse> answer = upload(1, new SilentBody(PART));
        assertThat(last.readBy.join()).isEqualTo("work");
        answer.cancel(true);
        waiting.cancel(true);
    }
}
