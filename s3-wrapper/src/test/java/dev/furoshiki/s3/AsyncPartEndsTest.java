package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.async.AsyncBuffers;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.WorkThreads;
import dev.furoshiki.s3.translation.Encryption;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A part that comes to no good end holds nothing afterwards: no buffer, subscription or request. */
class AsyncPartEndsTest {

    private static final long MOST_SECONDS = 30;

    private final DataKeys keys = DataKeys.over(new StaticKeyService("test"));
    private final CountDownLatch sent = new CountDownLatch(1);
    private final CompletableFuture<UploadPartResponse> onItsWay = new CompletableFuture<>();

    private final S3AsyncClient beneath = (S3AsyncClient) Proxy.newProxyInstance(
            S3AsyncClient.class.getClassLoader(),
            new Class<?>[] {S3AsyncClient.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "createMultipartUpload" ->
                    CompletableFuture.completedFuture(CreateMultipartUploadResponse.builder()
                            .uploadId("raw")
                            .build());
                case "uploadPart" -> sending();
                case "listParts" -> throw new IllegalStateException("closed by the test");
                default -> null;
            });

    private CompletableFuture<UploadPartResponse> sending() {
        sent.countDown();
        return onItsWay;
    }

    private final PartBuffers parts = new PartBuffers(80, 1);
    private final EncryptingS3AsyncClient s3 = client();
    private String id = "";

    private EncryptingS3AsyncClient client() {
        Encryption encryption = TestEncryption.inParts(keys, 5 << 20);
        WorkThreads threads = new WorkThreads();
        return new EncryptingS3AsyncClient(
                beneath, encryption, new AsyncBuffers(threads, parts, new BufferBudget(2), 2), threads);
    }

    @BeforeEach
    void begin() {
        id = s3.createMultipartUpload(create -> create.bucket("b").key("k"))
                .join()
                .uploadId();
    }

    @AfterEach
    void close() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (parts.segments().lent() > 0 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        assertThat(parts.segments().lent()).isZero();
        s3.close();
        keys.close();
    }

    @Test
    void aBodyThatIsWaitedForIsLeft() throws InterruptedException {
        CountDownLatch subscribed = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CompletableFuture<UploadPartResponse> answer = upload(1, silent(subscribed, left));
        assertThat(subscribed.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        answer.completeExceptionally(new TimeoutException("as orTimeout does"));
        assertThat(left.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRequestThatIsWaitedForIsGivenUp() throws InterruptedException {
        CompletableFuture<UploadPartResponse> answer = upload(1, AsyncRequestBody.fromString("x"));
        assertThat(sent.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        answer.completeExceptionally(new TimeoutException("as orTimeout does"));
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> onItsWay.get(MOST_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aClientBeneathThatThrowsIsHeardOf() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> upload(2, AsyncRequestBody.fromString("x")).join())
                .havingCause()
                .isInstanceOf(IllegalStateException.class)
                .withMessageContaining("closed by the test");
    }

    private CompletableFuture<UploadPartResponse> upload(int number, AsyncRequestBody body) {
        return s3.uploadPart(part -> part.bucket("b").key("k").uploadId(id).partNumber(number), body);
    }

    private static AsyncRequestBody silent(CountDownLatch subscribed, CountDownLatch left) {
        return new AsyncRequestBody() {
            @Override
            public Optional<Long> contentLength() {
                return Optional.of(5L << 20);
            }

            @Override
            public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
                subscriber.onSubscribe(new Subscription() {
                    @Override
                    public void request(long more) {}

                    @Override
                    public void cancel() {
                        left.countDown();
                    }
                });
                subscribed.countDown();
            }
        };
    }
}
