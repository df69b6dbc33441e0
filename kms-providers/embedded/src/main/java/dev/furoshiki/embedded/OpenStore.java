package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoreLooks;
import dev.furoshiki.embedded.store.StoreLooks.Look;
import dev.furoshiki.embedded.store.StoreSnapshot;
import dev.furoshiki.key.KeyArn;
import dev.furoshiki.key.KmsException.ValidationException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key store that is open: its database, its keys in memory, its audit log. Shared by all services of this process on the
 * same location. Thread-safe.
 */
final class OpenStore {

    /*
     * Reads take the keyring of the moment and never wait. A change runs on the store's thread, as StoreChanges has it. Where
     * other processes change the store too, a StoreWatch looks for that, and says how long the keyring may be used.
     */
    private final StoreLocation location;
    private final StoreThread thread;
    private final KeyDatabase database;
    private final RootKey root;
    private final GrantTokens grantTokens;
    private final InstantSource clock;
    private final StoreAudit audit;
    private final KeyOwner owner;
    private final KnownKeys known;
    private final StoreChanges changes;
    private final DueChanges due;
    private final @Nullable StoreWatch watch;
    private final Argon2id guessCost;
    private final KeyChangeListeners listeners;

    private volatile StoreHeader header;
    private volatile @Nullable OpenStore openedBy;

    /** On the store's thread. */
    OpenStore(
            StoreOptions options,
            StoreThread thread,
            KeyDatabase database,
            StoreHeader unlocked,
            RootKey root,
            StoreAudit audit)
            throws SQLException {
        this.location = options.store();
        this.clock = options.clock();
        this.listeners = new KeyChangeListeners(location instanceof PostgresKeyStore);
        this.thread = thread;
        this.database = database;
        this.root = root;
        this.audit = audit;
        this.grantTokens = new GrantTokens(root);
        this.guessCost = StoredRootKey.of(StoreUnlocking.name(location), unlocked)
                .costOfNext(StoreUnlocking.name(location), options.cost());
        Moment read = Moment.now();
        // Anew: while the root key was derived from a passphrase, another process may have changed something.
        StoreSnapshot snapshot = database.snapshot();
        StoreHeader header = snapshot.header();
        this.header = header;
        StoreUnlocking.requireSame(location, unlocked, header);
        this.owner = StoreUnlocking.owner(location, header, root);
        KeyringRows rows = new KeyringRows(location, root, owner);
        ContentMac contentMac = new ContentMac(location, root, rows);
        Keyring keyring = contentMac.require(rows.read(owner, snapshot.rows()), header);
        try {
            this.known = new KnownKeys(new StoreState(keyring, upgraded(keyring, contentMac), header.changeNumber()));
            this.changes = new StoreChanges(
                    location,
                    database,
                    rows,
                    contentMac,
                    audit,
                    known,
                    new ForeignChanges(location, header.storeId(), root, rows, contentMac, known, listeners));
            this.due = new DueChanges(location, thread, changes, known, listeners, this::now);
            this.watch = watch(read, database.openLooks());
        } catch (Throwable failed) {
            keyring.close();
            throw failed;
        }
    }

