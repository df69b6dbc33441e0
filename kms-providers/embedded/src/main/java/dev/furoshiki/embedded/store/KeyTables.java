package dev.furoshiki.embedded.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of {@link SchemaVersions}' scripts, row by row, as one transaction sees them. */
final class KeyTables {

    private static final int BATCH_ROWS = 100;

    private final Connection connection;
    private final SqlDialect dialect;

    KeyTables(Connection connection, SqlDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /**
     * The header, if there is one.
     *
     * @param lock whether nobody else may lock or change it until this transaction ends
     */
    Optional<StoreHeader> header(int version, boolean lock) throws SQLException {
        String sql = "select store_id, partition_name, region, account, owner_mac, root_key, argon2_salt, "
                + "argon2_memory_kib, argon2_iterations, argon2_lanes, verifier, content_mac"
                + (version < SchemaVersions.FIRST_COUNTED
                        ? ", null, null, 0"
                        : ", sealed_root_key, previous_mac, change_number")
                + " from {store_header}"
                + (lock ? " for update" : "");
        List<StoreHeader> headers = list(
                sql,
                row -> new StoreHeader(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBytes(5),
                        row.getString(6),
                        row.getBytes(7),
                        row.getInt(8),
                        row.getInt(9),
                        row.getInt(10),
                        row.getBytes(11),
                        row.getBytes(13),
                        row.getBytes(12),
                        Objects.requireNonNullElseGet(row.getBytes(14), StoreHeader::beginning),
                        row.getLong(15),
                        version));
        return headers.stream().findFirst();
    }

    /** What who knows only so many changes needs to know the state of that header, of the same moment. */
    StoreUpdate update(StoreHeader header, long knownChange) throws SQLException {
        List<StoredChange> changes = header.changeNumber() - knownChange > KeyDatabase.REMEMBERED_CHANGES
                ? List.of()
                : list(
                        "select change_number, digest from {store_history} where change_number > " + knownChange
                                + " and change_number <= " + header.changeNumber() + " order by change_number",
                        row -> new StoredChange(row.getLong(1), row.getBytes(2)));
        return new StoreUpdate(rows(header.schemaVersion()), changes);
    }

    /** The digest of the change of that number, if it is remembered. */
    Optional<byte[]> remembered(long changeNumber) throws SQLException {
        return list("select digest from {store_history} where change_number = " + changeNumber, row -> row.getBytes(1))
                .stream()
                .findFirst();
    }

    StoredRows rows(int version) throws SQLException {
        List<StoredKey> keys = list(
                "select key_id, position, state, spec, usage, description, creation_ms, current_backing_key, mac "
                        + "from {kms_key} order by position",
                row -> new StoredKey(
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getInt(8),
                        row.getBytes(9)));
        List<StoredBackingKey> backingKeys = list(
                "select key_id, number, sealed from {backing_key}",
                row -> new StoredBackingKey(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)));
        List<StoredAlias> aliases = list(
                "select alias_name, key_id, mac from {alias}",
                row -> new StoredAlias(row.getString(1), row.getObject(2, UUID.class), row.getBytes(3)));
        return new StoredRows(keys, backingKeys, aliases, version < 2 ? List.of() : records());
    }

    private List<StoredRecord> records() throws SQLException {
        return list(
                "select key_id, kind, name, content, mac from {key_record}",
                row -> new StoredRecord(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getBytes(4),
                        row.getBytes(5)));
    }

    void insert(StoreHeader header) throws SQLException {
        update(
                "insert into {store_header} (store_id, partition_name, region, account, owner_mac, root_key, argon2_salt, "
                        + "argon2_memory_kib, argon2_iterations, argon2_lanes, verifier, sealed_root_key, content_mac, "
                        + "previous_mac, change_number, schema_version) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                header.storeId(),
                header.partition(),
                header.region(),
                header.account(),
                header.ownerMac(),
                header.rootKey(),
                header.argon2Salt(),
                header.argon2MemoryKib(),
                header.argon2Iterations(),
                header.argon2Lanes(),
                header.verifier(),
                header.sealedRootKey(),
                header.contentMac(),
                header.previousMac(),
                header.changeNumber(),
                header.schemaVersion());
    }

    void insert(StoredKey key) throws SQLException {
        insertKeys(List.of(key));
    }

    private void insertKeys(List<StoredKey> keys) throws SQLException {
        all(
                "insert into {kms_key} (key_id, position, state, spec, usage, description, creation_ms, "
                        + "current_backing_key, mac) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                keys,
                key -> values(
                        key.keyId(),
                        key.position(),
                        key.state(),
                        key.spec(),
                        key.usage(),
                        key.description(),
                        key.creationMillis(),
                        key.currentBackingKey(),
                        key.mac()));
    }

    void insert(StoredBackingKey key) throws SQLException {
        insertBackingKeys(List.of(key));
    }

    private void insertBackingKeys(List<StoredBackingKey> keys) throws SQLException {
        all(
                "insert into {backing_key} (key_id, number, sealed) values (?, ?, ?)",
                keys,
                key -> values(key.keyId(), key.number(), key.sealed()));
    }

    void update(StoredKey key) throws SQLException {
        updateKeys(List.of(key));
    }

