package dev.furoshiki.embedded.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of {@link SchemaVersions}' scripts, row by row, as one transaction sees them. */
final class KeyTables {

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
                + (version < SchemaVersions.FIRST_COUNTED ? ", null, 0" : ", sealed_root_key, change_number")
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
                        row.getLong(14),
                        version));
        return headers.stream().findFirst();
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
                        + "change_number, schema_version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                header.changeNumber(),
                header.schemaVersion());
    }

    void insert(StoredKey key) throws SQLException {
        update(
                "insert into {kms_key} (key_id, position, state, spec, usage, description, creation_ms, "
                        + "current_backing_key, mac) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key.keyId(),
                key.position(),
                key.state(),
                key.spec(),
                key.usage(),
                key.description(),
                key.creationMillis(),
                key.currentBackingKey(),
                key.mac());
    }

    void insert(StoredBackingKey key) throws SQLException {
        update(
                "insert into {backing_key} (key_id, number, sealed) values (?, ?, ?)",
                key.keyId(),
                key.number(),
                key.sealed());
    }

    void update(StoredKey key) throws SQLException {
        update(
                "update {kms_key} set state = ?, description = ?, current_backing_key = ?, mac = ? where key_id = ?",
                key.state(),
                key.description(),
                key.currentBackingKey(),
                key.mac(),
                key.keyId());
    }

    void put(StoredRecord item) throws SQLException {
        update(
                dialect.put("{key_record}", List.of("key_id", "kind", "name"), List.of("content", "mac")),
                item.keyId(),
                item.kind(),
                item.name(),
                item.content(),
                item.mac());
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

    void update(StoredBackingKey key) throws SQLException {
        update(
                "update {backing_key} set sealed = ? where key_id = ? and number = ?",
                key.sealed(),
                key.keyId(),
                key.number());
    }

    /** All that a store has, into tables that are empty. */
    void insert(StoreHeader header, StoredRows rows, StoredAuditKey auditKey) throws SQLException {
        insert(header);
        for (StoredKey key : rows.keys()) {
            insert(key);
        }
        for (StoredBackingKey material : rows.backingKeys()) {
            insert(material);
        }
        for (StoredRecord item : rows.records()) {
            put(item);
        }
        for (StoredAlias alias : rows.aliases()) {
            put(alias);
        }
        update("insert into {audit_key} (public_key, sealed) values (?, ?)", auditKey.publicKey(), auditKey.sealed());
    }

    void update(StoredAuditKey key) throws SQLException {
        update("update {audit_key} set sealed = ? where public_key = ?", key.sealed(), key.publicKey());
    }

    void updateRootKey(StoreHeader header) throws SQLException {
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

    void updateContentMac(long changeNumber, byte[] mac) throws SQLException {
        update("update {store_header} set change_number = ?, content_mac = ?", changeNumber, mac);
    }

    void put(StoredAlias alias) throws SQLException {
        update(
                dialect.put("{alias}", List.of("alias_name"), List.of("key_id", "mac")),
                alias.name(),
                alias.keyId(),
                alias.mac());
    }

    void deleteAlias(String name) throws SQLException {
        update("delete from {alias} where alias_name = ?", name);
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.sql(sql))) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            int rows = statement.executeUpdate();
            if (rows != 1) {
                // The keyring in memory says that the row is there: somebody changed the file under us.
                throw new SQLException("one row was to change, not " + rows);
            }
        }
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
