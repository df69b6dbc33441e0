package dev.furoshiki.s3.stream;

import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Byte arrays of one size, kept for the next user so that large ones are not allocated (and zeroed by the JVM) anew.
 *
 * <p>Thread-safe. What comes out may hold old bytes: put only ciphertext, or what was wiped, back in.
 */
public final class BufferPool {

    private final int sizeBytes;
    private final int maxIdle;
    /** Held softly: a heap that is full takes them back. */
    private final ConcurrentLinkedDeque<SoftReference<byte[]>> idle = new ConcurrentLinkedDeque<>();

    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicInteger lent = new AtomicInteger();

    /**
     * @param sizeBytes of every array
     * @param maxIdle how many arrays are kept while nobody uses them
     */
    public BufferPool(int sizeBytes, int maxIdle) {
        this.sizeBytes = sizeBytes;
        this.maxIdle = maxIdle;
    }

    public byte[] take() {
        byte[] buffer = kept();
        if (buffer == null) {
            buffer = new byte[sizeBytes];
        }
        lent.incrementAndGet();
        return buffer;
    }

    private byte @Nullable [] kept() {
        for (SoftReference<byte[]> kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            idleCount.decrementAndGet();
            byte[] buffer = kept.get();
            if (buffer != null) {
                return buffer;
            }
        }
        return null;
    }

    /** Takes an array back; one of another size is left to the garbage collector. */
    public void give(byte[] buffer) {
        if (buffer.length != sizeBytes) {
            return;
        }
        lent.decrementAndGet();
        if (idleCount.incrementAndGet() > maxIdle) {
            idleCount.decrementAndGet();
            return;
        }
        idle.addFirst(new SoftReference<>(buffer));
    }

    /** How many arrays were taken and not given back. */
    int lent() {
        return lent.get();
    }
}