    private void updateKeys(List<StoredKey> keys) throws SQLException {
        all(
                "update {kms_key} set state = ?, description = ?, current_backing_key = ?, mac = ? where key_id = ?",
                keys,
                key -> values(key.state(), key.description(), key.currentBackingKey(), key.mac(), key.keyId()));
    }

    void put(StoredRecord item) throws SQLException {
        putRecords(List.of(item));
    }

    private void putRecords(List<StoredRecord> items) throws SQLException {
        all(
                dialect.put("{key_record}", List.of("key_id", "kind", "name"), List.of("content", "mac")),
                items,
                item -> values(item.keyId(), item.kind(), item.name(), item.content(), item.mac()));
    }

    void delete(StoredRecord item) throws SQLException {
        update(
                "delete from {key_record} where key_id = ? and kind = ? and name = ?",
                item.keyId(),
                item.kind(),
                item.name());
    }

    void delete(StoredBackingKey key) throws SQLException {
        update("delete from {backing_key} where key_id = ? and number = ?", key.keyId(), key.number());
    }

    void delete(StoredKey key) throws SQLException {
        update("delete from {kms_key} where key_id = ?", key.keyId());
    }

    /** All that a store has, into tables that are empty. */
    void insert(StoreHeader header, StoredRows rows, StoredAuditKey auditKey) throws SQLException {
        insert(header);
        insertKeys(rows.keys());
        insertBackingKeys(rows.backingKeys());
        putRecords(rows.records());
        putAliases(rows.aliases());
        update("insert into {audit_key} (public_key, sealed) values (?, ?)", auditKey.publicKey(), auditKey.sealed());
    }

    /** The same rows, sealed and authenticated anew. */
    void rewrap(StoreHeader header, StoredRows rows, StoredAuditKey auditKey) throws SQLException {
        updateRootKey(header);
        update(auditKey);
        updateKeys(rows.keys());
        all(
                "update {backing_key} set sealed = ? where key_id = ? and number = ?",
                rows.backingKeys(),
                key -> values(key.sealed(), key.keyId(), key.number()));
        putRecords(rows.records());
        putAliases(rows.aliases());
    }

    private void update(StoredAuditKey key) throws SQLException {
        update("update {audit_key} set sealed = ? where public_key = ?", key.sealed(), key.publicKey());
    }

    private void updateRootKey(StoreHeader header) throws SQLException {
        update(
                "update {store_header} set owner_mac = ?, root_key = ?, argon2_salt = ?, argon2_memory_kib = ?, "
                        + "argon2_iterations = ?, argon2_lanes = ?, verifier = ?, sealed_root_key = ?",
                header.ownerMac(),
                header.rootKey(),
                header.argon2Salt(),
                header.argon2MemoryKib(),
                header.argon2Iterations(),
                header.argon2Lanes(),
                header.verifier(),
                header.sealedRootKey());
    }

    void updateVersion(int version) throws SQLException {
        update("update {store_header} set schema_version = ?", version);
    }

    void updateContentMac(long changeNumber, byte[] previousMac, byte[] mac) throws SQLException {
        update(
                "update {store_header} set change_number = ?, previous_mac = ?, content_mac = ?",
                changeNumber,
                previousMac,
                mac);
    }

    /** Instead of what a state that was put back has left there of that number; what is too old goes. */
    void remember(StoredChange change, long newestForgotten) throws SQLException {
        update(
                dialect.put("{store_history}", List.of("change_number"), List.of("digest")),
                change.number(),
                change.digest());
        try (PreparedStatement statement =
                connection.prepareStatement(dialect.sql("delete from {store_history} where change_number <= ?"))) {
            statement.setLong(1, newestForgotten);
            statement.executeUpdate();
        }
    }

    void put(StoredAlias alias) throws SQLException {
        putAliases(List.of(alias));
    }

    private void putAliases(List<StoredAlias> aliases) throws SQLException {
        all(
                dialect.put("{alias}", List.of("alias_name"), List.of("key_id", "mac")),
                aliases,
                alias -> values(alias.name(), alias.keyId(), alias.mac()));
    }

    void deleteAlias(String name) throws SQLException {
        update("delete from {alias} where alias_name = ?", name);
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        all(sql, List.of(values(values)), row -> row);
    }

    /** One row for each, many at a time: each on its own would be a round trip to a server. */
    private <R> void all(String sql, List<R> rows, Function<R, List<@Nullable Object>> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.sql(sql))) {
            for (int i = 0; i < rows.size(); i++) {
                int column = 1;
                for (Object value : values.apply(rows.get(i))) {
                    statement.setObject(column++, value);
                }
                if (rows.size() == 1) {
                    requireOne(statement.executeUpdate());
                    return;
                }
                statement.addBatch();
                if ((i + 1) % BATCH_ROWS == 0 || i + 1 == rows.size()) {
                    for (int changed : statement.executeBatch()) {
                        requireOne(changed);
                    }
                }
            }
        }
    }

    private static void requireOne(int rows) throws SQLException {
        // What a driver writes as one statement of many rows, it does not count.
        if (rows != 1 && rows != Statement.SUCCESS_NO_INFO) {
            // The keyring in memory says that the row is there: somebody changed the store under us.
            throw new SQLException("one row was to change, not " + rows, SqlDialect.NOT_AS_KNOWN);
        }
    }

    private static List<@Nullable Object> values(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private <T> List<T> list(String sql, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(dialect.sql(sql))) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
