package dev.furoshiki.embedded.store;

import java.util.UUID;

/**
 * A row of {@code audit_anchor}: how far a chain of audit records has come.
 *
 * @param log which of the store's logs the chain is of; empty where it has only one, since one process has it open
 */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read and dropped; nobody compares or prints it
public record StoredAuditLink(String log, UUID chainId, long sequence, byte[] hash, boolean isClosed, byte[] mac) {}
