package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key service inside the process, with AWS KMS's operations, states, policies, limits and exceptions; its keys lie sealed
 * in an H2 file, or in PostgreSQL, and survive a restart.
 *
 * <pre>{@code
 * EmbeddedKeyService keys = EmbeddedKeyService.create(Path.of("/var/lib/app/keys"), RootKeySource.passphraseFile(file));
 * String keyId = keys.createKey("personal data").keyId();
 * keys.createAlias("alias/pii", keyId);
 * }</pre>
 *
 * <p>From then on {@code embedded:/var/lib/app/keys?passphraseFile=…} opens it. Every operation is in the audit log
 * ({@code <store>.audit.jsonl}) before its result is handed out. Thread-safe. Services of one process on the same path share
 * the open store, so what one changes all see at once; another process is kept out while it is open, unless the store is a
 * {@link PostgresKeyStore}.
 *
 * <p>Whoever opens the store calls as the account's root principal, unless the builder says otherwise; {@link #as} gives the
 * same store to another principal, who may do what key policies and grants allow.
 */
public final class EmbeddedKeyService extends EmbeddedOperations {

    /** What {@link #provider()} answers, and the scheme of its URIs. */
    public static final String SCHEME = "embedded";

    private final Caller caller;
    private final StoreOperations whole;

    private EmbeddedKeyService(Caller caller) {
        super(caller);
        this.caller = caller;
        this.whole = new StoreOperations(caller);
    }

    /**
     * Opens an existing store.
     *
     * @param store where it lies; H2 appends {@code .mv.db}
     * @throws KmsException.KeyStoreNotFoundException when there is none
     * @throws KmsException.IncorrectRootKeyException when passphrase or key file is another than at creation
     * @throws KmsException.KeyStoreInUseException when another process has it open
     */
    public static EmbeddedKeyService open(Path store, RootKeySource rootKey) {
        return builder(store).rootKey(rootKey).open();
    }

    /**
     * Makes a store, and opens it.
     *
     * @throws KmsException.AlreadyExistsException when there is one
     */
    public static EmbeddedKeyService create(Path store, RootKeySource rootKey) {
        return builder(store).rootKey(rootKey).create();
    }

    /** More to choose: where ARNs say the keys are, what a guess at the passphrase costs, who calls. */
    public static Builder builder(Path store) {
        return new Builder(store);
    }

    /** Likewise of a store in PostgreSQL, which several processes share. */
    public static Builder builder(PostgresKeyStore store) {
        return new Builder(store);
    }

    /** Who calls. */
    public Principal principal() {
        return caller.principal();
    }

    /** The same store for another principal. Closing this one closes that one too, not the other way round. */
    public EmbeddedKeyService as(Principal principal) {
        return new EmbeddedKeyService(caller.as(Given.require("principal", principal)));
    }

    /**
     * The same store for a try: every operation is checked, and where it would have succeeded throws
     * {@link KmsException.DryRunOperationException}.
     */
    public EmbeddedKeyService dryRun() {
        return new EmbeddedKeyService(caller.inDryRun());
    }

    /**
     * The same store with grant tokens, as AWS KMS takes them. Here they are checked and give nothing: a grant holds as soon
     * as CreateGrant returns.
     *
     * @throws KmsException.ValidationException when there are more than 10, with those that this service has
     */
    public EmbeddedKeyService withGrantTokens(String... grantTokens) {
        List<String> tokens = new ArrayList<>();
        for (String token : Given.require("grantTokens", grantTokens)) {
            tokens.add(Given.require("grantToken", token));
        }
        return new EmbeddedKeyService(caller.withGrantTokens(tokens));
    }

    @Override
    public String provider() {
        return SCHEME;
    }

    /**
     * Puts the whole store under another root key, in one transaction: from then on the store is opened with that source and
     * no longer with the one before. Keys, their ids, and what was sealed under them stay as they are; a guess at a
     * passphrase costs what {@link Builder#argon2id} says, and no less than one at the store's own did. Services that share
     * the store go on. Only the account's root principal may; recorded as {@code ChangeRootKey}.
     *
     * <p>Grant tokens that were given before do not parse any more; the grants stay. The file may hold pages under the root key
     * before for a while, and copies of it do for ever.
     *
     * @throws KmsException.RootKeyUnavailableException when the source does not give one
     * @throws KmsException.ValidationException when the source is a key of this store, or of one that only this store opens; or
     *     when it gives the root key that the store has
     */
    public void changeRootKey(RootKeySource next) {
        whole.changeRootKey(Given.require("rootKey", next));
    }

