package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A data key that was loaded, and confirmed unless a test says otherwise, and counts how often it was destroyed. */
final class StressedKey implements UseRecorder {

    static final EncryptedDataKey NAME = new EncryptedDataKey("stress", "arn:key", new byte[] {1});
    static final CacheKey CACHE_KEY = new CacheKey.Decryption(NAME, EncryptionContext.empty());

    final SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3, 4});
    final SharedKey shared;
    final AtomicInteger timesDestroyed = new AtomicInteger();

    StressedKey(long maxMessages, long leaseBlock) {
        this(maxMessages, leaseBlock, true);
    }

    StressedKey(long maxMessages, long leaseBlock, boolean isConfirmed) {
        shared = new SharedKey(
                CACHE_KEY,
                NAME,
                secret,
                new UseBudget(maxMessages, Long.MAX_VALUE, leaseBlock, () -> 0),
                new ServingTime(() -> 0, Long.MAX_VALUE, Duration.ZERO, Duration.ofSeconds(1)),
                0,
                this);
        if (isConfirmed) {
            shared.confirm();
        }
    }

    @Nullable
    KeyLease lease(long bytes) {
        return shared.lease(bytes, Deadline.in(Duration.ofMinutes(1), ProcessRuntime.SYSTEM));
    }

    @Override
    public void record(EncryptedDataKey key, long uses) {}

    @Override
    public boolean begin(Runnable recording) {
        recording.run();
        return true;
    }

    @Override
    public void destroyed(SharedKey key) {
        timesDestroyed.incrementAndGet();
    }
}
