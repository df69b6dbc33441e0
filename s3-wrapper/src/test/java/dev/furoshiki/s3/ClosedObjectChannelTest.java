package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A channel that is closed, or whose reader is interrupted, while an answer stops in its middle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ClosedObjectChannelTest {

    private static final int P = 65_536;

    private TestStore store;
    private String bucket;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        bucket = store.bucket();
        store.encrypting()
                .putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(RangeTwins.bytes(20 * P)));
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Test
    void byAnotherThread() throws Exception {
        StallingClient stalling = new StallingClient(store.plain());
        SeekableByteChannel channel = openAtSegment(stalling, 10);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        store.http().forget();
        reader(channel, thrown).start();
        stalling.stalled.await();
        channel.close();
        assertThat(thrown.get()).isExactlyInstanceOf(AsynchronousCloseException.class);
        assertThat(store.http().sent())
                .as("an ended answer is not asked for again")
                .hasSize(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void byAnInterruption() throws Exception {
        StallingClient stalling = new StallingClient(store.plain());
        SeekableByteChannel channel = openAtSegment(stalling, 10);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread reader = reader(channel, thrown);
        reader.start();
        stalling.stalled.await();
        reader.interrupt();
        assertThat(thrown.get()).isExactlyInstanceOf(ClosedByInterruptException.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void byAnInterruptionFromBefore() throws Exception {
        SeekableByteChannel channel = openAtSegment(store.plain(), 10);
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> channel.read(ByteBuffer.allocate(1)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isExactlyInstanceOf(ClosedByInterruptException.class);
    }

    private SeekableByteChannel openAtSegment(S3Client s3, int segment) throws IOException {
        return EncryptingS3Client.wrap(s3, store.keys().keys(), TestKeys.KEY)
                .openChannel(get -> get.bucket(bucket).key("k"))
                .position((long) segment * P);
    }

    private static Thread reader(SeekableByteChannel channel, CompletableFuture<Throwable> thrown) {
        return new Thread(() -> thrown.complete(catchThrowable(() -> channel.read(ByteBuffer.allocate(1)))));
    }

    /** A client whose answers stop after some bytes until they are aborted, from the second one on. */
    private static final class StallingClient extends DelegatingS3Client {

        private final AtomicInteger requests = new AtomicInteger();
        private final CountDownLatch stalled = new CountDownLatch(1);

        StallingClient(S3Client s3) {
            super(s3);
        }

        @Override
        public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
            return requests.incrementAndGet() == 1
                    ? super.getObject(request, transformer)
                    : super.getObject(request, (response, body) -> transformer.transform(response, stalling(body)));
        }

        @SuppressWarnings("InputStreamSlowMultibyteRead") // of some bytes
        private AbortableInputStream stalling(AbortableInputStream body) {
            CountDownLatch aborted = new CountDownLatch(1);
            InputStream stream = new InputStream() {
                private int left = 100_000;

                @Override
                public int read() throws IOException {
                    if (left-- > 0) {
                        return body.read();
                    }
                    stalled.countDown();
                    boolean isAborted = false;
                    while (!isAborted) {
                        try {
                            aborted.await();
                            isAborted = true;
                        } catch (InterruptedException e) {
                            // As a read from a socket, which goes on.
                        }
                    }
                    throw new IOException("aborted");
                }
            };
            return AbortableInputStream.create(stream, () -> {
                body.abort();
                aborted.countDown();
            });
        }
    }
}
