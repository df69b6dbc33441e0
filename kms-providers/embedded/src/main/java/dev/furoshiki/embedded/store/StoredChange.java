package dev.furoshiki.embedded.store;

/**
 * What a store remembers of a change, so that a process that knows an older state sees whether the present one goes on from it.
 *
 * @param digest of all that was in the store after the change
 */
@SuppressWarnings("ArrayRecordComponent") // a row: made, read and dropped; nobody compares or prints it
public record StoredChange(long number, byte[] digest) {}
