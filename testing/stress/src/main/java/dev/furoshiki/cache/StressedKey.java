package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.concurrent.atomic.AtomicInteger;

/** A data key that was loaded and confirmed, and counts how often it was destroyed. */
final class StressedKey implements UseRecorder {

    private static final EncryptedDataKey NAME = new EncryptedDataKey("stress", "arn:key", new byte[] {1});

    final SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3, 4});
    final SharedKey shared;
    final AtomicInteger timesDestroyed = new AtomicInteger();

    StressedKey(long maxMessages, long leaseBlock) {
        shared = new SharedKey(
                NAME, secret, new UseBudget(maxMessages, Long.MAX_VALUE, leaseBlock), Long.MAX_VALUE, 0, this);
        shared.confirm();
    }

    @Override
    public void record(EncryptedDataKey key, long uses) {}

    @Override
    public void ahead(Runnable grant) {
        grant.run();
    }

    @Override
    public void destroyed(SharedKey key) {
        timesDestroyed.incrementAndGet();
    }
}
