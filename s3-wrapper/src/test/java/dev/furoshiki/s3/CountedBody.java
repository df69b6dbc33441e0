package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A body of zeros that counts how much of it was asked for. For one subscriber. */
final class CountedBody implements AsyncRequestBody {

    private static final int CHUNK = 65_536;
    private static final long STILL_MILLIS = 500;

    private final long length;
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    CountedBody(long length) {
        this.length = length;
    }

    long sentBytes() {
        return sent.get();
    }

    /** Until nothing more was asked for in half a second. */
    void awaitStill() throws AssertionError {
        long before = -1;
        while (before != sent.get() || before == 0) {
            before = sent.get();
            sleep();
        }
    }

    void awaitSent(long bytes) {
        while (sent.get() < bytes) {
            Thread.onSpinWait();
        }
    }

    void awaitCancelled() {
        try {
            assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(STILL_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Optional<Long> contentLength() {
        return Optional.of(length);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long more) {
                for (long i = 0; i < more && cancelled.getCount() > 0 && sent.get() < length; i++) {
                    sent.addAndGet(CHUNK);
                    subscriber.onNext(ByteBuffer.allocate(CHUNK));
                }
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
    }
}
