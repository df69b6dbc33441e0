package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A data key that many leases share: it counts who holds it and what it was used for, and is zeroed when nobody holds it
 * any more. Thread-safe, lock-free.
 */
final class SharedKey {

    /*
     * Holders are the cache itself (one, until it retires the key) and each open lease. The last one to let go moves the
     * count from 0 to DEAD, and only who made that move destroys the key. A thread that arrives between "0" and "DEAD"
     * makes that move fail; it then sees `retired`, lets go again, and tries the move itself. Once DEAD, the count stays
     * far below zero whatever is added, so nobody becomes a holder again.
     *
     * Until it is confirmed, only who loaded it gets a lease: the cache can show an entry to others, and to a change that must
     * find it, before it is certain that no change came between.
     *
     * Limits: a use is counted first and given back when it was one too many. While granted uses are never given back, the
     * number that is read before adding is never smaller than the number granted, so a limit is never passed.
     */
    private static final long DEAD = Long.MIN_VALUE / 2;

    private static final VarHandle HOLDERS = field("holders", long.class);
    private static final VarHandle MESSAGES = field("messages", long.class);
    private static final VarHandle MESSAGE_BYTES = field("messageBytes", long.class);
    private static final VarHandle RETIRED = field("retired", Retirement.class);

    private final EncryptedDataKey encrypted;
    private final SecretBytes secret;
    private final long maxMessages;
    private final long maxBytes;
    private final long expiresAtNanos;
    private final Consumer<SharedKey> whenDestroyed;
    private final DerivedValues derived = new DerivedValues();

    @SuppressWarnings("UnusedVariable") // read and written through HOLDERS only
    private volatile long holders = 1;

    private volatile long messages;
    private volatile long messageBytes;
    private volatile @Nullable Retirement retired = Retirement.NOT_CONFIRMED;

    /**
     * @param expiresAtNanos the ticker's time from which on it is handed out no more
     * @param whenDestroyed told once, after the key was zeroed
     */
    SharedKey(
            EncryptedDataKey encrypted,
            SecretBytes secret,
            long maxMessages,
            long maxBytes,
            long expiresAtNanos,
            Consumer<SharedKey> whenDestroyed) {
        this.encrypted = encrypted;
        this.secret = secret;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.expiresAtNanos = expiresAtNanos;
        this.whenDestroyed = whenDestroyed;
    }

    /** A lease for one message, or null when the key is too old, was retired, or has no room for that message. */
    @Nullable
    KeyLease lease(long bytes, long nowNanos) {
        if (leftNanos(nowNanos) <= 0 || !hold()) {
            return null;
        }
        if (retired != null || !use(bytes)) {
            letGo();
            return null;
        }
        return new KeyLease(this);
    }

    /** The lease of who loaded the key, before anybody else has one. */
    KeyLease firstLease(long bytes) {
        if (!hold() || !use(bytes)) {
            throw new IllegalStateException("a fresh data key has no room for one message");
        }
        return new KeyLease(this);
    }

    /** From now on others get leases, unless it was retired meanwhile. */
    void confirm() {
        RETIRED.compareAndSet(this, Retirement.NOT_CONFIRMED, null);
    }

    boolean isConfirmed() {
        return retired != Retirement.NOT_CONFIRMED;
    }

    /** Drops the cache's own hold, once; later leases are refused, open ones stay valid. */
    boolean retire(Retirement reason) {
        if (!RETIRED.compareAndSet(this, null, reason)
                && !RETIRED.compareAndSet(this, Retirement.NOT_CONFIRMED, reason)
                && !RETIRED.compareAndSet(this, null, reason)) {
            return false;
        }
        letGo();
        return true;
    }

    void letGo() {
        if ((long) HOLDERS.getAndAdd(this, -1L) == 1 && HOLDERS.compareAndSet(this, 0L, DEAD)) {
            derived.close();
            secret.close();
            whenDestroyed.accept(this);
        }
    }

    <T extends AutoCloseable> T derived(Object label, Function<SecretBytes, T> computation) {
        T known = derived.get(label);
        if (known != null) {
            return known;
        }
        // Held while computing: the lease that asks may be closed by another thread meanwhile.
        if (!hold()) {
            throw new IllegalStateException("the data key was destroyed");
        }
        try {
            return derived.compute(label, secret, computation);
        } finally {
            letGo();
        }
    }

    EncryptedDataKey encrypted() {
        return encrypted;
    }

    SecretBytes secret() {
        return secret;
    }

    /** How long it will still be handed out; 0 or less when it expired. */
    long leftNanos(long nowNanos) {
        return expiresAtNanos - nowNanos;
    }

    long messages() {
        return messages;
    }

    long messageBytes() {
        return messageBytes;
    }

    private boolean hold() {
        return (long) HOLDERS.getAndAdd(this, 1L) >= 0;
    }

    private boolean use(long bytes) {
        if ((long) MESSAGES.getAndAdd(this, 1L) >= maxMessages) {
            MESSAGES.getAndAdd(this, -1L);
            return false;
        }
        if (bytes != 0 && (long) MESSAGE_BYTES.getAndAdd(this, bytes) > maxBytes - bytes) {
            MESSAGE_BYTES.getAndAdd(this, -bytes);
            MESSAGES.getAndAdd(this, -1L);
            return false;
        }
        return true;
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SharedKey.class, name, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
