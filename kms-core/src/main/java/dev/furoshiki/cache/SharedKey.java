package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A data key that many leases share: it counts who holds it and what it was used for, and is zeroed when nobody holds it
 * any more. Thread-safe, lock-free.
 */
final class SharedKey {

    /*
     * Holders are counted by stripe, as taken and given back. Once a key is retired nobody becomes a holder any more: who
     * takes it after that sees `retired` and gives it back. Whoever gives a retired key back, or retires it, then looks
     * whether it was the last: it sums what was given back first and what was taken afterwards. Both only grow, so where the
     * sums are equal there was a moment between in which nobody held it, and as it was retired before, nobody does later. Of
     * those who give back at the same time the last one in the order of these counts sees all the others. Destroying is
     * claimed by one of them. (The order of sums is that of sleepable RCU: McKenney, "Sleepable Read-Copy Update", 2006.)
     *
     * Until it is confirmed, only who loaded it gets a lease: the cache can show an entry to others, and to a change that must
     * find it, before it is certain that no change came between.
     */
    /** Above it half a block lasts long enough to ask for the next one meanwhile. */
    private static final long SMALL_BLOCK = 64;

    private static final long NEVER = Long.MAX_VALUE;

    private static final VarHandle RETIRED = field("retired", Retirement.class);
    private static final VarHandle DESTROYED = field("destroyed", boolean.class);
    private static final VarHandle ATTENTION = field("attentionAtNanos", long.class);

    private final EncryptedDataKey encrypted;
    private final SecretBytes secret;
    private final UseBudget budget;
    private final UseRecorder recorder;
    private final long expiresAtNanos;
    private final UseStripes stripes = new UseStripes();

    /** Who computes something from the key holds it as well: the lease that asks may be closed meanwhile. */
    private final UseStripe computations = new UseStripe();

    private final DerivedValues derived = new DerivedValues();

    private volatile long servedUntilNanos;
    private volatile @Nullable Upkeep upkeep;
    private volatile long attentionAtNanos = NEVER;
    private volatile @Nullable Retirement retired = Retirement.NOT_CONFIRMED;

    @SuppressWarnings("UnusedVariable") // through DESTROYED only
    private volatile boolean destroyed;

    // Of the sweep, which one thread at a time runs.
    private long takenAtLastSweep;
    private long usedAtNanos;

    /**
     * @param expiresAtNanos the ticker's time from which on it is handed out no more
     * @param recorder told before uses are granted, and once after the key was zeroed
     */
    SharedKey(
            EncryptedDataKey encrypted,
            SecretBytes secret,
            UseBudget budget,
            long expiresAtNanos,
            long nowNanos,
            UseRecorder recorder) {
        this.encrypted = encrypted;
        this.secret = secret;
        this.budget = budget;
        this.expiresAtNanos = expiresAtNanos;
        this.servedUntilNanos = expiresAtNanos;
        this.usedAtNanos = nowNanos;
        this.recorder = recorder;
    }

    /**
     * A lease for one message, or null when the key is too old, was retired, or has no room for that message.
     *
     * @throws dev.furoshiki.key.KmsException when further uses of it cannot be recorded
     */
    @Nullable
    KeyLease lease(long bytes, long nowNanos) {
        if (nowNanos - servedUntilNanos >= 0) {
            return null;
        }
        UseStripe stripe = stripes.mine();
        long message = stripe.take();
        if (retired != null) {
            return refused(stripe, 0);
        }
        if (message >= stripe.granted() && !granted(stripe, message)) {
            return refused(stripe, 0);
        }
        if (bytes != 0) {
            long end = stripe.addBytes(bytes);
            if (end > stripe.grantedBytes() && !grantedBytes(stripe, end)) {
                return refused(stripe, bytes);
            }
        }
        if (stripe.isToAskAhead(message)) {
            recorder.ahead(() -> grantMore(stripe));
        }
        return new KeyLease(this, stripe);
    }

    /** The lease of who loaded the key, before anybody else has one; the call that brought it stands for its record. */
    KeyLease firstLease(long bytes) {
        UseStripe stripe = stripes.mine();
        if (!budget.takeOne(bytes)) {
            throw new IllegalStateException("a fresh data key has no room for one message");
        }
        stripe.grant(1);
        stripe.grantBytes(bytes);
        stripe.take();
        stripe.addBytes(bytes);
        return new KeyLease(this, stripe);
    }

