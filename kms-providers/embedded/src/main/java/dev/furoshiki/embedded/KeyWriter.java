package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoredBackingKey;
import dev.furoshiki.embedded.store.StoredRecord;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what of a key has changed, row by row. Stateless. */
final class KeyWriter {

    private KeyWriter() {}

    static void insert(KeyDatabase database, KeyringRows rows, ManagedKey key) throws SQLException {
        database.insert(rows.row(key));
        for (BackingKey material : key.backingKeys().values()) {
            database.insert(rows.row(key.id(), material));
        }
        for (StoredRecord item : rows.records(key)) {
            database.put(item);
        }
    }

    static void replace(KeyDatabase database, KeyringRows rows, ManagedKey old, ManagedKey changed)
            throws SQLException {
        database.update(rows.row(changed));
        for (BackingKey material : changed.backingKeys().values()) {
            if (old.backingKey(material.number()).isEmpty()) {
                database.insert(rows.row(changed.id(), material));
            }
        }
        Map<String, StoredRecord> left = new HashMap<>();
        rows.records(old).forEach(item -> left.put(place(item), item));
        for (StoredRecord item : rows.records(changed)) {
            StoredRecord before = left.remove(place(item));
            if (before == null || !Arrays.equals(before.mac(), item.mac())) {
                database.put(item);
            }
        }
        for (StoredRecord gone : left.values()) {
            database.delete(gone);
        }
    }

    static void delete(KeyDatabase database, KeyringRows rows, ManagedKey key, List<String> aliases)
            throws SQLException {
        for (String alias : aliases) {
            database.deleteAlias(alias);
        }
        for (StoredRecord item : rows.records(key)) {
            database.delete(item);
        }
        for (int number : key.backingKeys().keySet()) {
            database.delete(new StoredBackingKey(key.id(), number, new byte[0]));
        }
        database.delete(rows.row(key));
    }

    private static String place(StoredRecord item) {
        return item.kind() + '\0' + item.name();
    }
}
