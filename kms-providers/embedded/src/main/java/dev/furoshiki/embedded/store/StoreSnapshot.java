package dev.furoshiki.embedded.store;

/** All that is in a store, of one moment: not yet verified. */
public record StoreSnapshot(StoreHeader header, StoredRows rows) {}
