package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The audit tables of a store, over a connection of their own: the audit log's thread writes them while a change of keys waits
 * for its record, in a transaction that it has not ended. One thread at a time uses it.
 */
public sealed interface AuditTables extends AutoCloseable permits H2AuditTables, PostgresAuditTables {

    /** Empty in a store that was made before there were checkpoints, until it is opened. */
    Optional<StoredAuditKey> key() throws SQLException;

    /** Writes it, unless another process was faster. Durable when it returns. */
    void insert(StoredAuditKey key) throws SQLException;

    /** Of every chain that was ever opened, by any process. */
    List<StoredAuditLink> links() throws SQLException;

    /**
     * Writes a new chain's link, or a newer one of an old chain.
     *
     * @param durable whether it is on the disk when this returns; else it outlives the process, but maybe not a loss of power
     */
    void put(StoredAuditLink link, boolean durable) throws SQLException;

    /** The exception for a caller: what could not be done, and why. */
    KmsException failure(String what, SQLException cause);

    @Override
    void close() throws SQLException;
}
