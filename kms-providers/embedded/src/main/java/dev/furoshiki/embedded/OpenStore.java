package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key store that is open: its database, its keys in memory, its audit log. Shared by all services of this process on the
 * same path. Thread-safe.
 */
final class OpenStore {

    /*
     * Reads take the keyring of the moment and never wait. A change runs on the store's thread: it is checked against the
     * keyring, written, recorded in the audit log, committed, and then seen by everybody. A crash between record and commit
     * leaves a record of a change that did not happen, never a change without a record.
     */
    private final Path path;
    private final StoreThread thread;
    private final KeyDatabase database;
    private final StoreHeader header;
    private final RootKey root;
    private final KeyringRows rows;
    private final ContentMac contentMac;
    private final GrantTokens grantTokens;
    private final InstantSource clock;
    private final StoreAudit audit;
    private final KeyOwner owner;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    /** How many changes the store has seen; used by its thread only. */
    private long changeNumber;

    private volatile Keyring keyring;
    private volatile @Nullable KmsInternalException broken;

    private OpenStore(
            StoreOptions options,
            StoreThread thread,
            KeyDatabase database,
            StoreHeader header,
            RootKey root,
            StoreAudit audit)
            throws SQLException {
        this.path = options.store();
        this.clock = options.clock();
        this.thread = thread;
        this.database = database;
        this.header = header;
        this.root = root;
        this.audit = audit;
        this.owner = StoreUnlocking.owner(path, header, root);
        this.rows = new KeyringRows(path, root, owner);
        this.contentMac = new ContentMac(path, root, rows);
        this.grantTokens = new GrantTokens(root);
        this.keyring = contentMac.require(rows.read(owner, database.rows(header.schemaVersion())), header);
        this.changeNumber = header.changeNumber();
        if (header.schemaVersion() < SchemaVersions.NEWEST) {
            database.upgrade(header.schemaVersion(), changeNumber, contentMac.of(keyring, changeNumber));
        }
    }

    static OpenStore open(StoreOptions options) {
        StoreThread thread = new StoreThread();
        try {
            return thread.run(() -> openOn(thread, options));
        } catch (Throwable failed) {
            thread.close();
            throw failed;
        }
    }

    /** What a store that is not open knows of its audit log. */
    static AuditVerification auditVerification(StoreOptions options) {
        Path path = options.store();
        KeyDatabase.requireName(path);
        if (!Files.exists(KeyDatabase.fileOf(path))) {
            throw notThere(path);
        }
        try (SecretBytes secret = options.rootKey().read();
                KeyDatabase database = KeyDatabase.open(path)) {
            StoreHeader header = database.header().orElseThrow(() -> notThere(path));
            try (RootKey root = StoreUnlocking.unlock(path, header, options.rootKey(), secret)) {
                return StoreAudit.verification(path, database, root);
            }
        } catch (SQLException failed) {
            throw unreadable(path, failed);
        }
    }

    static AlreadyExistsException alreadyThere(Path path) {
        return new AlreadyExistsException(
                "there is a key store at " + path + " already: open it, or choose another path for the new one");
    }

    /** Whether the secret is this store's: each service that shares the store has to show it. */
    void requireRootKey(RootKeySource source) {
        try (SecretBytes secret = source.read()) {
            StoreUnlocking.unlock(path, header, source, secret).close();
        }
    }

    Path path() {
        return path;
    }

    KeyOwner owner() {
        return owner;
    }

    GrantTokens grantTokens() {
        return grantTokens;
    }

    /** Of the store's clock, as dates are kept. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Deletes and rotates the keys whose time has come, so that no operation sees one whose time is over. */
    void settle() {
        while (!keyring().nextDue().isAfter(clock.instant())) {
            thread.run(this::settleOne).forEach(this::tell);
        }
    }

    AuditLog audit() {
        return audit.log();
    }

    /** What the checkpoints of the audit log are verified with. */
    byte[] auditPublicKey() {
        return audit.publicKey();
    }

    /** The keys as they are now. */
    Keyring keyring() {
        KmsInternalException failure = broken;
        if (failure != null) {
            throw failure;
        }
        return keyring;
    }

    /** Makes a change; returns when it and its audit record are durable and the listeners were told. */
    <T> T change(AuditedOperation operation, Function<Keyring, KeyringChange<T>> change) {
        KeyringChange<T> made = thread.run(() -> changeOn(operation, change));
        for (String keyArn : made.affectedKeyArns()) {
            tell(keyArn);
        }
        return made.result();
    }

    private List<String> settleOne() {
        Instant now = now();
        return keyring()
                .due(now)
                .map(key -> changeOn(DueChange.recordOf(key), before -> DueChange.of(before, key, now))
                        .affectedKeyArns())
                .orElse(List.of());
    }

