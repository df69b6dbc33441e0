package dev.furoshiki.embedded.store;

import java.util.UUID;

/** A row of {@code audit_anchor}: how far a chain of audit records has come. */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read and dropped; nobody compares or prints it
public record StoredAuditLink(UUID chainId, long sequence, byte[] hash, boolean isClosed, byte[] mac) {}
