package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.Ed25519Key;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.AuditLinkKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.material.RowMac;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoredAuditKey;
import dev.furoshiki.embedded.store.StoredAuditLink;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.Principal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was backed up becomes a store: read and verified whole before anything is made, and then made in one transaction,
 * behind the first record of the new audit log. A crash between record and commit leaves a log without a store, which the next
 * attempt moves away. Used by one thread at a time; {@link #close()} zeroes the keys.
 */
final class StoreRestoring implements StoreMaking, AutoCloseable {

    private final BackupV1 backup;
    private final BackupContentV1 content;
    private final Keyring keyring;
    private final SecretBytes seed;
    private final AuditedOperation record;

    private StoreRestoring(
            BackupV1 backup, BackupContentV1 content, Keyring keyring, SecretBytes seed, AuditedOperation record) {
        this.backup = backup;
        this.content = content;
        this.keyring = keyring;
        this.seed = seed;
        this.record = record;
    }

    /**
     * Reads a backup.
     *
     * @param location of the store that is to be made, for messages
     * @param principal who restores it; the root principal of the backup's account unless given
     * @throws AccessDeniedException when it is another
     */
    static StoreRestoring of(StoreLocation location, Path file, RootKeySource source, @Nullable Principal principal) {
        String name = "backup " + file;
        BackupV1 backup = BackupV1.read(name, file);
        try (RootSecret secret = source.read();
                SecretBytes root = backup.rootKey(source, secret);
                RootKey keys = new RootKey(root, backup.backupId())) {
            BackupContentV1 content = backup.open(root);
            Principal owner = content.owner().root();
            if (principal != null && !principal.equals(owner)) {
                throw new AccessDeniedException(principal + " is not authorized to restore the " + name + ": only "
                        + owner + " may, whose keys it holds");
            }
            Keyring keyring = new KeyringRows(location, keys, content.owner()).read(content.owner(), content.rows());
            try {
                return new StoreRestoring(
                        backup, content, keyring, seed(name, content, keys), record(file, backup, content, owner));
            } catch (Throwable failed) {
                keyring.close();
                throw failed;
            }
        }
    }

    BackupV1 backup() {
        return backup;
    }

    /**
     * Under another store id than the one that was backed up: so the two share no key, be it that they have one key file, and
     * nothing of the one passes for the other's.
     */
    @Override
    public Optional<StoreHeader> make(StoreOptions options, RootSecret secret, KeyDatabase database) {
        UUID storeId = UUID.randomUUID();
        StoreLocation location = options.store();
        try (RootSecret.Made made =
                        secret.make(StoreUnlocking.name(location), StoreUnlocking.bound(storeId), options.cost());
                RootKey root = new RootKey(made.root(), storeId)) {
            KeyringRows rows = new KeyringRows(location, root, content.owner());
            byte[] contentMac = new ContentMac(location, root, rows).of(keyring, content.changeNumber());
            StoreHeader header = StoreUnlocking.header(
                    storeId, content.owner(), root, made.stored(), contentMac, content.changeNumber());
            byte[] publicKey = content.auditKey().publicKey();
            StoredAuditKey auditKey = new StoredAuditKey(publicKey, root.sealAuditKey(publicKey, seed));
            boolean isMade = database.restore(header, rows.rows(keyring), auditKey, () -> beginLog(options, storeId));
            return isMade ? Optional.of(header) : Optional.empty();
        } catch (SQLException failed) {
            throw database.failure("could not be restored", failed);
        }
    }

    @Override
    public boolean replacesAttempts() {
        return true;
    }

    @Override
    public void close() {
        keyring.close();
        seed.close();
    }

    /** Of a log that holds this one record; its newest link goes with the store. */
    private StoredAuditLink beginLog(StoreOptions options, UUID storeId) {
        Path file = options.store().auditLog();
        // Of a store that was given up, or of an attempt that was cut off: it stays, but is not gone on with.
        AuditLog.setAside(file);
        record.answers("storeId", storeId.toString());
        NewestLink newest = new NewestLink();
        Ed25519Key signer = Ed25519Key.of(seed, content.auditKey().publicKey());
        try (AuditLog log = AuditLog.builder(file, signer)
                .anchor(newest)
                .policy(options.audit())
                .open()) {
            log.append(record.succeeded());
        }
        String name = AuditLogName.in(options.store());
        byte[] hash = HexFormat.of().parseHex(newest.link().hash());
        try (RowMac links = new AuditLinkKey(seed, storeId)) {
            byte[] mac = links.mac(AuthenticatedRow.ofAuditLink(
                    name, newest.link().chainId(), newest.link().sequence(), hash, newest.isClosed()));
            return new StoredAuditLink(
                    name, newest.link().chainId(), newest.link().sequence(), hash, newest.isClosed(), mac);
        }
    }

    private static SecretBytes seed(String name, BackupContentV1 content, RootKey keys) {
        StoredAuditKey stored = content.auditKey();
        SecretBytes seed =
                keys.openAuditKey(stored.publicKey(), stored.sealed()).orElseThrow(() -> altered(name, null));
        try {
            Ed25519Key.of(seed, stored.publicKey());
            return seed;
        } catch (IllegalArgumentException ofAnother) {
            seed.close();
            throw altered(name, ofAnother);
        }
    }

    private static KeyStoreDamagedException altered(String name, @Nullable Exception why) {
        return new KeyStoreDamagedException("the " + name + " was altered: use another backup", why);
    }

    private static AuditedOperation record(Path file, BackupV1 backup, BackupContentV1 content, Principal principal) {
        return AuditedOperation.of("RestoreBackup", Operation.CREATE_KEY, Caller.identity(principal))
                .with("backup", file.toString())
                .with("backupId", backup.backupId().toString())
                .with("creationDate", backup.created().toString())
                .with("storeId", content.storeId().toString())
                .with("newestAuditLinks", links(content));
    }

    /** Those first that were written when it was backed up: a record has room for some hundred. */
    private static List<String> links(BackupContentV1 content) {
        return content.auditLinks().stream()
                .sorted(Comparator.comparing(LogLink::isClosed))
                .map(LogLink::toString)
                .toList();
    }
}
