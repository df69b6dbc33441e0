package dev.furoshiki.embedded.store;

import java.util.UUID;

/**
 * The row of {@code store_header}: whose store it is, and how its root key is made.
 *
 * @param rootKey {@code PASSPHRASE} or {@code KEY_FILE}
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
        byte[] contentMac,
        int schemaVersion) {}
