package dev.furoshiki.embedded.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of {@code store_header}: whose store it is, and how its root key is made.
 *
 * @param rootKey {@code PASSPHRASE}, {@code KEY_FILE} or {@code KEY_SERVICE}
 * @param sealedRootKey the root key as the key service gave it, of {@code KEY_SERVICE} only
 * @param contentMac of version 4 and newer: over the last change, what it left in the store, and the MAC before it
 * @param previousMac that one; of the first state, and of older versions, the {@link #beginning}
 * @param changeNumber one more with each change; 0 in a store of a version that did not count
 * @param schemaVersion how many of {@link SchemaVersions}' scripts made the tables
 */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read and dropped; nobody compares or prints it
public record StoreHeader(
        UUID storeId,
        String partition,
        String region,
        String account,
        byte[] ownerMac,
        String rootKey,
        byte[] argon2Salt,
        int argon2MemoryKib,
        int argon2Iterations,
        int argon2Lanes,
        byte[] verifier,
        byte @Nullable [] sealedRootKey,
        byte[] contentMac,
        byte[] previousMac,
        long changeNumber,
        int schemaVersion) {

    /** What the MAC of a store's first state stands on: 32 zero bytes. */
    public static byte[] beginning() {
        return new byte[32];
    }
}
