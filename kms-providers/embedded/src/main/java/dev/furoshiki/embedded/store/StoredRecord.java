package dev.furoshiki.embedded.store;

import java.util.UUID;

/** A row of {@code key_record}: what else a key has. */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read once and dropped; nobody compares or prints it
public record StoredRecord(UUID keyId, String kind, String name, byte[] content, byte[] mac) {}
