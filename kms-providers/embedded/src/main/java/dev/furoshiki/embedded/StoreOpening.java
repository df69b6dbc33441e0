package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.H2KeyDatabase;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.PostgresKeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a location to an open store, or a new one. Stateless. */
final class StoreOpening {

    private static final long LONGEST_LOOK_MILLIS = 10_000;

    private StoreOpening() {}

    /** On the store's thread. */
    static OpenStore open(StoreThread thread, StoreOptions options) {
        StoreLocation location = options.store();
        boolean absent = isAbsent(location);
        if (absent && options.creation() == Creation.NEVER) {
            throw notThere(location);
        }
        // Before the database, so that a missing passphrase or name leaves no half-made store behind.
        AuditLogName.requireKnown(location);
        try (RootSecret secret = options.rootKey().read()) {
            if (absent && location instanceof StoreFile file) {
                OwnerOnlyFile.makeIfAbsent(H2KeyDatabase.fileOf(file.path()));
            }
            KeyDatabase database = database(location);
            try {
                return unlocked(thread, options, absent, secret, database);
            } catch (SQLException failed) {
                KmsException unreadable = database.unreadable(failed);
                close(database, unreadable);
                throw unreadable;
            } catch (Throwable failed) {
                close(database, failed);
                throw failed;
            }
        }
    }

    /** Of the log at a store's location, which is not opened; the store is whenever it is asked what it knows. */
    static AuditVerification auditVerification(StoreOptions options) {
        return AuditVerification.of(options.store().auditLog()).toldBy(verification -> tell(verification, options));
    }

    private static void tell(AuditVerification verification, StoreOptions options) {
        StoreLocation location = options.store();
        if (isAbsent(location)) {
            throw notThere(location);
        }
        try (RootSecret secret = options.rootKey().read()) {
            KeyDatabase database = database(location);
            try (database) {
                StoreHeader header = database.header().orElseThrow(() -> notThere(location));
                try (RootKey root = StoreUnlocking.unlock(location, header, options.rootKey(), secret)) {
                    StoreAudit.tell(verification, location, database, header, root);
                } catch (KeyStoreDamagedException damaged) {
                    requireSameRootKey(location, database, header, damaged);
                    throw damaged;
                }
            } catch (SQLException failed) {
                throw database.unreadable(failed);
            }
        }
    }

    static AlreadyExistsException alreadyThere(StoreLocation location) {
        return new AlreadyExistsException(
                "there is a key store at " + location + " already: open it, or choose another place for the new one");
    }

    private static OpenStore unlocked(
            StoreThread thread, StoreOptions options, boolean absent, RootSecret secret, KeyDatabase database)
            throws SQLException {
        StoreLocation location = options.store();
        AuditFileLock lock = AuditFileLock.of(location);
        RootKey root = null;
        StoreAudit audit = null;
        try {
            StoreHeader header = header(options, absent, secret, database);
            root = StoreUnlocking.unlock(location, header, options.rootKey(), secret);
            audit = audit(options, lock, database, header, root);
            OpenStore opened = new OpenStore(options, thread, database, header, root, audit);
            opened.openedBy(secret.openedBy());
            return opened;
        } catch (Throwable failed) {
            close(audit, failed);
            close(root, failed);
            close(lock, failed);
            throw failed;
        }
    }

    private static StoreAudit audit(
            StoreOptions options, AuditFileLock lock, KeyDatabase database, StoreHeader header, RootKey root)
            throws SQLException {
        try {
            return StoreAudit.open(options, lock, database, header, root);
        } catch (KeyStoreDamagedException damaged) {
            requireSameRootKey(options.store(), database, header, damaged);
            throw damaged;
        }
    }

    /** The header and the key that signs the log are read one after the other: in between they may have been sealed anew. */
    private static void requireSameRootKey(
            StoreLocation location, KeyDatabase database, StoreHeader unlocked, KeyStoreDamagedException damaged)
            throws SQLException {
        try {
            Optional<StoreHeader> now = database.header();
            if (now.isPresent()) {
                StoreUnlocking.requireSame(location, unlocked, now.get());
            }
        } catch (IncorrectRootKeyException changed) {
            changed.addSuppressed(damaged);
            throw changed;
        }
    }

    /** The store's, or that of the store which is made here; of processes that make one at once, one does. */
    private static StoreHeader header(StoreOptions options, boolean absent, RootSecret secret, KeyDatabase database)
            throws SQLException {
        StoreLocation location = options.store();
        Optional<StoreHeader> present = database.header();
        if (present.isEmpty()) {
            requireNew(options, absent, database);
            if (location instanceof StoreFile file) {
                OwnerOnlyFile.restrict(H2KeyDatabase.fileOf(file.path()));
            }
            Optional<StoreHeader> made = options.making().make(options, secret, database);
            if (made.isPresent()) {
                return made.get();
            }
            present = database.header();
        }
        if (options.creation() == Creation.ALWAYS) {
            throw alreadyThere(location);
        }
        return present.orElseThrow(() -> notThere(location));
    }

    private static boolean isAbsent(StoreLocation location) {
        if (location instanceof StoreFile file) {
            H2KeyDatabase.requireName(file.path());
            return !Files.exists(H2KeyDatabase.fileOf(file.path()));
        }
        // Only the server knows.
        return false;
    }

    private static KeyDatabase database(StoreLocation location) {
        if (location instanceof PostgresKeyStore shared) {
            return PostgresKeyDatabase.open(shared.toString(), shared.source(), shared.schema(), (int)
                    Math.min(shared.maxStaleness().toMillis(), LONGEST_LOOK_MILLIS));
        }
        return H2KeyDatabase.open(((StoreFile) location).path());
    }

    /**
     * A process that was killed while it made a store leaves a file without a header. A store that was in use has an audit
     * log: what lost its header then may still hold keys, for which a new header would be the end. One that was killed while it
     * restored a store may leave such a log as well, beside a file without a row.
     */
    private static void requireNew(StoreOptions options, boolean absent, KeyDatabase database) throws SQLException {
        boolean isAttempt = options.making().replacesAttempts() && database.isEmpty();
        if (options.store() instanceof StoreFile file && !absent && !isAttempt && Files.exists(file.auditLog())) {
            throw new KeyStoreDamagedException(
                    "the key store " + options.store() + " has lost its header, while its audit log " + file.auditLog()
                            + " says that it was in use: restore it from a backup, or, if it never held a key, delete its "
                            + "file " + H2KeyDatabase.fileOf(file.path()),
                    null);
        }
        if (options.creation() == Creation.NEVER) {
            throw notThere(options.store());
        }
    }

    private static KeyStoreNotFoundException notThere(StoreLocation location) {
        String file = location instanceof StoreFile store
                ? " (its file would be " + H2KeyDatabase.fileOf(store.path()) + ")"
                : "";
        return new KeyStoreNotFoundException("there is no key store at " + location + file
                + ": correct the name, or make one with the option create=true");
    }

    private static void close(@Nullable AutoCloseable opened, Throwable failed) {
        if (opened != null) {
            try {
                opened.close();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }
}
