package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import java.sql.SQLException;
import java.util.Optional;

/** What a store is made with, where there is none. */
interface StoreMaking {

    /** Without a key. */
    StoreMaking EMPTY = new StoreMaking() {
        @Override
        public Optional<StoreHeader> make(StoreOptions options, RootSecret secret, KeyDatabase database)
                throws SQLException {
            StoreHeader header = StoreUnlocking.newHeader(options, secret);
            // Of a store that was given up: its log stays, but is not this one's.
            AuditLog.setAside(options.store().auditLog());
            return database.create(header) ? Optional.of(header) : Optional.empty();
        }

        @Override
        public boolean replacesAttempts() {
            return false;
        }
    };

    /**
     * Makes it, on the store's thread.
     *
     * @return empty where another process was faster: nothing was made then
     */
    Optional<StoreHeader> make(StoreOptions options, RootSecret secret, KeyDatabase database) throws SQLException;

    /** Whether what an attempt left that was cut off, a file in which nothing is and a log, may be gone on with. */
    boolean replacesAttempts();
}
