package dev.furoshiki.embedded.store;

import java.util.List;

/** Everything in a store but its header, as it lies there: not yet verified. */
public record StoredRows(
        List<StoredKey> keys,
        List<StoredBackingKey> backingKeys,
        List<StoredAlias> aliases,
        List<StoredRecord> records) {}
