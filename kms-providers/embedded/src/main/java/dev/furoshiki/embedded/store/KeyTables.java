package dev.furoshiki.embedded.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The tables of {@code schema-1.sql}, row by row. */
final class KeyTables {

    private static final String SCHEMA = "schema-1.sql";

    private static final String OTHERS = """
            select (select count(*) from information_schema.tables
                    where table_schema <> 'INFORMATION_SCHEMA'
                    and not (table_schema = 'PUBLIC' and table_type = 'BASE TABLE' and storage_type = 'CACHED'
                        and table_name in ('STORE_HEADER', 'KMS_KEY', 'BACKING_KEY', 'ALIAS', 'AUDIT_KEY', 'AUDIT_ANCHOR')))
                + (select count(*) from information_schema.schemata
                    where schema_name not in ('PUBLIC', 'INFORMATION_SCHEMA'))
                + (select count(*) from information_schema.columns
                    where table_schema = 'PUBLIC' and column_name <> 'ONLY_ROW'
                    and (column_default is not null or column_on_update is not null or is_generated <> 'NEVER'))
                + (select count(*) from information_schema.table_constraints
                    where constraint_type = 'CHECK' and table_name not in ('STORE_HEADER', 'AUDIT_KEY'))
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

    /** How many things the database holds that {@code schema-1.sql} does not make. */
    static long othersThanTheStores(Connection connection) throws SQLException {
        List<Long> count = list(connection, OTHERS, row -> row.getLong(1));
        return count.get(0);
    }

    /** Makes the tables that are not there yet. */
    static void create(Connection connection) throws SQLException {
        try (InputStream script =
                        Objects.requireNonNull(KeyTables.class.getResourceAsStream(SCHEMA), "the jar lacks " + SCHEMA);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Optional<StoreHeader> header(Connection connection) throws SQLException {
        String sql = "select store_id, partition_name, region, account, owner_mac, root_key, argon2_salt, "
                + "argon2_memory_kib, argon2_iterations, argon2_lanes, verifier, content_mac from store_header";
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
                        row.getBytes(12)));
        return headers.stream().findFirst();
    }

    static StoredRows rows(Connection connection) throws SQLException {
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
        return new StoredRows(keys, backingKeys, aliases);
    }

    static void insert(Connection connection, StoreHeader header) throws SQLException {
        update(
                connection,
                "insert into store_header (store_id, partition_name, region, account, owner_mac, root_key, argon2_salt, "
                        + "argon2_memory_kib, argon2_iterations, argon2_lanes, verifier, content_mac) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                header.contentMac());
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

    static void updateState(Connection connection, StoredKey key) throws SQLException {
        update(
                connection,
                "update kms_key set state = ?, mac = ? where key_id = ?",
                key.state(),
                key.mac(),
                key.keyId());
    }

    static void updateContentMac(Connection connection, byte[] mac) throws SQLException {
        update(connection, "update store_header set content_mac = ?", mac);
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

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
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
