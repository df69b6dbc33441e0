package dev.furoshiki.embedded.store;

import java.util.UUID;

/** A row of {@code backing_key}. */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read once and dropped; nobody compares or prints it
public record StoredBackingKey(UUID keyId, int number, byte[] sealed) {}
