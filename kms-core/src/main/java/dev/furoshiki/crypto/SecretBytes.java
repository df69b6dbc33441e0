package dev.furoshiki.crypto;

import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Key bytes that can be destroyed.
 *
 * <p>Thread-safe. {@link #close()} zeroes the buffer once; reading afterwards throws. Copies that the JCA keeps inside
 * its own key objects, and what garbage collection moved, are out of reach (SECURITY.md).
 */
public final class SecretBytes implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;
    private volatile boolean destroyed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A secret with its own copy of the bytes; the caller keeps, and zeroes, the array passed in. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /** A secret that takes the array itself: the caller must not touch it again. */
    public static SecretBytes takeOver(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Fresh bytes from the platform's {@link SecureRandom}. */
    public static SecretBytes random(int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        RANDOM.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /** How many bytes the secret has; answers after destruction too. */
    public int sizeBytes() {
        return bytes.length;
    }

    /**
     * Lends the bytes to a reader.
     *
     * @param reader must neither keep nor change the array
     * @throws IllegalStateException when the secret was destroyed
     */
    public <T> T read(Function<byte[], T> reader) {
        requireAlive();
        T result = reader.apply(bytes);
        // A close that raced with the reader may have handed it zeros: then the result must not be used. The fences,
        // here
        // and in close, keep the reader from seeing a zero before it can see the flag.
        VarHandle.loadLoadFence();
        requireAlive();
        return result;
    }

    /**
     * A copy that the caller zeroes when done.
     *
     * @throws IllegalStateException when the secret was destroyed
     */
    public byte[] toByteArray() {
        requireAlive();
        byte[] copy = bytes.clone();
        VarHandle.loadLoadFence();
        if (destroyed) {
            // The close came while copying: nobody else will zero this.
            Arrays.fill(copy, (byte) 0);
            throw destroyedBefore();
        }
        return copy;
    }

    /** Whether both hold the same bytes, in time independent of where they differ. */
    public boolean sameAs(SecretBytes other) {
        return read(mine -> other.read(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    /** Whether it was closed. */
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Zeroes the bytes. Closing twice is harmless. */
    @Override
    public void close() {
        destroyed = true;
        VarHandle.fullFence();
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes" + (destroyed ? ", destroyed]" : "]");
    }

    private void requireAlive() {
        if (destroyed) {
            throw destroyedBefore();
        }
    }

    private static IllegalStateException destroyedBefore() {
        return new IllegalStateException("the secret was destroyed");
    }
}
