package dev.furoshiki.cache;

/** A lease of who has a {@link UseSlot} of the key, which whatever thread gives back. The slot says of which key. */
final class SlotLease extends KeyLease {

    private final UseSlot slot;
    private final long use;

    /** @param use the one that took the slot */
    SlotLease(UseSlot slot, long use) {
        this.slot = slot;
        this.use = use;
    }

    @Override
    SharedKey key() {
        return slot.key();
    }

    @Override
    boolean isOpen() {
        return slot.isHeldFor(use);
    }

    @Override
    void cancel(long messageBytes) {
        slot.key().cancel(slot, use, messageBytes);
    }

    @Override
    public void close() {
        slot.key().giveBack(slot, use);
    }
}
