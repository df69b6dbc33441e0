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

/** The tables of {@link SchemaVersions}' scripts, row by row. */
final class KeyTables {

    private static final String OTHERS = """
            select (select count(*) from information_schema.tables
                    where table_schema <> 'INFORMATION_SCHEMA'
                    and not (table_schema = 'PUBLIC' and table_type = 'BASE TABLE' and storage_type = 'CACHED'
                        and table_name in ('STORE_HEADER', 'KMS_KEY', 'BACKING_KEY', 'ALIAS', 'KEY_RECORD', 'AUDIT_KEY',
                            'AUDIT_ANCHOR')))
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
                + (select count(*) from information_schema.domains)""";

    private KeyTables() {}

    static boolean exist(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", "STORE_HEADER", null)) {
            return tables.next();
        }
    }

    /** How many things the database holds that no script of a store makes. */
    static long othersThanTheStores(Connection connection) throws SQLException {
        List<Long> count = list(connection, OTHERS, row -> row.getLong(1));
        return count.get(0);
    }

    static Optional<StoreHeader> header(Connection connection) throws SQLException {
        int version = SchemaVersions.of(connection);
        String sql = "select store_id, partition_name, region, account, owner_mac, root_key, argon2_salt, "
                + "argon2_memory_kib, argon2_iterations, argon2_lanes, verifier, content_mac"
                + (version < SchemaVersions.FIRST_COUNTED ? ", null, 0" : ", sealed_root_key, change_number")
                + " from store_header";
        List<StoreHeader> headers = list(
                connection,
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

    static StoredRows rows(Connection connection, int version) throws SQLException {
        List<StoredKey> keys = list(
                connection,
                "select key_id, position, state, spec, usage, description, creation_ms, current_backing_key, mac "
                        + "from kms_key order by position",
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
                connection,
                "select key_id, number, sealed from backing_key",
                row -> new StoredBackingKey(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)));
        List<StoredAlias> aliases = list(
                connection,
                "select alias_name, key_id, mac from alias",
                row -> new StoredAlias(row.getString(1), row.getObject(2, UUID.class), row.getBytes(3)));
        return new StoredRows(keys, backingKeys, aliases, version < 2 ? List.of() : records(connection));
    }

    private static List<StoredRecord> records(Connection connection) throws SQLException {
        return list(
                connection,
                "select key_id, kind, name, content, mac from key_record",
                row -> new StoredRecord(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getBytes(4),
                        row.getBytes(5)));
    }

    static void insert(Connection connection, StoreHeader header) throws SQLException {
        update(
                connection,
                "insert into store_header (store_id, partition_name, region, account, owner_mac, root_key, argon2_salt, "
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

    static void insert(Connection connection, StoredKey key) throws SQLException {
        update(
                connection,
                "insert into kms_key (key_id, position, state, spec, usage, description, creation_ms, "
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

    static void insert(Connection connection, StoredBackingKey key) throws SQLException {
        update(
                connection,
                "insert into backing_key (key_id, number, sealed) values (?, ?, ?)",
                key.keyId(),
                key.number(),
                key.sealed());
    }

    static void update(Connection connection, StoredKey key) throws SQLException {
        update(
                connection,
                "update kms_key set state = ?, description = ?, current_backing_key = ?, mac = ? where key_id = ?",
                key.state(),
                key.description(),
                key.currentBackingKey(),
                key.mac(),
                key.keyId());
    }

    static void put(Connection connection, StoredRecord item) throws SQLException {
        update(
                connection,
                "merge into key_record (key_id, kind, name, content, mac) key (key_id, kind, name) "
                        + "values (?, ?, ?, ?, ?)",
                item.keyId(),
                item.kind(),
                item.name(),
                item.content(),
                item.mac());
    }

    static void delete(Connection connection, StoredRecord item) throws SQLException {
        update(
                connection,
                "delete from key_record where key_id = ? and kind = ? and name = ?",
                item.keyId(),
                item.kind(),
                item.name());
    }

    static void delete(Connection connection, StoredBackingKey key) throws SQLException {
        update(connection, "delete from backing_key where key_id = ? and number = ?", key.keyId(), key.number());
    }

    static void delete(Connection connection, StoredKey key) throws SQLException {
        update(connection, "delete from kms_key where key_id = ?", key.keyId());
    }

    static void updateVersion(Connection connection, int version) throws SQLException {
        update(connection, "update store_header set schema_version = ?", version);
    }

    static void updateContentMac(Connection connection, long changeNumber, byte[] mac) throws SQLException {
        update(connection, "update store_header set change_number = ?, content_mac = ?", changeNumber, mac);
    }

    static void put(Connection connection, StoredAlias alias) throws SQLException {
        update(
                connection,
                "merge into alias (alias_name, key_id, mac) key (alias_name) values (?, ?, ?)",
                alias.name(),
                alias.keyId(),
                alias.mac());
    }

    static void deleteAlias(Connection connection, String name) throws SQLException {
        update(connection, "delete from alias where alias_name = ?", name);
    }

    private static void update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
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

    private static <T> List<T> list(Connection connection, String sql, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
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
