package dev.furoshiki.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ciphers of one key, kept because making one costs more than a short message. Thread-safe, without locks.
 *
 * <p>A cipher has one owner at a time: the pool, or whoever took it. It keeps its own copy of the key, and only its owner
 * wipes it: {@link #close()} what lies in the pool, {@link #giveBack} what comes back late. So a message that is being
 * worked on while the key closes is finished under the true key, never under zeros, and every later one is refused.
 */
final class CipherPool<T extends CipherPool.Pooled> implements AutoCloseable {

    /** Something that holds a key. Not thread-safe. */
    interface Pooled {

        /** Destroys the key; called once, by the owner, who drops the object afterwards. */
        void wipe();
    }

    /** A slot a processor, so that threads seldom meet in one; a power of two. */
    private static final int SLOTS = Math.max(
            2, Math.min(32, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1)));

    /** References from one slot to the next: a cache line of them. */
    private static final int STRIDE = 16;

    private final String name;
    private final SecretBytes key;
    private final Function<byte[], T> maker;
    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS * STRIDE);
    private volatile boolean closed;

    /**
     * @param name what is closed, for messages
     * @param key copied
     * @param maker takes over the key bytes it is given
     */
    CipherPool(String name, SecretBytes key, Function<byte[], T> maker) {
        this.name = name;
        this.key = SecretBytes.takeOver(key.toByteArray());
        this.maker = maker;
    }

    /** @throws IllegalStateException when the pool was closed */
    T take() {
        T taken = takeUnlessClosed();
        if (taken == null) {
            throw new IllegalStateException(name + " was closed");
        }
        return taken;
    }

    /** A cipher that is the caller's until {@link #giveBack}, or null when the pool was closed. */
    @Nullable
    T takeUnlessClosed() {
        if (closed) {
            return null;
        }
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = ((home + i) & (SLOTS - 1)) * STRIDE;
            // Reading first: an empty slot's cache line need not be owned.
            if (slots.getOpaque(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return make();
    }

    private @Nullable T make() {
        byte[] copy;
        try {
            copy = key.toByteArray();
        } catch (IllegalStateException destroyed) {
            return null;
        }
        return maker.apply(copy);
    }

    /**
     * Ends a use.
     *
     * @param intact false when it ended in an exception: then the cipher is not used again
     */
    void giveBack(T cipher, boolean intact) {
        if (!intact || closed || !keep(cipher)) {
            cipher.wipe();
        } else if (closed) {
            // The close may have looked at the slot before the cipher lay in it.
            drain();
        }
    }

    private boolean keep(T cipher) {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            if (slots.compareAndSet(((home + i) & (SLOTS - 1)) * STRIDE, null, cipher)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        closed = true;
        key.close();
        drain();
    }

    private void drain() {
        for (int i = 0; i < SLOTS; i++) {
            T left = slots.getAndSet(i * STRIDE, null);
            if (left != null) {
                left.wipe();
            }
        }
    }

    private static int home() {
        return (int) Thread.currentThread().getId() & (SLOTS - 1);
    }
}
