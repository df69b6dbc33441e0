package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The database of a key store: rows in and out, a change at a time. Not thread-safe: one thread opens, uses and closes it.
 *
 * <p>A change is {@link #begin()}, what writes rows, and {@link #commit()}: then it is durable.
 */
public abstract sealed class KeyDatabase implements AutoCloseable permits H2KeyDatabase, PostgresKeyDatabase {

    /** What became of a change whose commit failed. */
    public enum Outcome {
        HAPPENED,
        DID_NOT_HAPPEN,
        UNKNOWN
    }

    /** How many of its last changes a store remembers. */
    public static final int REMEMBERED_CHANGES = 10_000;

    /** The header, unless the store was never completely made. */
    public abstract Optional<StoreHeader> header() throws SQLException;

    /**
     * Makes the tables and writes the header.
     *
     * @return false when another process was faster: nothing was made then
     */
    public abstract boolean create(StoreHeader header) throws SQLException;

    /** Whether there is no row in any table: then there never was a store. */
    public abstract boolean isEmpty() throws SQLException;

    /**
     * Makes the tables and writes all that a store has, in one transaction; else as {@link #create}.
     *
     * @param log begins the audit log when all else is written, and before it is committed; its newest link is written too
     */
    public abstract boolean restore(StoreHeader header, StoredRows rows, StoredAuditKey auditKey, LogBeginning log)
            throws SQLException;

    /** Makes a store of an older version one of the newest; its rows stay, and with their new MAC its history begins. */
    public abstract void upgrade(int fromVersion, long changeNumber, byte[] contentMac) throws SQLException;

    /** Everything, of one moment. */
    public abstract StoreSnapshot snapshot() throws SQLException;

    /**
     * Begins a change.
     *
     * @return the header as it is now, which no other process changes before this change ends; empty where no other process
     *     can have changed it
     */
    public abstract Optional<StoreHeader> begin() throws SQLException;

    /** Likewise, and hardly waits for a change of another process; throws where one goes on. */
    public abstract Optional<StoreHeader> beginIfFree() throws SQLException;

    /**
     * What a process that knows an older state needs to know this one, as it is within a change.
     *
     * @param header as it is now
     * @param knownChange how many changes the process knows
     */
    public final StoreUpdate update(StoreHeader header, long knownChange) throws SQLException {
        return tables().update(header, knownChange);
    }

    /** Makes what was written since {@link #begin()} durable. */
    public abstract void commit() throws SQLException;

    /** Ends a change without having made it. */
    public abstract void rollback() throws SQLException;

    /**
     * What became of the change whose {@link #commit()} threw, as far as it can be found out; may take some seconds.
     *
     * @param mac of the state after it
     */
    public abstract Outcome outcome(StoredChange change, byte[] mac);

    /** The audit tables; to be closed before this is. */
    public abstract AuditTables openAudit() throws SQLException;

    /** The newest links of the logs of all processes, as they are now. */
    public abstract List<StoredAuditLink> auditLinks() throws SQLException;

    /** What sees the changes of other processes, where there can be such; to be closed before this is. */
    public abstract Optional<StoreLooks> openLooks();

    /**
     * The exception for a caller.
     *
     * @param what could not be done: "could not write the change, which did not happen"
     */
    public abstract KmsException failure(String what, SQLException cause);

    /** The exception for a caller who wanted to open the store. */
    public abstract KmsException unreadable(SQLException cause);

    /** The tables within the change that was begun. */
    abstract KeyTables tables() throws SQLException;

    public final void insert(StoredKey key) throws SQLException {
        tables().insert(key);
    }

    public final void insert(StoredBackingKey key) throws SQLException {
        tables().insert(key);
    }

    /** Writes what of a key can change. */
    public final void update(StoredKey key) throws SQLException {
        tables().update(key);
    }

    /** Writes what the header says of its root key, and all else, sealed and authenticated under that. */
    public final void rewrap(StoreHeader header, StoredRows rows, StoredAuditKey auditKey) throws SQLException {
        tables().rewrap(header, rows, auditKey);
    }

    /** Writes a new record of a key, or another content of an old one. */
    public final void put(StoredRecord item) throws SQLException {
        tables().put(item);
    }

    public final void delete(StoredRecord item) throws SQLException {
        tables().delete(item);
    }

    public final void delete(StoredBackingKey key) throws SQLException {
        tables().delete(key);
    }

    /** Deletes a key that has nothing left: no backing key, no record, no alias. */
    public final void delete(StoredKey key) throws SQLException {
        tables().delete(key);
    }

    /** Writes a new alias, or another target of an old one. */
    public final void put(StoredAlias alias) throws SQLException {
        tables().put(alias);
    }

    public final void deleteAlias(String name) throws SQLException {
        tables().deleteAlias(name);
    }

    /**
     * Writes that a change was made.
     *
     * @param previousMac of the state before it
     * @param mac of the state after it
     */
    public final void advance(StoredChange change, byte[] previousMac, byte[] mac) throws SQLException {
        tables().updateContentMac(change.number(), previousMac, mac);
        remember(change);
    }

    /** So that other processes can follow, where there can be such. */
    abstract void remember(StoredChange change) throws SQLException;

    @Override
    public abstract void close() throws SQLException;

    /** Begins the audit log of a store that is being made. */
    public interface LogBeginning {
        StoredAuditLink begin();
    }
}