    /**
     * Backs the store up, as it is at one moment while it is used, into one encrypted file: all keys with their material,
     * states, policies, grants, tags, aliases, rotations and dates of deletion, and the key that signs the audit log. It opens
     * with the given secret alone, whatever becomes of the store's own root key; the audit log is not in it. Only the account's
     * root principal may; recorded as {@code CreateBackup}. {@link Builder#restore} makes a store of it.
     *
     * @param file does not exist yet, and is there when this returns, whole and on the disk, for its owner only
     * @param secret a passphrase of it is as costly to guess as one that {@link #changeRootKey} would take
     * @throws KmsException.AlreadyExistsException when there is such a file
     * @throws KmsException.RootKeyUnavailableException when the secret cannot be had
     * @throws KmsException.LimitExceededException when it would be longer than 1 GiB
     * @throws KmsException.KmsInternalException when the file cannot be written
     */
    public void backUp(Path file, RootKeySource secret) {
        whole.backUp(Given.require("file", file), Given.require("secret", secret));
    }

    OpenStore store() {
        return caller.store();
    }

    /**
     * The newest line of the audit log, as {@code <sequence>:<hash>}: kept elsewhere, it shows later ({@code --at-least}) that
     * nothing up to it was cut off or replaced, whoever may have written to log and store.
     */
    public String newestAuditLink() {
        return caller.store().audit().newest().mark().toString();
    }

    /** The key that verifies the audit log's checkpoints: 64 hexadecimal digits. */
    public String auditPublicKey() {
        return HexFormat.of().formatHex(caller.store().auditPublicKey());
    }

    /**
     * Gives the store back; the last service on it closes it and zeroes its keys. Closing twice is harmless. Of a service
     * that {@link #as}, {@link #dryRun} or {@link #withGrantTokens} gave, it ends that one only.
     */
    @Override
    public void close() {
        caller.close();
    }

    /** Chooses how a store is opened or made. Not thread-safe. */
    public static final class Builder {

        private final Function<Creation, StoreLocation> store;
        private @Nullable RootKeySource rootKey;
        private boolean createIfAbsent;
        private KeyOwner owner = KeyOwner.DEFAULT;
        private Argon2id cost = Argon2id.DEFAULT;
        private InstantSource clock = InstantSource.system();
        private AuditPolicy audit = AuditPolicy.DEFAULT;
        private @Nullable Principal principal;

        private Builder(Path store) {
            Objects.requireNonNull(store, "store");
            this.store = creation -> new StoreFile(StorePath.canonical(store, creation));
        }

        private Builder(PostgresKeyStore store) {
            Objects.requireNonNull(store, "store");
            this.store = creation -> store.requireConsistent();
        }

