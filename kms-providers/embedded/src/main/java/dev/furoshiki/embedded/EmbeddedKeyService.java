package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.KeyUse;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.EmbeddedCiphertextV1;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyAdministration;
import dev.furoshiki.kms.KeyManagementService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key service inside the process, with AWS KMS's operations, states, limits and exceptions; its keys lie sealed in an H2
 * file and survive a restart.
 *
 * <pre>{@code
 * EmbeddedKeyService keys = EmbeddedKeyService.create(Path.of("/var/lib/app/keys"), RootKeySource.passphraseFile(file));
 * String keyId = keys.createKey("personal data").keyId();
 * keys.createAlias("alias/pii", keyId);
 * }</pre>
 *
 * <p>From then on {@code embedded:/var/lib/app/keys?passphraseFile=…} opens it. Every operation is in the audit log
 * ({@code <store>.audit.jsonl}) before its result is handed out. Thread-safe. Services of one process on the same path share
 * the open store, so what one changes all see at once; another process is kept out while it is open.
 */
public final class EmbeddedKeyService implements KeyManagementService, KeyAdministration {

    /** What {@link #provider()} answers, and the scheme of its URIs. */
    public static final String SCHEME = "embedded";

    private final Path path;
    private final OpenStore store;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKeyService(StoreOptions options) {
        this.path = options.store();
        this.store = OpenStores.acquire(options);
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

    /** More to choose: where ARNs say the keys are, what a guess at the passphrase costs. */
    public static Builder builder(Path store) {
        return new Builder(store);
    }

    @Override
    public String provider() {
        return SCHEME;
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        AuditedOperation operation = AuditedOperation.reading("GenerateDataKey")
                .with("keyId", keyId)
                .with("numberOfBytes", sizeBytes)
                .with(context);
        return run(operation, () -> {
            Limits.requireDataKey(sizeBytes);
            ManagedKey key = usable(operation, keyring().find(keyId));
            SecretBytes plaintext = SecretBytes.random(sizeBytes);
            try {
                return new GeneratedDataKey(plaintext, seal(key, plaintext, context));
            } catch (Throwable failed) {
                plaintext.close();
                throw failed;
            }
        });
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        AuditedOperation operation =
                AuditedOperation.reading("Encrypt").with("keyId", keyId).with(context);
        return run(operation, () -> {
            Limits.requirePlaintext(plaintext.sizeBytes());
            return seal(usable(operation, keyring().find(keyId)), plaintext, context);
        });
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        AuditedOperation operation = AuditedOperation.reading("Decrypt")
                .with("keyId", ciphertext.keyArn())
                .with(context);
        return run(operation, () -> {
            EmbeddedCiphertextV1 sealed = parse(ciphertext);
            ManagedKey key = usable(operation, sealingKey(ciphertext, sealed));
            BackingKey material = key.backingKey(sealed.backingKeyNumber())
                    .orElseThrow(() -> new InvalidCiphertextException("the ciphertext names backing key "
                            + Integer.toUnsignedString(sealed.backingKeyNumber()) + ", which the key "
                            + key.metadata().arn() + " has not: it was damaged, or the key store is an older backup"));
            return sealed.open(material.secret(), context);
        });
    }

    /** Recorded as {@code ReserveCachedUses}; refused for a key that is not to be used any more. */
    @Override
    public void recordCachedUses(EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        AuditedOperation operation = AuditedOperation.reading("ReserveCachedUses")
                .with("keyId", key.keyArn())
                .with("operation", encrypting ? "Encrypt" : "Decrypt")
                .with("uses", uses)
                .with(context);
        run(operation, () -> usable(operation, keyring().find(key.keyArn())));
    }

    @Override
    public AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        requireOpen();
        return store.listen(keyArnListener);
    }

    @Override
    public KeyMetadata createKey(String description) {
        AuditedOperation operation = AuditedOperation.changing("CreateKey").with("description", description);
        return change(operation, KeyringChanges.create(store.owner(), description));
    }

    @Override
    public KeyMetadata describeKey(String keyId) {
        AuditedOperation operation = AuditedOperation.reading("DescribeKey").with("keyId", keyId);
        return run(operation, () -> {
            KeyMetadata key = keyring().find(keyId).metadata();
            operation.concerns(key.arn());
            return key;
        });
    }

    @Override
    public List<KeyMetadata> listKeys() {
        return run(
                AuditedOperation.reading("ListKeys"),
                () -> keyring().keys().stream().map(ManagedKey::metadata).toList());
    }

    @Override
    public void createAlias(String aliasName, String targetKeyId) {
        change(naming("CreateAlias", aliasName, targetKeyId), KeyringChanges.createAlias(aliasName, targetKeyId));
    }

    @Override
    public void updateAlias(String aliasName, String targetKeyId) {
        change(naming("UpdateAlias", aliasName, targetKeyId), KeyringChanges.updateAlias(aliasName, targetKeyId));
    }

    @Override
    public void deleteAlias(String aliasName) {
        AuditedOperation operation = AuditedOperation.changing("DeleteAlias").with("aliasName", aliasName);
        change(operation, KeyringChanges.deleteAlias(aliasName));
    }

    @Override
    public Map<String, String> listAliases() {
        return run(AuditedOperation.reading("ListAliases"), () -> keyring().aliases());
    }

    @Override
    public void enableKey(String keyId) {
        change(AuditedOperation.changing("EnableKey").with("keyId", keyId), KeyringChanges.enable(keyId));
    }

    @Override
    public void disableKey(String keyId) {
        change(AuditedOperation.changing("DisableKey").with("keyId", keyId), KeyringChanges.disable(keyId));
    }

