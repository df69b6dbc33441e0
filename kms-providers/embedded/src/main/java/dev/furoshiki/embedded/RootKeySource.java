package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProviderUri;
import dev.furoshiki.kms.KeyServices;
import dev.furoshiki.kms.SecretPlace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where a key store's root key comes from: a passphrase (file, environment variable, or given), a key file, or another key
 * service that sealed it. Thread-safe.
 *
 * <p>Read when the store is opened, made, or its root key changed. {@code toString} names the place, never what lies there.
 */
public final class RootKeySource {

    private static final int LONGEST_PASSPHRASE_BYTES = 64 * 1024;
    private static final String PASSPHRASE = "passphrase";

    /** What kind of secret it is; the names stand in the store. */
    enum Kind {
        PASSPHRASE("passphrase"),
        KEY_FILE("key file"),
        KEY_SERVICE("key service");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final Kind kind;
    private final String place;
    private final Supplier<RootSecret> secret;

    private RootKeySource(Kind kind, String place, Supplier<RootSecret> secret) {
        this.kind = kind;
        this.place = place;
        this.secret = secret;
    }

    /** A passphrase in a file: its bytes, without the line break at the end. */
    public static RootKeySource passphraseFile(Path file) {
        Objects.requireNonNull(file, "file");
        return written(
                Kind.PASSPHRASE,
                "passphrase file " + file,
                () -> SecretPlace.textFile(PASSPHRASE, file, LONGEST_PASSPHRASE_BYTES));
    }

    /** A passphrase in an environment variable. */
    public static RootKeySource passphraseEnvironment(String variable) {
        Objects.requireNonNull(variable, "variable");
        return written(
                Kind.PASSPHRASE,
                "passphrase in the environment variable " + variable,
                () -> SecretPlace.variable(PASSPHRASE, variable, "passphraseFile"));
    }

    /** A passphrase that the application has, as UTF-8 bytes; it stays the caller's, who closes it after opening the store. */
    public static RootKeySource passphrase(SecretBytes passphrase) {
        Objects.requireNonNull(passphrase, "passphrase");
        return written(Kind.PASSPHRASE, "passphrase given", passphrase::toByteArray);
    }

    /** A file of exactly 32 random bytes, such as {@code head -c 32 /dev/urandom > file} makes. */
    public static RootKeySource keyFile(Path file) {
        Objects.requireNonNull(file, "file");
        return written(Kind.KEY_FILE, "key file " + file, () -> {
            byte[] key = SecretPlace.file("key", file, RootKey.SIZE_BYTES);
            if (key.length != RootKey.SIZE_BYTES) {
                Arrays.fill(key, (byte) 0);
                throw new RootKeyUnavailableException(
                        "the key file " + file + " has " + key.length + " bytes, but a root key has 32: make one with "
                                + "'head -c 32 /dev/urandom'",
                        null);
            }
            return key;
        });
    }

    /**
     * A root key of random bytes that another key service encrypts: a hardware security module, a cloud's, or another key
     * store. It is asked when the store is made and opened, bound to the store by the encryption context
     * {@code {"furoshiki:store": <store id>}}.
     *
     * @param service stays the caller's, and is not needed once the store is open
     * @param keyId a key id, key ARN, alias name or alias ARN of a key that the service may encrypt and decrypt with: what it
     *     sealed is opened once before anything relies on it. A key id or key ARN says which key has to have sealed the store,
     *     an alias does not
     */
    public static RootKeySource sealedBy(KeyManagementService service, String keyId) {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(keyId, "keyId");
        String place = "key service " + service.provider() + " with the key " + keyId;
        return new RootKeySource(
                Kind.KEY_SERVICE, place, () -> new RootSecret.OfService(service, keyId, place, () -> {}));
    }

    /** Likewise of a key service that is opened by its URI whenever it is needed, and closed after it. */
    static RootKeySource sealedBy(KeyProviderUri uri, String keyId) {
        String place = "key service " + uri + " with the key " + keyId;
        return new RootKeySource(Kind.KEY_SERVICE, place, () -> {
            KeyManagementService service = RootSecret.available(place, () -> KeyServices.open(uri));
            return new RootSecret.OfService(service, keyId, place, service::close);
        });
    }

    Kind kind() {
        return kind;
    }

    /**
     * What unlocks a store.
     *
     * @throws RootKeyUnavailableException when it is not there; it names the place
     */
    RootSecret read() {
        return secret.get();
    }

    @Override
    public String toString() {
        return place;
    }

    private static RootKeySource written(Kind kind, String place, Supplier<byte[]> reader) {
        return new RootKeySource(kind, place, () -> {
            byte[] bytes = reader.get();
            if (bytes.length == 0) {
                throw new RootKeyUnavailableException(
                        "the " + place + " is absent or empty: put the " + kind + "'s bytes there", null);
            }
            return new RootSecret.Written(kind, SecretBytes.takeOver(bytes));
        });
    }
}
