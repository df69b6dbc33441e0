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
     * Who holds the key has a slot, or is counted by stripe, as taken and given back. Once a key is retired nobody becomes a
     * holder any more: who takes it after that sees `retired` and gives it back. Whoever gives a retired key back, or retires
     * it, then looks whether it was the last. A slot that is free then was given back by whoever held the key there, for good.
     * Of stripes it sums what was given back first and what was taken afterwards: both only grow, so where the sums are equal
     * there was a moment between in which nobody held it there, and as it was retired before, nobody does later. Slots come
     * first: a computation that found its lease open was counted before that lease gave its slot back, so who saw the slot free
     * counts it as well. Of those who give back at the same time the last one in the order of these writes sees all the
     * others. Destroying is claimed by one of them. (A slot is a hazard pointer: Michael, "Hazard Pointers", 2004. The order of
     * sums is that of sleepable RCU: McKenney, "Sleepable Read-Copy Update", 2006.)
     *
     * Until it is confirmed, only who loaded it gets a lease: the cache can show an entry to others, and to a change that must
     * find it, before it is certain that no change came between.
     */
    private static final VarHandle RETIRED = field("retired", Retirement.class);
    private static final VarHandle DESTROYED = field("destroyed", boolean.class);

    // A hit comes to these in one step each, and they stand together: what the serving time says, the slots of the
    // stripes, whether the key is handed out, and what it is found by.
    private volatile long quietUntilNanos;
    private final @Nullable UseSlot[] slots;
    private volatile @Nullable Retirement retired = Retirement.NOT_CONFIRMED;

    private final CacheKey cacheKey;

    private final EncryptedDataKey encrypted;
    private final SecretBytes secret;
    private final UseAllowance allowance;
    private final UseRecorder recorder;
    private final ServingTime serving;
    private final SpareKeys spares = new SpareKeys();
    private final UseStripes stripes = new UseStripes(this);

    private final DerivedValues derived = new DerivedValues();

    private volatile boolean destroyed;

    // Of the sweep, which one thread at a time runs.
    private long takenAtLastSweep;
    private long usedAtNanos;

    /** @param recorder told before uses are granted, and once after the key was zeroed */
    SharedKey(
            CacheKey cacheKey,
            EncryptedDataKey encrypted,
            SecretBytes secret,
            UseBudget budget,
            ServingTime serving,
            long nowNanos,
            UseRecorder recorder) {
        this.cacheKey = cacheKey;
        this.encrypted = encrypted;
        this.secret = secret;
        this.allowance = new UseAllowance(encrypted, budget, recorder);
        this.serving = serving;
        this.usedAtNanos = nowNanos;
        this.recorder = recorder;
        this.slots = stripes.slots();
        serving.tellQuietUntil(nanos -> quietUntilNanos = nanos);
    }

    /** Whether it is neither too old nor to be seen to. */
    boolean isQuiet(long nowNanos) {
        return nowNanos - quietUntilNanos < 0;
    }

    /** What it is found by. */
    CacheKey cacheKey() {
        return cacheKey;
    }

    /** Until when it is handed out, which the caller of {@link #lease} looks at before. */
    ServingTime serving() {
        return serving;
    }

    /** Those that are to take its place at its limit. */
    SpareKeys spares() {
        return spares;
    }

    /**
     * A lease for one message, or null when the key was retired, has no room for that message, or got too old while the use was
     * recorded; or when that would have to be waited for and is not to be.
     *
     * @param deadline until when to wait for the record; null for not at all
     * @throws dev.furoshiki.key.KmsException when further uses of it cannot be recorded
     */
    @Nullable
    KeyLease lease(long bytes, @Nullable Deadline deadline) {
        int index = UseStripes.index();
        // A plain read: that of an older null is settled where one is made, and a new slot holds zeros and finals only.
        UseSlot seen = slots[index];
        UseSlot slot = seen != null ? seen : stripes.madeSlot(index);
        long use = slot.take();
        if (use == UseSlot.HELD) {
            return leaseByStripe(bytes, deadline);
        }
        // First: who comes after the key was retired adds no bytes to those that are counted when it is destroyed.
        if (retired == null && UseSlot.message(use) < slot.quietUntil() && (bytes == 0 || slot.addBytes(bytes))) {
            return new SlotLease(slot, use);
        }
        return leaseBeyondGrant(slot, use, bytes, deadline);
    }

    /** The slot holds the key while a grant is waited for: it is not lost because others find the limit reached meanwhile. */
    private @Nullable KeyLease leaseBeyondGrant(UseSlot slot, long use, long bytes, @Nullable Deadline deadline) {
        boolean isLeased = false;
        try {
            isLeased = retired == null
                    && allowance.isGranted(slot, deadline)
                    && maySendAfterAWait()
                    && allowance.takeBytes(slot, bytes);
            return isLeased ? new SlotLease(slot, use) : null;
        } finally {
            if (!isLeased) {
                slot.refuse(use);
                destroyWhenRetired();
            }
        }
    }

    /** While another lease has this thread's slot. Nothing is taken before it is granted: what fails uses nothing up. */
    private @Nullable KeyLease leaseByStripe(long bytes, @Nullable Deadline deadline) {
        UseStripe stripe = stripes.myStripe();
        stripe.enter();
        try {
            boolean isInUse = retired == null;
            while (isInUse && allowance.isGranted(stripe, deadline) && maySendAfterAWait()) {
                boolean isGranted = stripe.take() < stripe.granted();
                if (isGranted && allowance.takeBytes(stripe, bytes)) {
                    return new StripeLease(stripe);
                }
                stripe.refuse();
                if (isGranted) {
                    return null;
                }
                // Other threads of the stripe took what was granted.
            }
            return null;
        } finally {
            stripe.leave();
            destroyWhenRetired();
        }
    }

    /** A record may take as long as a disk. Of a key at its limit who held it before may use what was granted. */
    private boolean maySendAfterAWait() {
        Retirement reason = retired;
        return (reason == null || reason == Retirement.LIMIT) && serving.isServedNow();
    }

    /** The lease of who loaded the key, before anybody else has one; the call that brought it stands for its record. */
    KeyLease firstLease(long bytes) {
        UseStripe stripe = stripes.myStripe();
        allowance.grantFirst(stripe, bytes);
        stripe.take();
        stripe.addBytes(bytes);
        return new StripeLease(stripe);
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

    /**
     * Later leases are refused, open ones stay valid; true for the one call that did it. It runs no code of others, and may be called
     * under a lock; whoever called it calls {@link #destroyWhenRetired} under none.
     */
    boolean refuse(Retirement reason) {
        return RETIRED.compareAndSet(this, null, reason)
                || RETIRED.compareAndSet(this, Retirement.NOT_CONFIRMED, reason)
                || RETIRED.compareAndSet(this, null, reason);
    }

    /** Refuses it, and destroys it when nobody holds it. */
    void retire(Retirement reason) {
        if (refuse(reason)) {
            destroyUnlessHeld();
        }
    }

    /** @param use the one that took the slot; has no effect when it gave it back before */
    void giveBack(UseSlot slot, long use) {
        if (slot.giveBack(use)) {
            destroyWhenRetired();
        }
    }

    void giveBack(UseStripe stripe) {
        stripe.giveBack();
        destroyWhenRetired();
    }

    /** For a lease that nobody got. */
    void cancel(UseSlot slot, long use, long bytes) {
        slot.removeBytes(bytes);
        slot.refuse(use);
        destroyWhenRetired();
    }

    void cancel(UseStripe stripe, long bytes) {
        stripe.removeBytes(bytes);
        stripe.refuse();
        destroyWhenRetired();
    }

    /** Unless it is handed out yet, or somebody holds it, who then does so. */
    void destroyWhenRetired() {
        Retirement reason = retired;
        if (reason != null && reason != Retirement.NOT_CONFIRMED) {
            destroyUnlessHeld();
        }
    }

    private void destroyUnlessHeld() {
        if (stripes.isAnySlotHeld()) {
            return;
        }
        long givenBack = stripes.sumOfStripes(UseStripe::returned);
        long held = stripes.sumOfStripes(UseStripe::held);
        if (givenBack == held && DESTROYED.compareAndSet(this, false, true)) {
            try {
                derived.close();
            } finally {
                secret.close();
                recorder.destroyed(this);
            }
        }
    }

    /** @param isOpen whether the lease that asks is still open: asked once the key is held */
    <T extends AutoCloseable> T derived(Object label, BooleanSupplier isOpen, Function<SecretBytes, T> computation) {
        T known = derived.get(label);
        if (known != null) {
            return known;
        }
        UseStripe stripe = stripes.myStripe();
        stripe.enter();
        try {
            // A lease that is open now keeps every sum from being equal until it is closed, and that comes after this.
            if (!isOpen.getAsBoolean()) {
                throw new IllegalStateException("the lease on the data key was closed: ask for another");
            }
            return derived.compute(label, secret, computation);
        } finally {
            stripe.leave();
            destroyWhenRetired();
        }
    }

    EncryptedDataKey encrypted() {
        return encrypted;
    }

    SecretBytes secret() {
        return secret;
    }

    /** How long nobody has used it; for one thread at a time. */
    long idleNanos(long nowNanos) {
        long taken = stripes.sumOfSlots(UseSlot::taken) + stripes.sumOfStripes(UseStripe::taken);
        if (taken != takenAtLastSweep) {
            takenAtLastSweep = taken;
            usedAtNanos = nowNanos;
        }
        return nowNanos - usedAtNanos;
    }

    /** How many leases there were; once it is destroyed, exactly. */
    long messages() {
        return destroyed
                ? stripes.sumOfSlots(UseSlot::givenBack) + stripes.sumOfStripes(UseStripe::givenBack)
                : stripes.sumOfSlots(UseSlot::messages) + stripes.sumOfStripes(UseStripe::messages);
    }

    long messageBytes() {
        return stripes.sumOfSlots(UseSlot::messageBytes) + stripes.sumOfStripes(UseStripe::messageBytes);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SharedKey.class, name, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
