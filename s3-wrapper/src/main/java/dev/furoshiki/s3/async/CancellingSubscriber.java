package dev.furoshiki.s3.async;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Lets go of a body that nobody wants. */
final class CancellingSubscriber implements Subscriber<ByteBuffer> {

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.cancel();
    }

    @Override
    public void onNext(ByteBuffer bytes) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onComplete() {}
}
