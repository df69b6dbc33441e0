package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.key.EncryptedDataKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two tables that hold the catalogue: read, locked and written, never interpreted. Stateless. */
final class CatalogTables {

    static final String CATALOG = "furoshiki_catalog";
    static final String KEY = "furoshiki_key";

    private static final int MANIFEST_ROW = 0;

    private final CatalogDialect dialect;
    private final String schema;

    CatalogTables(CatalogDialect dialect, String schema) {
        this.dialect = dialect;
        this.schema = schema;
    }

    CatalogDialect dialect() {
        return dialect;
    }

    /**
     * The rows as they were found.
     *
     * @param catalogKey the stored encrypted data key
     * @param keys the stored encrypted data keys
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(byte[] manifest, byte[] mac, byte[] catalogKey, Map<KeyRow, byte[]> keys) {}

    /** Which root a key row holds. */
    record KeyRow(String domainId, int purpose, int generation) {}

    /** Reads both tables; empty when the first is not there, or has no row. */
    Optional<Stored> read(Connection plain) throws SQLException {
        if (!exists(plain)) {
            return Optional.empty();
        }
        // One statement, so that manifest and keys are of one snapshot.
        String sql = "SELECT 0, manifest, mac, catalog_key, 0, 0 FROM " + table(CATALOG) + " UNION ALL "
                + "SELECT 1, domain_id, encrypted_key, NULL, purpose, generation FROM " + table(KEY);
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return read(rows);
        }
    }

    private static Optional<Stored> read(ResultSet rows) throws SQLException {
        byte @Nullable [][] found = null;
        Map<KeyRow, byte[]> keys = new HashMap<>();
        while (rows.next()) {
            if (rows.getInt(1) == MANIFEST_ROW) {
                if (found != null) {
                    throw new AlteredCatalogException(
                            "furoshiki_catalog has more than one row; restore it from a backup", null);
                }
                found = new byte[][] {rows.getBytes(2), rows.getBytes(3), rows.getBytes(4)};
            } else {
                KeyRow row = new KeyRow(HexFormat.of().formatHex(rows.getBytes(2)), rows.getInt(5), rows.getInt(6));
                keys.put(row, rows.getBytes(3));
            }
        }
        return found == null ? Optional.empty() : Optional.of(new Stored(found[0], found[1], found[2], keys));
    }

    private boolean exists(Connection plain) throws SQLException {
        return dialect.schema().exists(plain, name(CATALOG));
    }

    /** Makes every other writer of the catalogue wait until this transaction ends. */
    void lock(Connection plain) throws SQLException {
        dialect.physical().lockCatalog(plain, table(CATALOG));
    }

    /** Makes the tables where they are missing. */
    void create(Connection plain) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            for (String sql : dialect.physical().createCatalog(table(CATALOG), table(KEY))) {
                statement.execute(sql);
            }
        }
    }

    /** Writes the first manifest of a database. */
    void insert(Connection plain, byte[] manifest, byte[] mac, byte[] catalogKey) throws SQLException {
        try (PreparedStatement statement = plain.prepareStatement(
                "INSERT INTO " + table(CATALOG) + " (id, manifest, mac, catalog_key) VALUES (1, ?, ?, ?)")) {
            statement.setBytes(1, manifest);
            statement.setBytes(2, mac);
            statement.setBytes(3, catalogKey);
            statement.executeUpdate();
        }
    }

    void update(Connection plain, byte[] manifest, byte[] mac) throws SQLException {
        try (PreparedStatement statement =
                plain.prepareStatement("UPDATE " + table(CATALOG) + " SET manifest = ?, mac = ? WHERE id = 1")) {
            statement.setBytes(1, manifest);
            statement.setBytes(2, mac);
            statement.executeUpdate();
        }
    }

    void insertKey(Connection plain, KeyRow row, byte[] encryptedKey) throws SQLException {
        try (PreparedStatement statement = plain.prepareStatement(
                "INSERT INTO " + table(KEY) + " (domain_id, purpose, generation, encrypted_key) VALUES (?, ?, ?, ?)")) {
            statement.setBytes(1, HexFormat.of().parseHex(row.domainId()));
            statement.setInt(2, row.purpose());
            statement.setInt(3, row.generation());
            statement.setBytes(4, encryptedKey);
            statement.executeUpdate();
        }
    }

    void deleteKeys(Connection plain, String domainId) throws SQLException {
        try (PreparedStatement statement =
                plain.prepareStatement("DELETE FROM " + table(KEY) + " WHERE domain_id = ?")) {
            statement.setBytes(1, HexFormat.of().parseHex(domainId));
            statement.executeUpdate();
        }
    }

    private TableName name(String table) {
        return new TableName(schema, dialect.physical().catalogTable(table));
    }

    private String table(String name) {
        return dialect.quoted(name(name));
    }

    static byte[] stored(EncryptedDataKey key) {
        return new EncryptedDataKeyV1(key.provider(), key.keyArn(), key.ciphertext()).toBytes();
    }

    static String sha256(byte[] stored) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stored));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
