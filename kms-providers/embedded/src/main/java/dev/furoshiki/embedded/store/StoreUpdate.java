package dev.furoshiki.embedded.store;

import java.util.List;

/**
 * What a process that knows an older state needs to know the present one: not yet verified.
 *
 * @param changes those between the two, as far as the store remembers them, in order
 */
public record StoreUpdate(StoredRows rows, List<StoredChange> changes) {}
