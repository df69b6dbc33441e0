package dev.furoshiki.embedded.store;

import java.sql.SQLException;
import java.util.Optional;

/** Looks at a store that other processes change too, over a connection of its own. One thread at a time uses it. */
public interface StoreLooks extends AutoCloseable {

    /**
     * Reads the header, and where it is of another state than the known one, all that this takes to know: of one moment, not
     * before this began.
     *
     * @param knownContentMac of the state that is known already
     * @param knownChange its number
     */
    Look look(byte[] knownContentMac, long knownChange) throws SQLException;

    @Override
    void close();

    /**
     * What was seen: not yet verified.
     *
     * @param update empty where all is known already
     */
    record Look(StoreHeader header, Optional<StoreUpdate> update) {}
}
