package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.testing.servers.LocalS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.BlockingInputStreamAsyncRequestBody;
import software.amazon.awssdk.core.async.BlockingOutputStreamAsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Whatever pushes a body, and what becomes of one that ends badly. */
@Timeout(120)
class AsyncBodiesTest {

    private static final int SEGMENT = 65_536;
    private static final int PART = 5 << 20;

    private static final S3AsyncClient PLAIN =
            LocalS3.s3Proxy().asyncClientBuilder().build();
    private static final TestKeys KEYS = TestKeys.create();

    private final Random random = new Random(20_261_129);
    private final String bucket = LocalS3.s3Proxy().newBucket();
    private final EncryptingS3AsyncClient s3 = EncryptingS3AsyncClient.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
            .partBytes(PART)
            .build();

    @TempDir
    private Path directory;

    @AfterAll
    static void close() {
        PLAIN.close();
        KEYS.close();
    }

    @Test
    void takesABodyFromEverySource() throws IOException {
        byte[] content = bytes(2 * PART + SEGMENT + 9);
        Path file = Files.write(directory.resolve("body.txt"), content);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(content.length).put(content).flip();
        Map<String, AsyncRequestBody> bodies = Map.of(
                "bytes", AsyncRequestBody.fromBytes(content),
                "direct", AsyncRequestBody.fromByteBuffer(direct),
                "buffers",
                        AsyncRequestBody.fromByteBuffers(
                                ByteBuffer.wrap(content, 0, PART).slice(),
                                ByteBuffer.allocate(0),
                                ByteBuffer.wrap(content, PART, content.length - PART)
                                        .slice()),
                "file", AsyncRequestBody.fromFile(file),
                "publisher", AsyncRequestBody.fromPublisher(AsyncRequestBody.fromFile(file)),
                "stream",
                        AsyncRequestBody.fromInputStream(
                                new ByteArrayInputStream(content), null, Executors.newSingleThreadExecutor()));
        bodies.forEach((key, body) -> {
            s3.putObject(put -> put.bucket(bucket).key(key), body).join();
            assertThat(get(key)).as(key).isEqualTo(content);
        });
        s3.putObject(put -> put.bucket(bucket).key("path"), file).join();
        assertThat(get("path")).isEqualTo(content);
        assertThat(s3.headObject(head -> head.bucket(bucket).key("file")).join().contentType())
                .isEqualTo("text/plain");
        s3.putObject(put -> put.bucket(bucket).key("empty"), AsyncRequestBody.empty())
                .join();
        assertThat(get("empty")).isEmpty();
    }

    @Test
    void takesABodyThatIsWrittenWhileItIsSent() throws IOException {
        byte[] content = bytes(PART + 100);
        BlockingOutputStreamAsyncRequestBody written = AsyncRequestBody.forBlockingOutputStream(null);
        CompletableFuture<?> put =
                s3.putObject(request -> request.bucket(bucket).key("written"), written);
        try (OutputStream out = written.outputStream()) {
            out.write(content);
        }
        put.join();
        assertThat(get("written")).isEqualTo(content);

        BlockingInputStreamAsyncRequestBody read = AsyncRequestBody.forBlockingInputStream((long) content.length);
        put = s3.putObject(request -> request.bucket(bucket).key("read"), read);
        read.writeInputStream(new ByteArrayInputStream(content));
        put.join();
        assertThat(get("read")).isEqualTo(content);
    }

    @Test
    void asksABodyForNoMoreThanItHasBuffersFor() {
        CountedBody body = new CountedBody(64 << 20);
        try (EncryptingS3AsyncClient stalled = EncryptingS3AsyncClient.builder(
                        new StalledClient(PLAIN), KEYS.keys(), TestKeys.KEY)
                .partBytes(PART)
                .partsInFlight(2)
                .build()) {
            CompletableFuture<?> put =
                    stalled.putObject(request -> request.bucket(bucket).key("k"), body);
            body.awaitStill();
            assertThat(body.sentBytes()).isBetween(2L * PART, 2L * PART + 2 * SEGMENT);
            put.cancel(true);
            body.awaitCancelled();
        }
    }

    @Test
    void aBodyThatFailsIsNotStored() {
        for (int sent : new int[] {0, 1_000, PART + SEGMENT, 2 * PART + SEGMENT}) {
            AsyncRequestBody failing = new FailingBody(sent);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> s3.putObject(put -> put.bucket(bucket).key("failing"), failing)
                            .join())
                    .havingCause()
                    .isInstanceOf(SdkClientException.class)
                    .withMessageContaining("could not be read: the source is broken");
            assertNothingIsThere("failing");
        }
    }

    @Test
    void aCancelledPutLeavesNothing() {
        CountedBody endless = new CountedBody(1L << 40);
        CompletableFuture<?> put =
                s3.putObject(request -> request.bucket(bucket).key("endless"), endless);
        endless.awaitSent(3 * PART);
        put.cancel(true);
        endless.awaitCancelled();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(put::join);
        awaitNothing("endless");
    }

    private void assertNothingIsThere(String key) {
        assertThat(PLAIN.listObjectsV2(list -> list.bucket(bucket).prefix(key))
                        .join()
                        .contents())
                .isEmpty();
        assertThat(PLAIN.listMultipartUploads(list -> list.bucket(bucket).prefix(key))
                        .join()
                        .uploads())
                .isEmpty();
    }

    /** A cancelled future is done before what it cancels is. */
    private void awaitNothing(String key) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 60_000_000_000L
                && !PLAIN.listMultipartUploads(list -> list.bucket(bucket).prefix(key))
                        .join()
                        .uploads()
                        .isEmpty()) {
            Thread.onSpinWait();
        }
        assertNothingIsThere(key);
    }

    private byte[] get(String key) {
        return s3.getObject(get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Breaks after so many bytes. */
    private record FailingBody(int sentBytes) implements AsyncRequestBody {

        @Override
        public Optional<Long> contentLength() {
            return Optional.empty();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Subscription() {
                private boolean isSent;

                @Override
                public void request(long more) {
                    if (!isSent && sentBytes > 0) {
                        isSent = true;
                        subscriber.onNext(ByteBuffer.allocate(sentBytes));
                    }
                    subscriber.onError(new IOException("the source is broken"));
                }

                @Override
                public void cancel() {}
            });
        }
    }
}