    /**
     * The newest line of the audit log, as {@code <sequence>:<hash>}: kept elsewhere, it shows later ({@code --at-least}) that
     * nothing up to it was cut off or replaced, whoever may have written to log and store.
     */
    public String newestAuditLink() {
        requireOpen();
        return store.audit().newest().mark().toString();
    }

    /** The key that verifies the audit log's checkpoints: 64 hexadecimal digits. */
    public String auditPublicKey() {
        requireOpen();
        return HexFormat.of().formatHex(store.auditPublicKey());
    }

    /** Gives the store back; the last service on it closes it and zeroes its keys. Closing twice is harmless. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            OpenStores.release(path);
        }
    }

    private static AuditedOperation naming(String eventName, String aliasName, String targetKeyId) {
        return AuditedOperation.changing(eventName).with("aliasName", aliasName).with("targetKeyId", targetKeyId);
    }

    private <T> T run(AuditedOperation operation, Supplier<T> work) {
        requireOpen();
        return operation.run(store.audit(), work);
    }

    private <T> T change(AuditedOperation operation, KeyringChanges.Checked<T> change) {
        requireOpen();
        return store.change(operation, keyring -> change.apply(keyring, operation));
    }

    private Keyring keyring() {
        return store.keyring();
    }

    private static ManagedKey usable(AuditedOperation operation, ManagedKey key) {
        operation.concerns(key.metadata().arn());
        KeyUse.CRYPTOGRAPHY.require(key.metadata());
        return key;
    }

    private static EncryptedDataKey seal(ManagedKey key, SecretBytes plaintext, EncryptionContext context) {
        EmbeddedCiphertextV1 sealed = EmbeddedCiphertextV1.seal(
                key.id(), key.currentBackingKey(), key.current().secret(), plaintext, context);
        return new EncryptedDataKey(SCHEME, key.metadata().arn(), sealed.toBytes());
    }

    private static EmbeddedCiphertextV1 parse(EncryptedDataKey ciphertext) {
        byte[] bytes = ciphertext.ciphertext();
        Limits.requireCiphertext(bytes.length);
        if (!ciphertext.provider().equals(SCHEME)) {
            throw new IncorrectKeyException("the ciphertext was made by the key service '" + ciphertext.provider()
                    + "', not by '" + SCHEME + "': open that key service");
        }
        return EmbeddedCiphertextV1.parse(bytes);
    }

    private ManagedKey sealingKey(EncryptedDataKey ciphertext, EmbeddedCiphertextV1 sealed) {
        String arn = store.owner().arnOf(sealed.keyId().toString());
        if (!ciphertext.keyArn().equals(arn)) {
            throw new IncorrectKeyException("the ciphertext was made under the key " + arn + ", not under "
                    + ciphertext.keyArn() + ": one of the two was swapped or damaged, restore it from a backup");
        }
        return keyring().find(arn);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the key service on " + path + " was closed: open it again");
        }
    }

    /** Chooses how a store is opened or made. Not thread-safe. */
    public static final class Builder {

        private final Path store;
        private @Nullable RootKeySource rootKey;
        private boolean createIfAbsent;
        private KeyOwner owner = KeyOwner.DEFAULT;
        private Argon2id cost = Argon2id.DEFAULT;

        private Builder(Path store) {
            this.store = store;
        }

        /** What unlocks the store; must be set. */
        public Builder rootKey(RootKeySource source) {
            this.rootKey = source;
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
            this.owner = new KeyOwner(partition, region, account);
            return this;
        }

        /** What a guess at the passphrase of a store to be made costs; 64 MiB, 3 iterations, 4 lanes unless set. */
        public Builder argon2id(int memoryKib, int iterations, int lanes) {
            this.cost = new Argon2id(memoryKib, iterations, lanes);
            return this;
        }

        /** Opens the store. Throws what {@link EmbeddedKeyService#open(Path, RootKeySource)} throws. */
        public EmbeddedKeyService open() {
            return new EmbeddedKeyService(options(createIfAbsent ? Creation.IF_ABSENT : Creation.NEVER));
        }

        /** Makes the store. Throws what {@link EmbeddedKeyService#create} throws. */
        public EmbeddedKeyService create() {
            return new EmbeddedKeyService(options(Creation.ALWAYS));
        }

        /** Verifies the store's audit log against what the store knows of it, without opening the log. */
        AuditVerification auditVerification() {
            return OpenStore.auditVerification(options(Creation.NEVER));
        }

        private StoreOptions options(Creation creation) {
            RootKeySource source =
                    Objects.requireNonNull(rootKey, "a key store is unlocked by a root key: set rootKey(...)");
            return new StoreOptions(canonical(store, creation), source, creation, owner, cost);
        }

        /** The same path for the same file, whatever links lead there: stores are shared by path. */
        private static Path canonical(Path store, Creation creation) {
            Path absolute = store.toAbsolutePath().normalize();
            Path folder = absolute.getParent();
            Path name = absolute.getFileName();
            if (folder == null || name == null) {
                throw new InvalidProviderUriException("a key store is a file, not the folder " + absolute);
            }
            try {
                if (creation != Creation.NEVER && !Files.isDirectory(folder)) {
                    Files.createDirectories(folder);
                }
                return Files.exists(folder) ? folder.toRealPath().resolve(name) : absolute;
            } catch (IOException failed) {
                throw new KmsInternalException(
                        "the folder " + folder + " of the key store cannot be made or read ("
                                + failed.getClass().getSimpleName() + "): correct the path or its permissions",
                        failed);
            }
        }
    }
}
