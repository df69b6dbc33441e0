package dev.furoshiki.embedded.material;

import java.security.MessageDigest;

/** Authenticates rows of a store under a key of its own. Thread-safe. */
public interface RowMac extends AutoCloseable {

    /** The MAC of a row. */
    byte[] mac(AuthenticatedRow row);

    /** Whether the row is the one that the MAC was made from. */
    default boolean isAuthentic(AuthenticatedRow row, byte[] mac) {
        return MessageDigest.isEqual(mac(row), mac);
    }

    /** Zeroes the key. */
    @Override
    void close();
}
