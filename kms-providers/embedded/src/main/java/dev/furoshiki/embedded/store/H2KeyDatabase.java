package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreInUseException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * The H2 file of a key store.
 *
 * <p>A second process is kept out by H2's lock on the file.
 */
public final class H2KeyDatabase extends KeyDatabase {

    /** What H2 puts behind the name of a database. */
    public static final String EXTENSION = ".mv.db";

    private static final SqlDialect DIALECT = new SqlDialect.H2();

    private static final List<String> TABLES =
            List.of("STORE_HEADER", "KMS_KEY", "BACKING_KEY", "ALIAS", "KEY_RECORD", "AUDIT_KEY", "AUDIT_ANCHOR");

    private static final String OTHERS =
            """
            select (select count(*) from information_schema.tables
                    where table_schema <> 'INFORMATION_SCHEMA'
                    and not (table_schema = 'PUBLIC' and table_type = 'BASE TABLE' and storage_type = 'CACHED'
                        and table_name in (%s)))
                + (select count(*) from information_schema.schemata
                    where schema_name not in ('PUBLIC', 'INFORMATION_SCHEMA'))
                + (select count(*) from information_schema.columns
                    where table_schema = 'PUBLIC'
                    and (column_on_update is not null or is_generated <> 'NEVER' or (column_default is not null
                        and (column_name <> 'ONLY_ROW' or column_default <> 'TRUE'))))
                + (select count(*) from information_schema.check_constraints
                    where not regexp_like(coalesce(check_clause, ''),
                        '^"ONLY_ROW"$|^"ROOT_KEY" IN *[(]''[A-Z_]+''(, *''[A-Z_]+'')*[)]$'))
                + (select count(*) from information_schema.triggers)
                + (select count(*) from information_schema.routines)
                + (select count(*) from information_schema.sequences)
                + (select count(*) from information_schema.synonyms)
                + (select count(*) from information_schema.constants)
                + (select count(*) from information_schema.domains)""".formatted(TABLES.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")));

    private final JdbcDataSource source;
    private final Connection connection;
    private final KeyTables tables;
    private final Path store;

    private H2KeyDatabase(Path store, JdbcDataSource source, Connection connection) {
        this.source = source;
        this.connection = connection;
        this.tables = new KeyTables(connection, DIALECT);
        this.store = store;
    }

    /** The file that H2 makes for a store. */
    public static Path fileOf(Path store) {
        return store.resolveSibling(store.getFileName() + EXTENSION);
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
    public static H2KeyDatabase open(Path store) {
        return open(store, "file:");
    }

    /** @param files which of H2's file systems the file is in, with a colon; another one in tests */
    static H2KeyDatabase open(Path store, String files) {
        requireName(store);
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + files + store
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0");
        source.setUser("sa");
        source.setPassword("");
        try {
            Connection connection = connect(source, store);
            try {
                connection.setAutoCommit(false);
                refuseNewer(connection, store);
                refuseOthers(connection, store);
                return new H2KeyDatabase(store, source, connection);
            } catch (Throwable failed) {
                connection.close();
                throw failed;
            }
        } catch (SQLException failed) {
            throw notOpened(store, failed.getErrorCode(), failed);
        } catch (MVStoreException failed) {
            throw notOpened(store, errorCode(failed), failed);
        } catch (IOException failed) {
            throw notOpened(store, ErrorCode.IO_EXCEPTION_1, failed);
        }
    }

    @Override
    public Optional<StoreHeader> header() throws SQLException {
        return exists(connection) ? tables.header(SchemaVersions.of(connection), false) : Optional.empty();
    }

    @Override
    public boolean isEmpty() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                if (exists(connection, table)) {
                    try (ResultSet row = statement.executeQuery("select 1 from " + table + " limit 1")) {
                        if (row.next()) {
                            return false;
                        }
                    }
                }
            }
        }
        return true;
    }

    /** What an attempt that was cut off left behind is used. */
    @Override
    public boolean create(StoreHeader header) throws SQLException {
        SchemaVersions.apply(connection, DIALECT, SchemaVersions.NONE);
        tables.insert(header);
        commit();
        return true;
    }

    /** The tables of the audit log are among those of the newest version. */
    @Override
    public boolean restore(StoreHeader header, StoredRows rows, StoredAuditKey auditKey, LogBeginning log)
            throws SQLException {
        SchemaVersions.apply(connection, DIALECT, SchemaVersions.NONE);
        tables.insert(header, rows, auditKey);
        H2AuditTables.put(connection, log.begin());
        commit();
        return true;
    }

    @Override
    public void upgrade(int fromVersion, long changeNumber, byte[] contentMac) throws SQLException {
        SchemaVersions.apply(connection, DIALECT, fromVersion);
        tables.updateVersion(SchemaVersions.NEWEST);
        tables.updateContentMac(changeNumber, StoreHeader.beginning(), contentMac);
        commit();
    }

    @Override
    public StoreSnapshot snapshot() throws SQLException {
        int version = SchemaVersions.of(connection);
        return new StoreSnapshot(
                tables.header(version, false).orElseThrow(() -> new SQLException("the header is gone")),
                tables.rows(version));
    }

    /** H2 begins by itself, and its lock on the file keeps other processes out. */
    @Override
    public Optional<StoreHeader> begin() {
        return Optional.empty();
    }

    @Override
    public Optional<StoreHeader> beginIfFree() {
        return begin();
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
        // WRITE_DELAY=0 hands the pages to the operating system at commit; only this asks it to write them to the disk.
        try (Statement statement = connection.createStatement()) {
            statement.execute("checkpoint sync");
        }
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    /** Neither the commit nor the sync that failed says what is on the disk. */
    @Override
    public Outcome outcome(StoredChange change, byte[] mac) {
        return Outcome.UNKNOWN;
    }

    @Override
    public AuditTables openAudit() throws SQLException {
        Connection another = source.getConnection();
        try {
            another.setAutoCommit(false);
            H2AuditTables.create(another);
            return new H2AuditTables(another);
        } catch (Throwable failed) {
            another.close();
            throw failed;
        }
    }

    @Override
    public List<StoredAuditLink> auditLinks() throws SQLException {
        return H2AuditTables.links(connection);
    }

    @Override
    public Optional<StoreLooks> openLooks() {
        return Optional.empty();
    }

    @Override
    public KmsException failure(String what, SQLException cause) {
        return new KmsInternalException("the key store " + store + " " + what + ": make room, and try again", cause);
    }

    @Override
    public KmsException unreadable(SQLException cause) {
        return new KeyStoreDamagedException(
                "the key store " + store + " cannot be read (H2's error " + cause.getErrorCode()
                        + "): restore it from a backup",
                cause);
    }

    @Override
    KeyTables tables() {
        return tables;
    }

    /** The one process that has the store open knows each of its states. */
    @Override
    void remember(StoredChange change) {}

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static boolean exists(Connection connection) throws SQLException {
        return exists(connection, "STORE_HEADER");
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (ResultSet found = connection.getMetaData().getTables(null, "PUBLIC", table, null)) {
            return found.next();
        }
    }

    /** Before what else there is, since a newer version has tables that this one does not know. */
    private static void refuseNewer(Connection connection, Path store) throws SQLException {
        if (!exists(connection)) {
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
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(OTHERS)) {
            if (count.next() && count.getLong(1) == 0) {
                return;
            }
        }
        throw new KeyStoreDamagedException(
                "the database " + fileOf(store)
                        + " holds tables, triggers, routines or other things that "
                        + "are no key store's: it belongs to another application, then choose another path; or somebody "
                        + "altered it, then restore it from a backup",
                null);
    }

    /**
     * Under no lock: a process opens a file once, by the name that its links lead to (OpenStores, StorePath), so no other thread's H2
     * opens it before it is closed at its newest state.
     */
    private static Connection connect(JdbcDataSource source, Path store) throws IOException, SQLException {
        UnclosedFile.closeAtNewestState(fileOf(store));
        return source.getConnection();
    }

    /** The error that H2 gives by JDBC for one of its files. */
    private static int errorCode(MVStoreException failed) {
        return switch (failed.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED -> ErrorCode.DATABASE_ALREADY_OPEN_1;
            case DataUtils.ERROR_FILE_CORRUPT -> ErrorCode.FILE_CORRUPTED_1;
            case DataUtils.ERROR_UNSUPPORTED_FORMAT -> ErrorCode.FILE_VERSION_ERROR_1;
            default -> ErrorCode.IO_EXCEPTION_1;
        };
    }

    private static KmsException notOpened(Path store, int errorCode, Exception failed) {
        if (errorCode == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return new KeyStoreInUseException(
                    "the key store " + store + " is open in another process: close it there, or use another key store",
                    failed);
        }
        return new KeyStoreDamagedException(
                "the key store " + store + " cannot be opened by H2 (error " + errorCode
                        + "): correct the permissions of " + fileOf(store) + ", or restore it from a backup",
                failed);
    }
}
