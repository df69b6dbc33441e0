package dev.furoshiki.embedded.store;

import dev.furoshiki.embedded.store.StoreLooks.Look;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A key store in a schema of PostgreSQL, which other processes change too.
 *
 * <p>A change locks the header's row, so changes follow each other; a transaction of one locks nothing before it, so none
 * waits for another in a circle.
 */
public final class PostgresKeyDatabase extends KeyDatabase {

    /** How long a change waits for those of others, and for the server. */
    private static final int CHANGE_TIMEOUT_MILLIS = 10_000;

    /** Within that, others are done with a change, if nothing holds them up. */
    private static final int FREE_TIMEOUT_MILLIS = 100;

    private final String store;
    private final DataSource source;
    private final SqlDialect.Postgres dialect;
    private final int lookTimeoutMillis;
    private final PostgresSession session;
    private final CommitStatus lastCommit;
    private final PostgresMaking making;
    private @Nullable KeyTables changing;

    private PostgresKeyDatabase(String store, DataSource source, String schema, int lookTimeoutMillis) {
        this.store = store;
        this.source = source;
        this.dialect = new SqlDialect.Postgres(schema);
        this.lookTimeoutMillis = lookTimeoutMillis;
        this.session = new PostgresSession(source, CHANGE_TIMEOUT_MILLIS);
        this.lastCommit = new CommitStatus(session);
        this.making = new PostgresMaking(store, dialect, this, session, lastCommit);
    }

