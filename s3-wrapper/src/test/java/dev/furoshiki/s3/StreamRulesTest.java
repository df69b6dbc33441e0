package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.furoshiki.s3.async.AsyncBuffers;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The rules of Reactive Streams 1.0.4, as publisher of plaintext and as subscriber of bodies; in parts of two segments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class StreamRulesTest {

    private static final int P = 65_536;
    private static final int BUDGET = 4;
    private static final int SIZE = 7 * P + 100;

    private final Random random = new Random(20_261_129);
    private final S3AsyncClient plain = LocalS3.s3Proxy().asyncClientBuilder().build();
    private final TestKeys keys = TestKeys.create();
    private final ExecutorService work = Executors.newFixedThreadPool(2);
    private final PartBuffers parts = new PartBuffers(2, 2);
    private final BufferBudget budget = new BufferBudget(BUDGET);
    private final String bucket = LocalS3.s3Proxy().newBucket();
    private final byte[] content = new byte[SIZE];
    private EncryptingS3AsyncClient s3;

    @BeforeAll
    void open() {
        Encryption inSmallParts = EncryptingS3AsyncClient.builder(plain, keys.keys(), TestKeys.KEY)
                .encryption()
                .inParts(2 * ObjectLayout.PLAINTEXT_SEGMENT_BYTES, 0);
        s3 = new EncryptingS3AsyncClient(plain, inSmallParts, new AsyncBuffers(work, parts, budget, 2), null);
        random.nextBytes(content);
        EncryptingS3AsyncClient.wrap(plain, keys.keys(), TestKeys.KEY)
                .putObject(put -> put.bucket(bucket).key("k"), AsyncRequestBody.fromBytes(content))
                .join();
    }

    @AfterAll
    void close() {
        s3.close();
        work.shutdown();
        keys.close();
    }

    @AfterEach
    void nothingIsHeld() throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 30_000_000_000L && (budget.left() < BUDGET || lent() > 0)) {
            Thread.sleep(2);
        }
        assertThat(budget.left()).as("buffers of the budget").isEqualTo(BUDGET);
        assertThat(lent()).as("buffers of segments that were not given back").isZero();
    }

    private int lent() {
        return parts.segments().lent();
    }

    @Test
    void bytesComeAsTheyAreAskedForAndNoSoonerAndTheEndWithoutAsking() {
        Receiver receiver = receiver("k");
        for (int i = 1; i <= 8; i++) {
            assertThat(receiver.elements()).isEqualTo(i - 1);
            assertThat(receiver.ended.getCount()).isOne();
            receiver.request(1);
            receiver.awaitElements(i);
        }
        receiver.awaitEnd();
        assertThat(receiver.failure).isNull();
        assertThat(receiver.received.toByteArray()).isEqualTo(content);
    }

    @Test
    void anEmptyObjectEndsUnasked() {
        s3.putObject(put -> put.bucket(bucket).key("empty"), AsyncRequestBody.empty())
                .join();
        Receiver receiver = receiver("empty");
        receiver.awaitEnd();
        assertThat(receiver.failure).isNull();
        assertThat(receiver.elements()).isZero();
    }

    @Test
    void demandAddsUpAndHasNoEnd() {
        Receiver receiver = receiver("k");
        receiver.request(Long.MAX_VALUE);
        receiver.request(Long.MAX_VALUE);
        receiver.awaitEnd();
        assertThat(receiver.received.toByteArray()).isEqualTo(content);
    }

    @Test
    void whoAsksWithinASignalIsNotCalledWithinIt() {
        Receiver receiver = receiver("k");
        receiver.onEach = of -> of.request(1);
        receiver.request(1);
        receiver.awaitEnd();
        assertThat(receiver.received.toByteArray()).isEqualTo(content);
        assertThat(receiver.overlaps).as("signals within signals").hasValue(0);
    }

    @Test
    void askingForNothingIsAnError() {
        for (long nothing : new long[] {0, -1, Long.MIN_VALUE}) {
            Receiver receiver = receiver("k");
            receiver.request(1);
            receiver.awaitElements(1);
            receiver.request(nothing);
            receiver.awaitEnd();
            assertThat(receiver.failure)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3.9");
            receiver.request(5);
            assertThat(receiver.elements()).isOne();
        }
    }

    @Test
    void aSecondSubscriberIsRefusedAndTheFirstIsNotHurt() {
        Publisher<ByteBuffer> publisher = publisher("k");
        Receiver first = new Receiver();
        Receiver second = new Receiver();
        publisher.subscribe(first);
        publisher.subscribe(second);
        second.awaitEnd();
        assertThat(second.failure).isInstanceOf(IllegalStateException.class);
        second.request(1);
        second.subscription().cancel();
        first.request(100);
        first.awaitEnd();
        assertThat(first.received.toByteArray()).isEqualTo(content);
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> publisher.subscribe((Receiver) null));
    }

    /** Also where the next answers are on their way. */
    @Test
    void whoCancelsHearsNothingMore() throws InterruptedException {
        for (int after = 0; after < 8; after++) {
            int most = after;
            Receiver receiver = receiver("k");
            receiver.onEach = of -> {
                if (of.elements() >= most) {
                    of.subscription().cancel();
                }
            };
            if (most == 0) {
                receiver.subscription().cancel();
            }
            receiver.request(100);
            if (most > 0) {
                receiver.awaitElements(most);
            }
            receiver.subscription().cancel();
            receiver.request(0);
            nothingIsHeld();
            assertThat(receiver.elements()).isEqualTo(most);
            assertThat(receiver.ended.getCount()).as("ends").isOne();
        }
    }

    @Test
    void aReceiverThatThrowsIsLeft() {
        Receiver receiver = receiver("k");
        receiver.onEach = of -> {
            throw new IllegalStateException("by the test");
        };
        receiver.request(100);
        receiver.awaitElements(1);
        receiver.awaitEnd();
        assertThat(receiver.elements()).isOne();
    }

    @Test
    void aBodyIsAskedForAndStoredWhateverItsElementsAre() {
        for (int element : new int[] {1, 1_000, P - 1, P, P + 1, 2 * P}) {
            byte[] body = Arrays.copyOf(content, element == 1 ? 1_000 : 2 * P);
            Sender sender = new Sender(body, element);
            sender.emptyBetween = true;
            put(sender).join();
            assertThat(sender.unasked).as("elements beyond demand").hasValue(0);
            assertThat(get("new")).isEqualTo(body);
        }
    }

    /** Who publishes nothing may say so before anything was asked for. */
    @Test
    void aBodyMayEndUnasked() {
        put(subscriber -> {
                    subscriber.onSubscribe(new Idle());
                    subscriber.onComplete();
                })
                .join();
        assertThat(get("new")).isEmpty();
    }

    @Test
    void aBodyMayFailAtEveryMoment() {
        Throwable broken = new IOException("the source is broken");
        assertFails(put(subscriber -> {
            subscriber.onSubscribe(new Idle());
            subscriber.onError(broken);
        }));
        for (int elements = 0; elements < 4; elements++) {
            Sender sender = new Sender(Arrays.copyOf(content, 2 * P), P / 2);
            sender.failsAfter = elements;
            assertFails(put(sender));
        }
        assertFails(put(subscriber -> {
            throw new IllegalStateException("by the test");
        }));
        assertFails(put(subscriber -> {
            subscriber.onSubscribe(new Idle());
            throw new IllegalStateException("by the test");
        }));
    }

    private void assertFails(CompletableFuture<PutObjectResponse> put) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(put::join)
                .havingCause()
                .isInstanceOfAny(SdkClientException.class, IllegalStateException.class);
        assertThat(plain.listMultipartUploads(list -> list.bucket(bucket))
                        .join()
                        .uploads())
                .isEmpty();
    }

    @Test
    void aSecondSubscriptionIsCancelled() {
        AtomicBoolean isCancelled = new AtomicBoolean();
        Sender sender = new Sender(Arrays.copyOf(content, 1_000), 100);
        put(subscriber -> {
                    sender.subscribe(subscriber);
                    subscriber.onSubscribe(new Subscription() {
                        @Override
                        public void request(long more) {
                            throw new IllegalStateException("it was to be cancelled");
                        }

                        @Override
                        public void cancel() {
                            isCancelled.set(true);
                        }
                    });
                })
                .join();
        assertThat(isCancelled).isTrue();
        assertThat(get("new")).isEqualTo(Arrays.copyOf(content, 1_000));
    }

    /** Whoever sends that is told at once (2.13), and nothing is hurt. */
    @Test
    void nullIsRefused() {
        Sender sender = new Sender(Arrays.copyOf(content, 1_000), 100);
        put(subscriber -> {
                    sender.subscribe(subscriber);
                    assertThatNullPointerException().isThrownBy(() -> subscriber.onSubscribe(null));
                    assertThatNullPointerException().isThrownBy(() -> subscriber.onNext(null));
                    assertThatNullPointerException().isThrownBy(() -> subscriber.onError(null));
                })
                .join();
        assertThat(get("new")).isEqualTo(Arrays.copyOf(content, 1_000));
    }

    @Test
    void aBodyThatSaysNothingIsWaitedForUntilItIsCancelled() {
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<PutObjectResponse> put = put(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        }));
        assertThat(put).isNotDone();
        put.cancel(true);
        await(cancelled);
    }

    private CompletableFuture<PutObjectResponse> put(Consumer<Subscriber<? super ByteBuffer>> body) {
        return s3.putObject(put -> put.bucket(bucket).key("new"), new AsyncRequestBody() {
            @Override
            public Optional<Long> contentLength() {
                return Optional.empty();
            }

            @Override
            public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
                body.accept(subscriber);
            }
        });
    }

    private CompletableFuture<PutObjectResponse> put(Sender sender) {
        return put(sender::subscribe);
    }

    private byte[] get(String key) {
        return s3.getObject(get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    private Publisher<ByteBuffer> publisher(String key) {
        return s3.getObject(
                        get -> get.bucket(bucket).key(key), AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                .join();
    }

    private Receiver receiver(String key) {
        Receiver receiver = new Receiver();
        publisher(key).subscribe(receiver);
        return receiver;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes down what it is told, and whether the rules were kept that concern the order of signals. */
    private static final class Receiver implements Subscriber<ByteBuffer> {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final AtomicInteger elements = new AtomicInteger();
        private final AtomicInteger inSignal = new AtomicInteger();
        private final AtomicInteger overlaps = new AtomicInteger();
        private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;
        private volatile Consumer<Receiver> onEach = of -> {};

        Subscription subscription() {
            return subscriptions.get(0);
        }

        void request(long more) {
            subscription().request(more);
        }

        int elements() {
            return elements.get();
        }

        void awaitElements(int count) {
            while (elements() < count) {
                Thread.onSpinWait();
            }
        }

        void awaitEnd() {
            await(ended);
            assertThat(subscriptions).hasSize(1);
            assertThat(overlaps).as("signals at once").hasValue(0);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriptions.add(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            signal(() -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                received.writeBytes(copy);
                elements.incrementAndGet();
                onEach.accept(this);
            });
        }

        @Override
        public void onError(Throwable thrown) {
            signal(() -> {
                failure = thrown;
                ended.countDown();
            });
        }

        @Override
        public void onComplete() {
            signal(ended::countDown);
        }

        private void signal(Runnable what) {
            if (ended.getCount() == 0 || inSignal.getAndIncrement() > 0) {
                overlaps.incrementAndGet();
            }
            try {
                what.run();
            } finally {
                inSignal.decrementAndGet();
            }
        }
    }

    /** A body in elements of one size, published where they are asked for. */
    private static final class Sender {
        private final byte[] body;
        private final int elementBytes;
        private final AtomicInteger unasked = new AtomicInteger();
        private int failsAfter = Integer.MAX_VALUE;
        private boolean emptyBetween;

        Sender(byte[] body, int elementBytes) {
            this.body = body;
            this.elementBytes = elementBytes;
        }

        void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Subscription() {
                private int at;
                private int sent;
                private boolean isOver;

                @Override
                public void request(long more) {
                    if (more <= 0) {
                        unasked.incrementAndGet();
                    }
                    for (long i = 0; i < more && !isOver; i++) {
                        next();
                    }
                }

                private void next() {
                    if (sent == failsAfter) {
                        isOver = true;
                        subscriber.onError(new IOException("the source is broken"));
                    } else if (at == body.length) {
                        isOver = true;
                        subscriber.onComplete();
                    } else if (emptyBetween && sent++ % 2 == 0) {
                        subscriber.onNext(ByteBuffer.allocate(0));
                    } else {
                        int length = Math.min(elementBytes, body.length - at);
                        at += length;
                        sent += emptyBetween ? 0 : 1;
                        subscriber.onNext(ByteBuffer.wrap(body, at - length, length)
                                .slice()
                                .asReadOnlyBuffer());
                    }
                }

                @Override
                public void cancel() {
                    isOver = true;
                }
            });
        }
    }

    private static final class Idle implements Subscription {
        @Override
        public void request(long more) {}

        @Override
        public void cancel() {}
    }
}
