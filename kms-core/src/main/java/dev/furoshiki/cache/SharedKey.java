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
     * others. Destroying is claimed by one of them. (A slot is a hazard pointer: Michael, "Hazard Pointers", 2004. The order of sums is that of sleepable RCU:
     * McKenney, "Sleepable Read-Copy Update", 2006.)
     *
     * Until it is confirmed, only who loaded it gets a lease: the cache can show an entry to others, and to a change that must
     * find it, before it is certain that no change came between.
     */
    /** Above it half a block lasts long enough to ask for the next one meanwhile. */
    private static final long SMALL_BLOCK = 64;

    private static final VarHandle RETIRED = field("retired", Retirement.class);
    private static final VarHandle DESTROYED = field("destroyed", boolean.class);
    private static final VarHandle UPKEEP = field("upkeep", Upkeep.class);

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

    /** When to look at the two below, at the latest. */
    private volatile long quietUntilNanos;

    private volatile @Nullable Upkeep upkeep;
    private volatile @Nullable Retirement retired = Retirement.NOT_CONFIRMED;

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
        this.quietUntilNanos = expiresAtNanos;
        this.usedAtNanos = nowNanos;
        this.recorder = recorder;
    }

    /** Whether nothing is to be thought of but what {@link #lease} thinks of: it is neither too old nor to be seen to. */
    boolean isQuiet(long nowNanos) {
        return nowNanos - quietUntilNanos < 0;
    }

    /**
     * A lease for one message, or null when the key was retired, or has no room for that message. The caller has seen to it
     * that it is not too old.
     *
     * @throws dev.furoshiki.key.KmsException when further uses of it cannot be recorded
     */
    @Nullable
    KeyLease lease(long bytes) {
        UseSlot slot = stripes.mySlot();
        long use = slot.take();
        if (use == UseSlot.HELD) {
            return leaseByStripe(bytes);
        }
        // First: who comes after the key was retired adds no bytes to those that are counted when it is destroyed.
        if (retired == null && UseSlot.message(use) < slot.quietUntil() && slot.addBytes(bytes)) {
            return new KeyLease(this, slot, use);
        }
        return leaseBeyondGrant(slot, use, bytes);
    }

    private @Nullable KeyLease leaseBeyondGrant(UseSlot slot, long use, long bytes) {
        KeyLease lease = null;
        try {
            long message = UseSlot.message(use);
            if (retired == null
                    && isGranted(slot, message)
                    && isGrantedBytes(slot, slot.endOf(bytes))
                    && slot.addBytes(bytes)) {
                askAhead(slot, message);
                lease = new KeyLease(this, slot, use);
            }
            return lease;
        } finally {
            if (lease == null) {
                slot.refuse(use);
                destroyWhenRetired();
            }
        }
    }

    /** While another lease has this thread's slot. */
    private @Nullable KeyLease leaseByStripe(long bytes) {
        UseStripe stripe = stripes.myStripe();
        long message = stripe.take();
        KeyLease lease = null;
        long counted = 0;
        try {
            if (retired == null && isGranted(stripe, message)) {
                askAhead(stripe, message);
                long end = stripe.addBytes(bytes);
                counted = bytes;
                lease = isGrantedBytes(stripe, end) ? new KeyLease(this, stripe) : null;
            }
            return lease;
        } finally {
            if (lease == null) {
                stripe.refuse(counted);
                destroyWhenRetired();
            }
        }
    }

    private void askAhead(UseGrants users, long message) {
        if (message >= users.quietUntil() && users.claimsToAskAhead()) {
            recorder.ahead(() -> grantMore(users));
        }
    }

    /** The lease of who loaded the key, before anybody else has one; the call that brought it stands for its record. */
    KeyLease firstLease(long bytes) {
        UseStripe stripe = stripes.myStripe();
        if (!budget.takeOne(bytes)) {
            throw new IllegalStateException("a fresh data key has no room for one message");
        }
        stripe.grant(1, 0);
        stripe.grantBytes(bytes);
        stripe.take();
        stripe.addBytes(bytes);
        return new KeyLease(this, stripe);
    }

    private boolean isGranted(UseGrants users, long message) {
        while (message >= users.granted()) {
            if (!grantMore(users)) {
                return message < users.granted();
            }
        }
        return true;
    }

    private boolean grantMore(UseGrants users) {
        long block = budget.takeMessages();
        if (block == 0) {
            return false;
        }
        recorder.record(encrypted, block);
        // Of a small block the next one comes when it is needed.
        users.grant(block, block > SMALL_BLOCK ? block / 2 : 0);
        return true;
    }

    private boolean isGrantedBytes(UseGrants users, long end) {
        while (true) {
            long missing = end - users.grantedBytes();
            if (missing <= 0) {
                return true;
            }
            long block = budget.takeBytes(missing);
            if (block == 0) {
                return end <= users.grantedBytes();
            }
            users.grantBytes(block);
        }
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

    private void destroyWhenRetired() {
        Retirement reason = retired;
        if (reason != null && reason != Retirement.NOT_CONFIRMED) {
            destroyUnlessHeld();
        }
    }

    private void destroyUnlessHeld() {
        if (stripes.isAnySlotHeld()) {
            return;
        }
        long givenBack = stripes.sumOfStripes(UseStripe::returned) + computations.returned();
        long taken = stripes.sumOfStripes(UseStripe::taken) + computations.taken();
        if (givenBack == taken && DESTROYED.compareAndSet(this, false, true)) {
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
        computations.take();
        try {
            // A lease that is open now keeps the key until it is closed, and who sees that sees what was taken above.
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
        lookNextTime();
    }

    /** What is to be done for it, when the time has come: then by the caller alone, who plans again. */
    @Nullable
    Upkeep claimUpkeep(long nowNanos) {
        Upkeep planned = upkeep;
        boolean due = planned != null && !planned.isEmpty() && nowNanos - planned.nextNanos() >= 0;
        return due && UPKEEP.compareAndSet(this, planned, null) ? planned : null;
    }

    void plan(Upkeep next) {
        upkeep = next;
        lookNextTime();
    }

    private void lookNextTime() {
        Upkeep planned = upkeep;
        long until = servedUntilNanos;
        if (planned != null && !planned.isEmpty() && planned.nextNanos() - until < 0) {
            until = planned.nextNanos();
        }
        quietUntilNanos = until;
    }

    /** How long nobody has used it; for one thread at a time. */
    long idleNanos(long nowNanos) {
        long taken = stripes.sumOfSlots(UseSlot::messages) + stripes.sumOfStripes(UseStripe::taken);
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