        /** What unlocks the store; must be set. */
        public Builder rootKey(RootKeySource source) {
            this.rootKey = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Whether {@link #open()} makes a store that is absent; it does not unless set. */
        public Builder createIfAbsent(boolean create) {
            this.createIfAbsent = create;
            return this;
        }

        /**
         * What the ARNs of a store to be made say: {@code arn:<partition>:kms:<region>:<account>:key/…}; unless set,
         * {@code furoshiki}, {@code local} and twelve zeros. An existing store keeps what it was made with.
         */
        public Builder arns(String partition, String region, String account) {
            this.owner = new KeyOwner(
                    Objects.requireNonNull(partition, "partition"),
                    Objects.requireNonNull(region, "region"),
                    Objects.requireNonNull(account, "account"));
            return this;
        }

        /**
         * What a guess at a passphrase costs: of a store to be made, and at least so much of a backup and of a store whose
         * root key is changed. 64 MiB, 3 iterations, 4 lanes unless set; of services that share a store, the first one's
         * counts.
         */
        public Builder argon2id(int memoryKib, int iterations, int lanes) {
            this.cost = new Argon2id(memoryKib, iterations, lanes);
            return this;
        }

        /** Who calls; the account's root principal unless set. */
        public Builder principal(Principal who) {
            this.principal = Objects.requireNonNull(who, "who");
            return this;
        }

        /**
         * What keys are rotated and deleted by; the system's clock unless set. Of services that share a store, the first
         * one's counts.
         */
        public Builder clock(InstantSource source) {
            this.clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * From how many bytes on the audit log goes on in another file; 64 MiB unless set. This and the next are the first
         * service's, of those that share a store.
         *
         * @throws IllegalArgumentException when it is not 1 or more
         */
        public Builder auditFileBytes(long bytes) {
            this.audit = audit.withMaxFileBytes(bytes);
            return this;
        }

        /**
         * From what age on it does likewise, counted from the file's first line; 30 days unless set.
         *
         * @throws IllegalArgumentException when it is not above zero, or above 100 years
         */
        public Builder auditFileAge(Duration age) {
            this.audit = audit.withMaxFileAge(Objects.requireNonNull(age, "age"));
            return this;
        }

        /**
         * How often the store is told of the audit log's newest line, at most; 50 ms unless set. What was recorded in the last
         * two of them before a crash is known to the log alone. Zero: no record is acknowledged before the store knows of
         * those that were written before, which costs a commit for each. Of a store in PostgreSQL neither holds while its
         * server is away: what is recorded meanwhile is told when it is back. A service that asks for less than a store is
         * open with in the process is refused.
         *
         * @throws IllegalArgumentException when it is below zero, or above a minute
         */
        public Builder auditAnchorInterval(Duration interval) {
            this.audit = audit.withAnchorInterval(Objects.requireNonNull(interval, "interval"));
            return this;
        }

        /** Opens the store. Throws what {@link EmbeddedKeyService#open(Path, RootKeySource)} throws. */
        public EmbeddedKeyService open() {
            return service(options(createIfAbsent ? Creation.IF_ABSENT : Creation.NEVER));
        }

        /** Makes the store. Throws what {@link EmbeddedKeyService#create} throws. */
        public EmbeddedKeyService create() {
            return service(options(Creation.ALWAYS));
        }

        /**
         * Makes the store from a backup, in one transaction, and opens it. What was sealed under its keys opens again. Keys
         * whose date of deletion has passed are deleted at the first operation. The audit log is a new one, signed by the same
         * key; its first record, {@code RestoreBackup}, names the newest line of each old one when the backup was made. It is
         * written before the store is there; only the root principal of the backup's account may be its principal.
         *
         * <p>Where it throws, there is no store, unless it was made and could not be opened then, as when the key service that
         * sealed its root key went away: then another attempt says that there is one. The store has an id of its own, and a
         * passphrase costs what {@link #argon2id} says.
         *
         * @param secret what the backup was made with; this builder's root key unlocks the store from now on
         * @throws KmsException.AlreadyExistsException when there is a store
         * @throws KmsException.AccessDeniedException when the principal is another
         * @throws KmsException.IncorrectRootKeyException when the backup was made with another secret
         * @throws KmsException.KeyStoreDamagedException when the backup was cut or altered
         * @throws KmsException.KeyStoreTooNewException when a newer version of this program made it
         * @throws KmsException.RootKeyUnavailableException when backup, secret or root key cannot be read
         */
        public EmbeddedKeyService restore(Path backup, RootKeySource secret) {
            return restore(
                    Objects.requireNonNull(backup, "backup"), Objects.requireNonNull(secret, "secret"), read -> {});
        }

        /** @param made is told which backup it was, when the store is there */
        EmbeddedKeyService restore(Path backup, RootKeySource secret, Consumer<BackupV1> made) {
            StoreOptions options = options(Creation.ALWAYS);
            try (StoreRestoring restoring = StoreRestoring.of(options.store(), backup, secret, principal)) {
                EmbeddedKeyService restored = service(options.with(restoring));
                made.accept(restoring.backup());
                return restored;
            }
        }

        /** Verifies the store's audit log against what the store knows of it, without opening the log. */
        AuditVerification auditVerification() {
            return StoreOpening.auditVerification(options(Creation.NEVER));
        }

        private StoreOptions options(Creation creation) {
            RootKeySource source =
                    Objects.requireNonNull(rootKey, "a key store is unlocked by a root key: set rootKey(...)");
            return new StoreOptions(store.apply(creation), source, creation, owner, cost, clock, audit);
        }

        private EmbeddedKeyService service(StoreOptions options) {
            OpenStore open = OpenStores.acquire(options);
            Principal who = principal == null ? open.owner().root() : principal;
            return new EmbeddedKeyService(Caller.of(open, who));
        }
    }
}
