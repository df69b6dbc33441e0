package dev.furoshiki.embedded.store;

import java.util.UUID;

/** A row of {@code alias}. */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read once and dropped; nobody compares or prints it
public record StoredAlias(String name, UUID keyId, byte[] mac) {}
