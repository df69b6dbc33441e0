package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreInUseException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The H2 file of a key store. Not thread-safe: one thread opens, uses and closes it.
 *
 * <p>What was written is durable when {@link #commit()} returns. A second process is kept out by H2's lock on the file.
 */
public final class KeyDatabase implements AutoCloseable {

    private final JdbcDataSource source;
    private final Connection connection;

    private KeyDatabase(JdbcDataSource source, Connection connection) {
        this.source = source;
        this.connection = connection;
    }

    /** The file that H2 makes for a store. */
    public static Path fileOf(Path store) {
        return store.resolveSibling(store.getFileName() + ".mv.db");
    }

    /**
     * Refuses a path that H2 would not take as it is: behind a semicolon it reads settings, among them scripts to run.
     *
     * @throws InvalidProviderUriException when it is such
     */
    public static void requireName(Path store) {
        if (store.toString().indexOf(';') >= 0) {
            throw new InvalidProviderUriException("a key store's path has no semicolon: choose another than " + store);
        }
    }

    /**
     * Opens the file, and makes it when it is absent.
     *
     * @param store absolute, without H2's extension
     * @throws KeyStoreInUseException when another process has it open
     * @throws KeyStoreDamagedException when H2 cannot read it, or it holds what a key store does not
     * @throws KeyStoreTooNewException when a newer version of this program made it
     */
    public static KeyDatabase open(Path store) {
        requireName(store);
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + store
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0");
        source.setUser("sa");
        source.setPassword("");
        try {
            Connection connection = source.getConnection();
            try {
                connection.setAutoCommit(false);
                refuseNewer(connection, store);
                refuseOthers(connection, store);
                return new KeyDatabase(source, connection);
            } catch (Throwable failed) {
                connection.close();
                throw failed;
            }
        } catch (SQLException failed) {
            throw notOpened(store, failed);
        }
    }

    /** The header, unless the store was never completely made. */
    public Optional<StoreHeader> header() throws SQLException {
        return KeyTables.exist(connection) ? KeyTables.header(connection) : Optional.empty();
    }

    /** Makes the tables and writes the header; what an attempt that was cut off left behind is used. */
    public void create(StoreHeader header) throws SQLException {
        SchemaVersions.apply(connection, 0);
        KeyTables.insert(connection, header);
        commit();
    }

    /** Makes a store of an older version one of the newest; its rows stay, and their new MAC goes with it. */
    public void upgrade(int fromVersion, long changeNumber, byte[] contentMac) throws SQLException {
        SchemaVersions.apply(connection, fromVersion);
        KeyTables.updateVersion(connection, SchemaVersions.NEWEST);
        KeyTables.updateContentMac(connection, changeNumber, contentMac);
        commit();
    }

    /**
     * Everything but the header.
     *
     * @param version of the store's header
     */
    public StoredRows rows(int version) throws SQLException {
        return KeyTables.rows(connection, version);
    }

    public void insert(StoredKey key) throws SQLException {
        KeyTables.insert(connection, key);
    }

    public void insert(StoredBackingKey key) throws SQLException {
        KeyTables.insert(connection, key);
    }

    /** Writes what of a key can change. */
    public void update(StoredKey key) throws SQLException {
        KeyTables.update(connection, key);
    }

    /** Writes a new record of a key, or another content of an old one. */
    public void put(StoredRecord item) throws SQLException {
        KeyTables.put(connection, item);
    }

    public void delete(StoredRecord item) throws SQLException {
        KeyTables.delete(connection, item);
    }

    public void delete(StoredBackingKey key) throws SQLException {
        KeyTables.delete(connection, key);
    }

    /** Deletes a key that has nothing left: no backing key, no record, no alias. */
    public void delete(StoredKey key) throws SQLException {
        KeyTables.delete(connection, key);
    }

    /** Writes a new alias, or another target of an old one. */
    public void put(StoredAlias alias) throws SQLException {
        KeyTables.put(connection, alias);
    }

    public void deleteAlias(String name) throws SQLException {
        KeyTables.deleteAlias(connection, name);
    }

    /** Writes the change's number, and the MAC over it and all keys and aliases as they are after the change. */
    public void updateContentMac(long changeNumber, byte[] mac) throws SQLException {
        KeyTables.updateContentMac(connection, changeNumber, mac);
    }

    /** Makes what was written since the last commit durable. */
    public void commit() throws SQLException {
        connection.commit();
        // WRITE_DELAY=0 hands the pages to the operating system at commit; only this asks it to write them to the disk.
        try (Statement statement = connection.createStatement()) {
            statement.execute("checkpoint sync");
        }
    }

    /** The audit tables, made where they are absent; to be closed before this is. */
    public AuditTables openAudit() throws SQLException {
        Connection another = source.getConnection();
        try {
            another.setAutoCommit(false);
            AuditTables.create(another);
            return new AuditTables(another);
        } catch (Throwable failed) {
            another.close();
            throw failed;
        }
    }

    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Before what else there is, since a newer version has tables that this one does not know. */
    private static void refuseNewer(Connection connection, Path store) throws SQLException {
        if (!KeyTables.exist(connection)) {
            return;
        }
        int version = SchemaVersions.of(connection);
        if (version > SchemaVersions.NEWEST) {
            throw new KeyStoreTooNewException("the key store " + store + " is of version " + version
                    + ", and this program reads versions 1 to " + SchemaVersions.NEWEST
                    + ": open it with a newer version of the program");
        }
    }

    /**
     * A key store is its tables and nothing else: neither another application's database nor something that runs later, with
     * a change. It is no defence against code that H2 runs while it opens the file (docs/formats/embedded-store-v1.md).
     */
    private static void refuseOthers(Connection connection, Path store) throws SQLException {
        if (KeyTables.othersThanTheStores(connection) != 0) {
            throw new KeyStoreDamagedException(
                    "the database " + KeyDatabase.fileOf(store)
                            + " holds tables, triggers, routines or other things that "
                            + "are no key store's: it belongs to another application, then choose another path; or somebody "
                            + "altered it, then restore it from a backup",
                    null);
        }
    }

    private static KmsException notOpened(Path store, SQLException failed) {
        if (failed.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return new KeyStoreInUseException(
                    "the key store " + store + " is open in another process: close it there, or use another key store",
                    failed);
        }
        return new KeyStoreDamagedException(
                "the key store " + store + " cannot be opened by H2 (error " + failed.getErrorCode()
                        + "): correct the permissions of " + fileOf(store) + ", or restore it from a backup",
                failed);
    }
}
