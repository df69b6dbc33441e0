package dev.furoshiki.embedded.store;

/** The row of {@code audit_key}: what signs the checkpoints of the audit log, sealed. */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read and dropped; nobody compares or prints it
public record StoredAuditKey(byte[] publicKey, byte[] sealed) {}
