package dev.furoshiki.embedded.store;

import java.sql.SQLException;
import java.util.Optional;

/** Looks at a store that other processes change too, over a connection of its own. One thread at a time uses it. */
public interface StoreLooks extends AutoCloseable {

    /**
     * Reads the header, and where it is of other content than the known one, all rows: of one moment, not before this began.
     *
     * @param knownContentMac of the rows that are known already
     */
    Look look(byte[] knownContentMac) throws SQLException;

    @Override
    void close();

    /**
     * What was seen: not yet verified.
     *
     * @param rows empty where they are known already
     */
    record Look(StoreHeader header, Optional<StoredRows> rows) {}
}