    AutoCloseable listen(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Zeroes the keys and closes the files. */
    void close() {
        thread.run(() -> {
            try (root;
                    database;
                    audit) {
                keyring.close();
                return true;
            }
        });
        thread.close();
    }

    private <T> KeyringChange<T> changeOn(AuditedOperation operation, Function<Keyring, KeyringChange<T>> change) {
        return operation.recordingFailure(audit(), () -> {
            KeyringChange<T> made = change.apply(keyring());
            try {
                made.write().to(database, rows);
                database.updateContentMac(changeNumber + 1, contentMac.of(made.after(), changeNumber + 1));
                audit().append(operation.succeeded());
            } catch (SQLException failed) {
                undo(made, failed);
                throw new KmsInternalException(
                        "the key store " + path
                                + " could not write the change, which did not happen: make room, and try again",
                        failed);
            } catch (RuntimeException | Error failed) {
                // After an error too: what was written must not go with the next change, without a record.
                undo(made, failed);
                throw failed;
            }
            commit(made);
            changeNumber++;
            keyring = made.after();
            made.complete().run();
            return made;
        });
    }

    private void undo(KeyringChange<?> made, Throwable failed) {
        made.abandon().run();
        try {
            database.rollback();
        } catch (SQLException | RuntimeException | Error alsoFailed) {
            failed.addSuppressed(alsoFailed);
            throw broken(failed);
        }
    }

    private void commit(KeyringChange<?> made) {
        try {
            database.commit();
        } catch (SQLException | RuntimeException | Error failed) {
            // It may or may not be on the disk: nobody may rely on either.
            made.abandon().run();
            throw broken(failed);
        }
    }

    private KmsInternalException broken(Throwable cause) {
        KmsInternalException failure = new KmsInternalException(
                "the key store " + path
                        + " failed while writing, and whether its last change is on the disk is unknown: "
                        + "close it, correct the cause, and open it again",
                cause);
        broken = failure;
        return failure;
    }

    /** Tells every listener, though one fails: each may hold keys that it must drop. */
    private void tell(String keyArn) {
        RuntimeException failure = null;
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(keyArn);
            } catch (RuntimeException failed) {
                failure = failed;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static OpenStore openOn(StoreThread thread, StoreOptions options) {
        Path path = options.store();
        KeyDatabase.requireName(path);
        Path file = KeyDatabase.fileOf(path);
        boolean absent = !Files.exists(file);
        if (absent && options.creation() == Creation.NEVER) {
            throw notThere(path);
        }
        // Before the database, so that a missing passphrase leaves no half-made store behind.
        try (SecretBytes secret = options.rootKey().read()) {
            if (absent) {
                OwnerOnlyFile.makeIfAbsent(file);
            }
            KeyDatabase database = KeyDatabase.open(path);
            try {
                return unlocked(thread, options, absent, secret, database);
            } catch (Throwable failed) {
                database.close();
                throw failed;
            }
        } catch (SQLException failed) {
            throw unreadable(path, failed);
        }
    }

    private static OpenStore unlocked(
            StoreThread thread, StoreOptions options, boolean absent, SecretBytes secret, KeyDatabase database)
            throws SQLException {
        Path path = options.store();
        Path auditFile = StoreAudit.fileOf(path);
        StoreHeader header = database.header().orElse(null);
        if (header == null) {
            requireNew(options, absent, auditFile);
            header = StoreUnlocking.newHeader(options, secret);
            // Of a store that was given up: its log stays, but is not this one's.
            AuditLog.setAside(auditFile);
            database.create(header);
        } else if (options.creation() == Creation.ALWAYS) {
            throw alreadyThere(path);
        }
        RootKey root = StoreUnlocking.unlock(path, header, options.rootKey(), secret);
        StoreAudit audit = null;
        try {
            audit = StoreAudit.open(path, database, root);
            return new OpenStore(options, thread, database, header, root, audit);
        } catch (Throwable failed) {
            if (audit != null) {
                audit.close();
            }
            root.close();
            throw failed;
        }
    }

    /**
     * A process that was killed while it made a store leaves a file without a header. A store that was in use has an audit
     * log: what lost its header then may still hold keys, for which a new header would be the end.
     */
    private static void requireNew(StoreOptions options, boolean absent, Path auditFile) {
        if (!absent && Files.exists(auditFile)) {
            throw new KeyStoreDamagedException(
                    "the key store " + options.store() + " has lost its header, while its audit log " + auditFile
                            + " says that it was in use: restore it from a backup, or, if it never held a key, delete its "
                            + "file " + KeyDatabase.fileOf(options.store()),
                    null);
        }
        if (options.creation() == Creation.NEVER) {
            throw notThere(options.store());
        }
    }

    private static KeyStoreDamagedException unreadable(Path path, SQLException failed) {
        return new KeyStoreDamagedException(
                "the key store " + path + " cannot be read (H2's error " + failed.getErrorCode()
                        + "): restore it from a backup",
                failed);
    }

    private static KeyStoreNotFoundException notThere(Path path) {
        return new KeyStoreNotFoundException("there is no key store at " + path + " (its file would be "
                + KeyDatabase.fileOf(path) + "): correct the path, or make one with the option create=true");
    }
}