    static OpenStore open(StoreOptions options) {
        StoreThread thread = new StoreThread();
        OpenStore opened;
        try {
            opened = thread.run(() -> StoreOpening.open(thread, options));
        } catch (Throwable failed) {
            thread.close();
            throw failed;
        }
        try {
            opened.begin();
            return opened;
        } catch (Throwable failed) {
            try {
                opened.close();
            } catch (RuntimeException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    /** Whether the secret is this store's: each service that shares the store has to show it. */
    void requireRootKey(RootKeySource source) {
        try (RootSecret secret = source.read()) {
            secret.requireOutside(this);
            StoreUnlocking.unlock(location, header, source, secret).close();
        }
    }

    StoreLocation location() {
        return location;
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

    /** Deletes and rotates the keys whose time has come: to be asked before each operation. */
    DueChanges due() {
        return due;
    }

    AuditLog audit() {
        return audit.log();
    }

    /** What the checkpoints of the audit log are verified with. */
    byte[] auditPublicKey() {
        return audit.publicKey();
    }

    /** As it was when the store was opened, or its root key changed. */
    StoreHeader header() {
        return header;
    }

    /** Whether both are open on the same store, be it as of two processes. */
    boolean isSameAs(OpenStore other) {
        return location.equals(other.location)
                || (location instanceof PostgresKeyStore
                        && other.location instanceof PostgresKeyStore
                        && header.storeId().equals(other.header.storeId()));
    }

    /** Once, when it was unlocked: the store whose key sealed its root key, if one's did. It need not stay open. */
    void openedBy(@Nullable OpenStore other) {
        openedBy = other;
    }

    /** A store that seals its own root key, or that of one which its own is opened with, could never be opened again. */
    void requireOpensWithout(OpenStore other) {
        boolean isCircle = isSealedBy(other);
        for (OpenStore next = this; next != null; next = next.openedBy) {
            isCircle |= next.isSameAs(other);
        }
        if (isCircle) {
            throw new ValidationException("the root key of the key store " + other.location
                    + " is to be sealed by a key that only this store itself opens: name another key service");
        }
    }

    /** Whether a key of that store seals the root key, by whatever service it was asked. */
    private boolean isSealedBy(OpenStore other) {
        return StoredRootKey.of(StoreUnlocking.name(location), header)
                .sealingKeyArn()
                .flatMap(KeyArn::parse)
                .flatMap(sealing -> other.keyring().key(sealing.keyId()))
                .isPresent();
    }

    /** A root key that the store may go under. */
    RootSecret.Made makeRootKey(RootSecret secret) {
        return secret.make(StoreUnlocking.name(location), StoreUnlocking.bound(header.storeId()), guessCost());
    }

    /** What a guess at the next passphrase costs, of the store or of a backup. */
    Argon2id guessCost() {
        return guessCost;
    }

    /** All that is worth keeping, of one moment, sealed under a backup's root key. */
    BackupContentV1 content(RootKey backup) {
        // Whether what is known may be used, before the store's thread, which a look that is waited for needs.
        keyring();
        return thread.run(() -> new StoreContent(location, database, header, root, owner, audit, known).under(backup));
    }

    /** The change that puts everything under that root key. */
    KeyringChange<Boolean> rewrapping(Keyring before, RootSecret.Made next) {
        return new RootKeyChange(header.storeId(), owner, root, audit, next).of(before, changed -> {
            header = changed;
            openedBy = next.openedBy();
        });
    }

    /**
     * The keys as they are now.
     *
     * @throws dev.furoshiki.key.KmsException when they may not be used
     */
    Keyring keyring() {
        return known.keyring();
    }

    /** Likewise, for an operation that gives something out. */
    KnownKeys.Use use() {
        return known.use();
    }

    /** Likewise, for one that lets a cache go on with a key that it has. */
    KnownKeys.Use useOfCached() {
        return known.useOfCached();
    }

    /**
     * Returns when that may be given out.
     *
     * @throws dev.furoshiki.key.KmsException when it may not
     */
    void requireUsable(KnownKeys.Use used) {
        known.requireUsable(used);
    }

    /** Makes a change; returns when it and its audit record are durable and the listeners were told. */
    <T> T change(AuditedOperation operation, Function<Keyring, KeyringChange<T>> change) {
        KeyringChange<T> made = thread.run(() -> changes.make(operation, change));
        listeners.tell(made.affectedKeyArns());
        return made.result();
    }

    AutoCloseable listen(Consumer<String> listener) {
        return listeners.add(listener);
    }

    /**
     * Zeroes the keys and closes the files.
     *
     * @throws dev.furoshiki.key.KmsException when something could not be closed as it should; all the rest is
     */
    void close() {
        try {
            if (watch != null) {
                watch.close();
            }
        } finally {
            try {
                thread.run(this::closeAll);
            } finally {
                thread.close();
                listeners.close();
            }
        }
    }

    private boolean closeAll() {
        try (root;
                database;
                audit) {
            known.state().keyring().close();
            return true;
        } catch (SQLException failed) {
            throw database.failure("could not be closed, and may have to be checked when it is opened next", failed);
        }
    }

    /** The MAC of a store that is one of the newest version now. */
    private byte[] upgraded(Keyring keyring, ContentMac contentMac) throws SQLException {
        if (header.schemaVersion() == SchemaVersions.NEWEST) {
            return header.contentMac();
        }
        byte[] mac = contentMac.of(keyring, header.changeNumber());
        database.upgrade(header.schemaVersion(), header.changeNumber(), mac);
        return mac;
    }

    /** Not before the store is there: the watch hands over to its thread. */
    private void begin() {
        if (watch != null) {
            known.watchedBy(watch);
            audit.anchorWhile(watch::isServerThere);
            watch.start();
        }
    }

    private @Nullable StoreWatch watch(Moment read, Optional<StoreLooks> looks) {
        return location instanceof PostgresKeyStore shared && looks.isPresent()
                ? new StoreWatch(
                        shared,
                        read,
                        looks.get(),
                        known,
                        this::takeSeen,
                        failed -> database.failure("cannot be looked at", failed),
                        () -> audit.isAnchored(shared.maxStaleness()))
                : null;
    }

    private void takeSeen(Look look, StoreState before) {
        // A change that is under way may have taken it over by now, and is not to be waited for then.
        if (look.update().isPresent() && !known.state().isOf(look.header().contentMac())) {
            thread.run(() -> {
                changes.take(look, before);
                return true;
            });
        }
    }
}
