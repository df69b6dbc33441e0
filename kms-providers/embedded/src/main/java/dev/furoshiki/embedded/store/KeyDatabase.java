package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreInUseException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
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

    private final Connection connection;

    private KeyDatabase(Connection connection) {
        this.connection = connection;
    }

    /** The file that H2 makes for a store. */
    public static Path fileOf(Path store) {
        return store.resolveSibling(store.getFileName() + ".mv.db");
    }

    /**
     * Opens the file, and makes it when it is absent.
     *
     * @param store absolute, without H2's extension
     * @throws KeyStoreInUseException when another process has it open
     * @throws KeyStoreDamagedException when H2 cannot read it, or it holds what a key store does not
     */
    public static KeyDatabase open(Path store) {
        // Behind a semicolon H2 reads settings, among them scripts to run.
        if (store.toString().indexOf(';') >= 0) {
            throw new InvalidProviderUriException("a key store's path has no semicolon: choose another than " + store);
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + store
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0");
        source.setUser("sa");
        source.setPassword("");
        try {
            Connection connection = source.getConnection();
            try {
                connection.setAutoCommit(false);
                refuseCode(connection, store);
                return new KeyDatabase(connection);
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
        if (!KeyTables.exist(connection)) {
            KeyTables.create(connection);
        }
        KeyTables.insert(connection, header);
        commit();
    }

    public StoredRows rows() throws SQLException {
        return KeyTables.rows(connection);
    }

    public void insert(StoredKey key) throws SQLException {
        KeyTables.insert(connection, key);
    }

    public void insert(StoredBackingKey key) throws SQLException {
        KeyTables.insert(connection, key);
    }

    /** Writes the key's state and MAC. */
    public void updateState(StoredKey key) throws SQLException {
        KeyTables.updateState(connection, key);
    }

    /** Writes a new alias, or another target of an old one. */
    public void put(StoredAlias alias) throws SQLException {
        KeyTables.put(connection, alias);
    }

    public void deleteAlias(String name) throws SQLException {
        KeyTables.deleteAlias(connection, name);
    }

    /** Makes what was written since the last commit durable. */
    public void commit() throws SQLException {
        connection.commit();
        // WRITE_DELAY=0 hands the pages to the operating system at commit; only this asks it to write them to the disk.
        try (Statement statement = connection.createStatement()) {
            statement.execute("checkpoint sync");
        }
    }

    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** A key store has tables and nothing that runs: who can write to the file must not run code in this process. */
    private static void refuseCode(Connection connection, Path store) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select (select count(*) from information_schema.triggers)"
                        + " + (select count(*) from information_schema.routines)"
                        + " + (select count(*) from information_schema.tables"
                        + " where table_schema <> 'INFORMATION_SCHEMA' and table_type <> 'BASE TABLE')")) {
            count.next();
            if (count.getLong(1) != 0) {
                throw new KeyStoreDamagedException(
                        "the key store " + store + " holds triggers, routines or views, which a key store never does: "
                                + "somebody altered it, restore it from a backup",
                        null);
            }
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
