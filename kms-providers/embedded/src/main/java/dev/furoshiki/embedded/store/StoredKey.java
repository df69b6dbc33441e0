package dev.furoshiki.embedded.store;

import java.util.UUID;

/** A row of {@code kms_key}. */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read once and dropped; nobody compares or prints it
public record StoredKey(
        UUID keyId,
        long position,
        String state,
        String spec,
        String usage,
        String description,
        long creationMillis,
        int currentBackingKey,
        byte[] mac) {}
