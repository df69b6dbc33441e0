package dev.furoshiki.key;

import dev.furoshiki.crypto.SecretBytes;
import java.util.function.Function;

/**
 * A lease on a data key: its plaintext stays valid until {@link #close()}, and is zeroed after the last lease closed.
 *
 * <p>Take one for a statement, a batch, a segment block; never keep one in a field for long, since a disabled key is
 * seen only when the next lease is asked for. Thread-safe; closing twice is harmless.
 */
public interface DataKey extends AutoCloseable {

    /** The key as the key service sealed it: to be stored beside what it encrypts. */
    EncryptedDataKey encrypted();

    /**
     * The plaintext key; owned by the lease's source, so the caller must not close it.
     *
     * @throws IllegalStateException when the lease was closed
     */
    SecretBytes secret();

    /**
     * Something computed from this key and kept as long as the key itself is: made at most once a label (per cached
     * key, not per lease), closed with the key. So that an expanded cipher key never outlives its data key.
     *
     * @param label says what it is; equal labels must mean equal computations. Never holds key bytes or values
     * @param computation what it makes may hold on to the key, since it is closed before the key is zeroed
     * @throws IllegalStateException when the lease was closed
     */
    <T extends AutoCloseable> T derived(Object label, Function<SecretBytes, T> computation);

    /** Ends the lease; the last one to end lets the key be zeroed, once the cache has dropped it. */
    @Override
    void close();
}
