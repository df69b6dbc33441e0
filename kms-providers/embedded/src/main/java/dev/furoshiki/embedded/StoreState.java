package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import java.security.MessageDigest;

/**
 * The keys of a store as a process knows them.
 *
 * @param contentMac of the store when it was so
 * @param changeNumber how many changes it had seen then
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isOf only, and never printed
record StoreState(Keyring keyring, byte[] contentMac, long changeNumber) {

    /** Whether a store with that MAC has these keys. */
    boolean isOf(byte[] mac) {
        return MessageDigest.isEqual(contentMac, mac);
    }
}
