package dev.furoshiki.embedded;

import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.RootKeySource.Kind;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.kms.KeyManagementService;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes root keys, for as long as one is needed. Used by one thread; {@link #close()} zeroes it, or gives it back.
 *
 * <p>A root key is of something, such as "key store /path", which messages name, and which an encryption context binds it to
 * where a key service seals it.
 */
sealed interface RootSecret extends AutoCloseable {

    /**
     * The root key again, 32 bytes; whether it is the right one, its verifier says.
     *
     * @throws IncorrectRootKeyException when the key service has not sealed it
     */
    SecretBytes open(String what, EncryptionContext context, StoredRootKey stored);

    /**
     * A new root key, which {@link #open} was seen to give again.
     *
     * @throws RootKeyUnavailableException when it does not
     */
    Made make(String what, EncryptionContext context, Argon2id cost);

    /** Refuses a key service that only that store opens. */
    default void requireOutside(OpenStore store) {}

    /** The key store without which it cannot be had, if it is one. */
    default @Nullable OpenStore openedBy() {
        return null;
    }

    @Override
    void close();

    /**
     * A root key, and what is stored of it.
     *
     * @param openedBy the key store without which it cannot be had again, if it is one
     */
    record Made(
            SecretBytes root,
            StoredRootKey stored,
            @Nullable OpenStore openedBy) implements AutoCloseable {
        @Override
        public void close() {
            root.close();
        }
    }

    /** What a service answers; or the exception that names it, since a service that is away is no wrong passphrase. */
    static <T> T available(String place, Supplier<T> call) {
        try {
            return call.get();
        } catch (KmsException failed) {
            throw unavailable(place, failed.errorCode() + ": " + failed.getMessage(), failed);
        } catch (RuntimeException failed) {
            throw unavailable(place, failed.getClass().getSimpleName(), failed);
        }
    }

    private static RootKeyUnavailableException unavailable(String place, String why, RuntimeException failed) {
        return new RootKeyUnavailableException(
                "a root key is sealed by the " + place + ", which did not answer as it has to (" + why
                        + "): correct that, then try again",
                failed);
    }

    /** A passphrase or a root key, as it was written down. */
    record Written(Kind kind, SecretBytes secret) implements RootSecret {

        private static final SecureRandom RANDOM = new SecureRandom();

        @Override
        public SecretBytes open(String what, EncryptionContext context, StoredRootKey stored) {
            return root(what, stored.cost(what), stored.salt());
        }

        @Override
        public Made make(String what, EncryptionContext context, Argon2id cost) {
            byte[] salt = new byte[Argon2id.LEAST_SALT_BYTES];
            RANDOM.nextBytes(salt);
            return new Made(root(what, cost, salt), StoredRootKey.of(kind, salt, cost, null), openedBy());
        }

        private SecretBytes root(String what, Argon2id cost, byte[] salt) {
            if (kind == Kind.KEY_FILE) {
                return secret.read(SecretBytes::copyOf);
            }
            try {
                return secret.read(passphrase -> cost.derive(passphrase, salt));
            } catch (IllegalStateException | OutOfMemoryError tooLittleMemory) {
                throw new RootKeyUnavailableException(
                        "the root key of the " + what + " cannot be derived: " + tooLittleMemory.getMessage(),
                        tooLittleMemory);
            }
        }

        @Override
        public void close() {
            secret.close();
        }
    }

    /** A key of another key service. */
    record OfService(KeyManagementService service, String keyId, String place, Runnable release) implements RootSecret {

        @Override
        public SecretBytes open(String what, EncryptionContext context, StoredRootKey stored) {
            EncryptedDataKey sealed = stored(what, stored);
            if (!sealed.provider().equals(service.provider()) || !KeyNames.mayMean(keyId, sealed.keyArn())) {
                throw new IncorrectRootKeyException("the root key of the " + what + " was sealed by the key service "
                        + sealed.provider() + " under " + sealed.keyArn() + ", not by the " + place
                        + ": name that service and key");
            }
            SecretBytes root;
            try {
                root = service.decrypt(sealed, context);
            } catch (KmsException.InvalidCiphertextException | KmsException.IncorrectKeyException notThatOne) {
                throw new IncorrectRootKeyException("the " + place + " does not open the root key of the " + what
                        + ": it has another key than the one that sealed it, or what is stored of it was altered");
            } catch (RuntimeException failed) {
                return available(place, () -> {
                    throw failed;
                });
            }
            if (root.sizeBytes() != RootKey.SIZE_BYTES) {
                root.close();
                throw new IncorrectRootKeyException(
                        "what the " + place + " sealed is no root key of the " + what + ": it has another length");
            }
            return root;
        }

        @Override
        public Made make(String what, EncryptionContext context, Argon2id cost) {
            SecretBytes root = SecretBytes.random(RootKey.SIZE_BYTES);
            try {
                EncryptedDataKey sealed = available(place, () -> service.encrypt(keyId, root, context));
                byte[] bytes =
                        new EncryptedDataKeyV1(sealed.provider(), sealed.keyArn(), sealed.ciphertext()).toBytes();
                byte[] unused = new byte[Argon2id.LEAST_SALT_BYTES];
                StoredRootKey stored = StoredRootKey.of(Kind.KEY_SERVICE, unused, cost, bytes);
                requireOpens(what, context, stored, root);
                return new Made(root, stored, openedBy());
            } catch (Throwable failed) {
                root.close();
                throw failed;
            }
        }

        /** Else it would turn out when the root key is needed next: when nobody has it any more, nor the one before. */
        private void requireOpens(String what, EncryptionContext context, StoredRootKey stored, SecretBytes root) {
            try (SecretBytes again = open(what, context, stored)) {
                if (again.sameAs(root)) {
                    return;
                }
            } catch (IncorrectRootKeyException other) {
                throw notOpened(other);
            }
            throw notOpened(null);
        }

        private RootKeyUnavailableException notOpened(@Nullable Exception why) {
            return new RootKeyUnavailableException(
                    "the " + place + " does not open what it has just sealed as it was"
                            + (why == null ? "" : " (" + why.getMessage() + ")")
                            + ", so nothing is put under such a root key: name another key, or another key service",
                    why);
        }

        @Override
        public void requireOutside(OpenStore store) {
            OpenStore sealing = openedBy();
            if (sealing != null) {
                sealing.requireOpensWithout(store);
            }
        }

        @Override
        public @Nullable OpenStore openedBy() {
            return service instanceof EmbeddedKeyService other ? other.store() : null;
        }

        @Override
        public void close() {
            release.run();
        }

        private static EncryptedDataKey stored(String what, StoredRootKey stored) {
            byte[] bytes = stored.sealed();
            if (bytes == null) {
                throw altered(what, null);
            }
            try {
                EncryptedDataKeyV1 sealed = EncryptedDataKeyV1.parse(bytes);
                return new EncryptedDataKey(sealed.provider(), sealed.keyArn(), sealed.ciphertext());
            } catch (MalformedCiphertextException malformed) {
                throw altered(what, malformed);
            }
        }

        private static KeyStoreDamagedException altered(String what, @Nullable Exception why) {
            return new KeyStoreDamagedException(
                    "the sealed root key of the " + what + " was altered: restore it from a backup", why);
        }
    }
}
