package dev.furoshiki.embedded;

import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoredChange;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.security.MessageDigest;
import java.util.List;

/**
 * Whether what a store has become goes on from what a process knows of it. Used by the store's thread.
 *
 * <p>A larger number alone does not say that: a copy that was changed elsewhere has larger ones, too, and so has a server
 * that lost changes when it failed over, some changes later. What was disabled in this process's history may be enabled in
 * that one.
 */
final class ChangeChain {

    private final StoreLocation store;
    private final ContentMac contentMac;

    ChangeChain(StoreLocation store, ContentMac contentMac) {
        this.store = store;
        this.contentMac = contentMac;
    }

    /** @throws KeyStoreDamagedException when it is no later state, whatever came before it */
    void requireLater(StoreState known, StoreHeader now) {
        if (now.changeNumber() <= known.changeNumber()) {
            throw refused(now, known, "was put back to an older state, or has another history than this process knows");
        }
    }

    /**
     * Follows the changes from the state that is known.
     *
     * @throws KeyStoreDamagedException when they do not lead to the header's MAC, or are not all remembered
     */
    void requireContinued(StoreState known, StoreHeader now, List<StoredChange> changes) {
        long number = known.changeNumber();
        byte[] mac = known.contentMac();
        for (StoredChange change : changes) {
            if (change.number() > known.changeNumber()) {
                number++;
                if (change.number() != number) {
                    throw unknown(now, known);
                }
                mac = contentMac.chained(change, mac);
            }
        }
        if (number != now.changeNumber()) {
            throw unknown(now, known);
        }
        if (!MessageDigest.isEqual(mac, now.contentMac())) {
            throw refused(now, known, "has another history than this process knows");
        }
    }

    private KeyStoreDamagedException refused(StoreHeader now, StoreState known, String what) {
        return new KeyStoreDamagedException(
                "the key store " + store + " " + what + ": it is at change " + now.changeNumber()
                        + ", which does not go on from change " + known.changeNumber()
                        + " that this process has seen. A copy was put in its place, or its server lost changes. Put back the "
                        + "state that was there; or, if this one is to stay, close the store and open it again, and do again "
                        + "what is missing: the audit logs say what was done",
                null);
    }

    private KeyStoreDamagedException unknown(StoreHeader now, StoreState known) {
        boolean isForgotten = now.changeNumber() - known.changeNumber() > KeyDatabase.REMEMBERED_CHANGES;
        return new KeyStoreDamagedException(
                "the key store " + store + " is at change " + now.changeNumber() + ", and this process knows change "
                        + known.changeNumber() + ": "
                        + (isForgotten
                                ? "of so many changes it does not remember"
                                : "some of what it remembers of the changes between was removed, so nothing says")
                        + " whether the one goes on from the other. Close the store and open it again",
                null);
    }
}