    private boolean granted(UseStripe stripe, long message) {
        try {
            while (message >= stripe.granted()) {
                if (!grantMore(stripe)) {
                    return message < stripe.granted();
                }
            }
            return true;
        } catch (Throwable unrecorded) {
            refused(stripe, 0);
            throw unrecorded;
        }
    }

    private boolean grantMore(UseStripe stripe) {
        long block = budget.takeMessages();
        if (block == 0) {
            return false;
        }
        recorder.record(encrypted, block);
        stripe.grant(block);
        if (block > SMALL_BLOCK) {
            stripe.askAheadAt(stripe.granted() - block / 2);
        }
        return true;
    }

    private boolean grantedBytes(UseStripe stripe, long end) {
        while (true) {
            long missing = end - stripe.grantedBytes();
            if (missing <= 0) {
                return true;
            }
            long block = budget.takeBytes(missing);
            if (block == 0) {
                return end <= stripe.grantedBytes();
            }
            stripe.grantBytes(block);
        }
    }

    private @Nullable KeyLease refused(UseStripe stripe, long bytes) {
        stripe.refuse(bytes);
        giveBack(stripe);
        return null;
    }

    /** From now on others get leases, unless it was retired meanwhile. */
    void confirm() {
        RETIRED.compareAndSet(this, Retirement.NOT_CONFIRMED, null);
    }

    boolean isConfirmed() {
        return retired != Retirement.NOT_CONFIRMED;
    }

    /** Whether it is handed out, as long as its limits allow. */
    boolean isInUse() {
        return retired == null;
    }

    /** Later leases are refused, open ones stay valid; true for the one call that did it. */
    boolean retire(Retirement reason) {
        if (!RETIRED.compareAndSet(this, null, reason)
                && !RETIRED.compareAndSet(this, Retirement.NOT_CONFIRMED, reason)
                && !RETIRED.compareAndSet(this, null, reason)) {
            return false;
        }
        destroyUnlessHeld();
        return true;
    }

    void giveBack(UseStripe stripe) {
        stripe.giveBack();
        Retirement reason = retired;
        if (reason != null && reason != Retirement.NOT_CONFIRMED) {
            destroyUnlessHeld();
        }
    }

    private void destroyUnlessHeld() {
        long givenBack = stripes.sum(UseStripe::givenBack) + computations.givenBack();
        long taken = stripes.sum(UseStripe::taken) + computations.taken();
        if (givenBack == taken && DESTROYED.compareAndSet(this, false, true)) {
            derived.close();
            secret.close();
            recorder.destroyed(this);
        }
    }

    /** @param isOpen whether the lease that asks is still open: asked once the key is held */
    <T extends AutoCloseable> T derived(Object label, BooleanSupplier isOpen, Function<SecretBytes, T> computation) {
        T known = derived.get(label);
        if (known != null) {
            return known;
        }
        computations.take();
        try {
            // A lease that is open now keeps every sum from being equal until it is closed, and that comes after this.
            if (!isOpen.getAsBoolean()) {
                throw new IllegalStateException("the lease on the data key was closed: ask for another");
            }
            return derived.compute(label, secret, computation);
        } finally {
            giveBack(computations);
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
        return servedUntilNanos - nowNanos;
    }

    /** How long it is until maxAge, whatever grace it has. */
    long leftUntilMaxAgeNanos(long nowNanos) {
        return expiresAtNanos - nowNanos;
    }

    /** Hands it out past maxAge: the key service cannot be reached. */
    void serveUntil(long nanos) {
        servedUntilNanos = nanos;
    }

    /** What is to be done for it, when the time has come: then by the caller alone, who plans again. */
    @Nullable
    Upkeep claimUpkeep(long nowNanos) {
        long at = attentionAtNanos;
        boolean due = at != NEVER && nowNanos - at >= 0;
        return due && ATTENTION.compareAndSet(this, at, NEVER) ? upkeep : null;
    }

    void plan(Upkeep next) {
        upkeep = next;
        attentionAtNanos = next.isEmpty() ? NEVER : next.nextNanos();
    }

    /** How long nobody has used it; for one thread at a time. */
    long idleNanos(long nowNanos) {
        long taken = stripes.sum(UseStripe::taken);
        if (taken != takenAtLastSweep) {
            takenAtLastSweep = taken;
            usedAtNanos = nowNanos;
        }
        return nowNanos - usedAtNanos;
    }

    long messages() {
        return stripes.sum(UseStripe::messages);
    }

    long messageBytes() {
        return stripes.sum(UseStripe::messageBytes);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SharedKey.class, name, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
