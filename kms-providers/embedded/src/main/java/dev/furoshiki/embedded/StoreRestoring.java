package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.H2KeyDatabase;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoredAuditKey;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** From a backup to a new store. Stateless. */
final class StoreRestoring {

    /** docs/formats/key-store-backup-v1.md. */
    private static final long MOST_BYTES = 1L << 30;

    private StoreRestoring() {}

    /**
     * Makes the store, all of it in one transaction.
     *
     * @param options where, and under which root key
     * @return what the new audit log's first record says of the backup
     */
    static AuditedOperation restore(StoreOptions options, Path file, RootKeySource source) {
        String name = "backup " + file;
        BackupV1 backup = BackupV1.parse(name, read(file));
        try (RootSecret secret = source.read();
                SecretBytes root = backup.rootKey(source, secret);
                RootKey keys = new RootKey(root, backup.backupId());
                RootSecret target = options.rootKey().read()) {
            BackupContentV1 content = backup.open(root);
            Keyring keyring =
                    new KeyringRows(options.store(), keys, content.owner()).read(content.owner(), content.rows());
            try (keyring;
                    SecretBytes seed = keys.openAuditKey(
                                    content.auditKey().publicKey(),
                                    content.auditKey().sealed())
                            .orElseThrow(() -> new KeyStoreDamagedException(
                                    "the " + name + " was altered: use another backup", null))) {
                make(options, target, content, keyring, seed);
            }
            return AuditedOperation.byItself("RestoreBackup")
                    .with("backup", file.toString())
                    .with("backupId", backup.backupId().toString())
                    .with("creationDate", backup.created().toString())
                    .with("newestAuditLink", content.auditLink());
        }
    }

    private static void make(
            StoreOptions options, RootSecret target, BackupContentV1 content, Keyring keyring, SecretBytes seed) {
        UUID storeId = content.storeId();
        StoreLocation location = options.store();
        try (RootSecret.Made made =
                        target.make(StoreUnlocking.name(location), StoreUnlocking.bound(storeId), options.cost());
                RootKey root = new RootKey(made.root(), storeId)) {
            KeyringRows rows = new KeyringRows(location, root, content.owner());
            byte[] contentMac = new ContentMac(location, root, rows).of(keyring, content.changeNumber());
            StoreHeader header = StoreUnlocking.header(
                    storeId, content.owner(), root, made.stored(), contentMac, content.changeNumber());
            byte[] publicKey = content.auditKey().publicKey();
            StoredAuditKey auditKey = new StoredAuditKey(publicKey, root.sealAuditKey(publicKey, seed));
            StoreThread thread = new StoreThread();
            try {
                thread.run(() -> write(options, database -> database.restore(header, rows.rows(keyring), auditKey)));
            } finally {
                thread.close();
            }
        }
    }

    private static boolean write(StoreOptions options, Restoring restoring) {
        StoreLocation location = options.store();
        boolean absent = StoreOpening.isAbsent(location);
        Optional<Path> file = location instanceof StoreFile store
                ? Optional.of(H2KeyDatabase.fileOf(store.path()))
                : Optional.empty();
        file.ifPresent(OwnerOnlyFile::makeIfAbsent);
        boolean made = false;
        try {
            KeyDatabase database = StoreOpening.database(location);
            try (database) {
                made = fill(options, absent, database, restoring);
                return made;
            } catch (SQLException failed) {
                throw database.failure("could not be restored", failed);
            }
        } finally {
            if (absent && !made) {
                file.ifPresent(StoreRestoring::deleteQuietly);
            }
        }
    }

    private static boolean fill(StoreOptions options, boolean absent, KeyDatabase database, Restoring restoring)
            throws SQLException {
        AuditFileLock lock = AuditFileLock.of(options.store());
        try (lock) {
            if (database.header().isPresent()) {
                throw StoreOpening.alreadyThere(options.store());
            }
            StoreOpening.requireNew(options, absent);
            // Of a store that was given up: its log stays, but is not gone on with.
            AuditLog.setAside(options.store().auditLog());
            if (!restoring.to(database)) {
                // Another process was faster.
                throw StoreOpening.alreadyThere(options.store());
            }
            return true;
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // Without a header it is no store, and restoring goes on with it.
        }
    }

    private static byte[] read(Path file) {
        try {
            long sizeBytes = Files.size(file);
            if (sizeBytes > MOST_BYTES) {
                throw new KeyStoreDamagedException(
                        "the backup " + file + " has " + sizeBytes + " bytes, and none has more than " + MOST_BYTES
                                + ": name the right file, or use another backup",
                        null);
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new RootKeyUnavailableException(
                    "the backup " + file + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + "): correct the path or its permissions",
                    unreadable);
        }
    }

    private interface Restoring {
        /** Whether it did; not where there is a store already. */
        boolean to(KeyDatabase database) throws SQLException;
    }
}