    /**
     * Connects to the server, which need not have a store yet.
     *
     * @param store what messages call it
     * @param schema needs no escape within quotes
     * @param lookTimeoutMillis how long a look, and a line of the audit log's anchor, may take
     * @throws KeyStoreDamagedException when the schema holds what a key store does not
     * @throws KeyStoreTooNewException when a newer version of this program made the store
     */
    public static PostgresKeyDatabase open(String store, DataSource source, String schema, int lookTimeoutMillis) {
        PostgresKeyDatabase database = new PostgresKeyDatabase(store, source, schema, lookTimeoutMillis);
        try {
            database.session.read(connection -> {
                database.refuseOthers(connection);
                return true;
            });
            return database;
        } catch (SQLException failed) {
            database.close();
            throw database.failure("cannot be opened", failed);
        } catch (Throwable failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public Optional<StoreHeader> header() throws SQLException {
        return session.read(connection -> PostgresSchema.isMade(connection, dialect.schema())
                ? Optional.of(header(connection, false))
                : Optional.empty());
    }

    @Override
    public boolean create(StoreHeader header) throws SQLException {
        return making.make(header, connection -> tables(connection).insert(header));
    }

    @Override
    public boolean restore(StoreHeader header, StoredRows rows, StoredAuditKey auditKey, LogBeginning log)
            throws SQLException {
        return making.make(header, connection -> {
            tables(connection).insert(header, rows, auditKey);
            PostgresAuditTables.put(connection, dialect, log.begin());
        });
    }

    /** What was not committed left no table. */
    @Override
    public boolean isEmpty() throws SQLException {
        return session.read(connection -> !PostgresSchema.isMade(connection, dialect.schema()));
    }

    @Override
    public void upgrade(int fromVersion, long changeNumber, byte[] contentMac) throws SQLException {
        session.write(connection -> {
            if (header(connection, true).schemaVersion() == fromVersion) {
                SchemaVersions.apply(connection, dialect, fromVersion);
                tables(connection).updateVersion(SchemaVersions.NEWEST);
                tables(connection).updateContentMac(changeNumber, StoreHeader.beginning(), contentMac);
            }
            return true;
        });
    }

    @Override
    public StoreSnapshot snapshot() throws SQLException {
        return session.read(connection -> {
            StoreHeader header = header(connection, false);
            return new StoreSnapshot(header, tables(connection).rows(header.schemaVersion()));
        });
    }

    @Override
    public Optional<StoreHeader> begin() throws SQLException {
        return begin(session.begin());
    }

    @Override
    public Optional<StoreHeader> beginIfFree() throws SQLException {
        Connection connection = session.begin();
        try {
            execute(connection, "set local lock_timeout = " + FREE_TIMEOUT_MILLIS);
        } catch (Throwable failed) {
            session.discard();
            throw failed;
        }
        return begin(connection);
    }

    private Optional<StoreHeader> begin(Connection connection) throws SQLException {
        try {
            requireDurableCommits(connection);
            refuseOthers(connection);
            StoreHeader header = header(connection, true);
            changing = tables(connection);
            return Optional.of(header);
        } catch (Throwable failed) {
            session.discard();
            throw failed;
        }
    }

    @Override
    public void commit() throws SQLException {
        changing = null;
        lastCommit.commit();
    }

    @Override
    public void rollback() throws SQLException {
        changing = null;
        try {
            session.rollback();
        } catch (SQLException lost) {
            // What is not committed when its connection ends does not happen.
            session.discard();
        }
    }

    @Override
    public Outcome outcome(StoredChange change, byte[] mac) {
        return lastCommit.outcome(connection -> found(connection, change, mac));
    }

    private Optional<Outcome> found(Connection connection, StoredChange change, byte[] mac) throws SQLException {
        StoreHeader header = header(connection, false);
        if (header.changeNumber() < change.number()) {
            return Optional.empty();
        }
        if (header.changeNumber() == change.number()) {
            return Optional.of(
                    MessageDigest.isEqual(header.contentMac(), mac) ? Outcome.HAPPENED : Outcome.DID_NOT_HAPPEN);
        }
        return Optional.of(tables(connection)
                .remembered(change.number())
                .map(digest ->
                        MessageDigest.isEqual(digest, change.digest()) ? Outcome.HAPPENED : Outcome.DID_NOT_HAPPEN)
                .orElse(Outcome.UNKNOWN));
    }

    @Override
    public AuditTables openAudit() {
        return new PostgresAuditTables(new PostgresSession(source, lookTimeoutMillis), dialect);
    }

    @Override
    public List<StoredAuditLink> auditLinks() throws SQLException {
        return session.read(connection -> PostgresAuditTables.links(connection, dialect));
    }

    @Override
    public Optional<StoreLooks> openLooks() {
        return Optional.of(new PostgresLooks(new PostgresSession(source, lookTimeoutMillis), this));
    }

    /** {@link StoreLooks#look}, over the connection of changes. */
    public Look look(byte[] knownContentMac, long knownChange) throws SQLException {
        return look(session, knownContentMac, knownChange);
    }

    Look look(PostgresSession over, byte[] knownContentMac, long knownChange) throws SQLException {
        return over.read(connection -> {
            StoreHeader header = header(connection, false);
            boolean known = MessageDigest.isEqual(header.contentMac(), knownContentMac);
            return new Look(
                    header,
                    known ? Optional.empty() : Optional.of(tables(connection).update(header, knownChange)));
        });
    }

    @Override
    public KmsException failure(String what, SQLException cause) {
        return PostgresFailures.of("the key store " + store + " " + what, cause);
    }

    @Override
    public KmsException unreadable(SQLException cause) {
        return failure("cannot be read", cause);
    }

    @Override
    KeyTables tables() throws SQLException {
        KeyTables present = changing;
        if (present == null) {
            throw new SQLException("no change was begun, or its connection was lost", "08003");
        }
        return present;
    }

    @Override
    void remember(StoredChange change) throws SQLException {
        tables().remember(change, change.number() - REMEMBERED_CHANGES);
    }

    KeyTables tables(Connection connection) {
        return new KeyTables(connection, dialect);
    }

    /** @throws KeyStoreTooNewException since another process may have upgraded the store meanwhile */
    StoreHeader header(Connection connection, boolean lock) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        dialect.sql("select schema_version from {store_header}" + (lock ? " for update" : "")))) {
            if (row.next()) {
                int version = row.getInt(1);
                if (version > SchemaVersions.NEWEST) {
                    throw new KeyStoreTooNewException("the key store " + store + " is of version " + version
                            + ", and this program reads versions up to " + SchemaVersions.NEWEST
                            + ": open it with a newer version of the program");
                }
                return tables(connection).header(version, false).orElseThrow(this::headerLost);
            }
        }
        throw headerLost();
    }

    @Override
    public void close() {
        session.close();
    }

    /** As of an H2 store: what runs later with a change, and what belongs to another application. */
    void refuseOthers(Connection connection) throws SQLException {
        Optional<String> other = PostgresSchema.other(connection, dialect.schema());
        if (other.isPresent()) {
            throw new KeyStoreDamagedException(
                    "the schema of the key store " + store + " holds what is no key store's (" + other.get()
                            + "): it belongs to another application, then choose another schema; or somebody altered it, "
                            + "then remove that, or restore it from a backup",
                    null);
        }
    }

    /** Else the server would say that a change happened before it is on its disk. */
    void requireDurableCommits(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_catalog.current_setting('synchronous_commit')")) {
            if (row.next() && row.getString(1).equals("off")) {
                throw new KmsInternalException(
                        "the sessions of the key store " + store
                                + " have synchronous_commit = off, so that a change could "
                                + "be lost that was acknowledged: set it to on for its role (ALTER ROLE ... SET "
                                + "synchronous_commit = on)",
                        null);
            }
        }
    }

    private KeyStoreDamagedException headerLost() {
        return new KeyStoreDamagedException(
                "the key store " + store + " has lost its header: restore it from a backup", null);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
