package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.Given;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.CryptokiLibraries;
import dev.furoshiki.pkcs11.cryptoki.UnloadableLibraryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key service over the AES-256 keys in a PKCS#11 token, such as a hardware security module: they are made with its own
 * tools and never leave it.
 *
 * <pre>{@code
 * Pkcs11KeyService keys = Pkcs11KeyService.builder(Path.of("/usr/lib/softhsm/libsofthsm2.so"))
 *         .token("shop")
 *         .pin(PinSource.file(Path.of("/run/secrets/pin")))
 *         .open();
 * }</pre>
 *
 * <p>A key is named by its label ({@code alias/<CKA_LABEL>}), its CKA_ID in hexadecimal digits, or an ARN of either:
 * {@code arn:furoshiki:pkcs11:<token>::key/<CKA_ID>}. Each message is sealed under a key of its own, derived from the token's
 * key by AES-CMAC inside the token: docs/formats/pkcs11-ciphertext-v1.md.
 *
 * <p>Thread-safe. The service finds the token again, and logs in again, after it was away. It cannot tell that a key was
 * changed, and has no audit log: both are the token's.
 */
public final class Pkcs11KeyService implements KeyManagementService {

    /** What {@link #provider()} answers, and the scheme of its URIs. */
    public static final String SCHEME = "pkcs11";

    private static final int MOST_PLAINTEXT_BYTES = 4096;
    private static final int MOST_CIPHERTEXT_BYTES = 6144;
    private static final int MOST_DATA_KEY_BYTES = 1024;

    private final TokenName token;
    private final TokenArns arns;
    private final TokenSessions sessions;
    private volatile boolean closed;

    Pkcs11KeyService(Cryptoki cryptoki, TokenName token, PinSource pin, int sessions) {
        this.token = token;
        this.arns = TokenArns.of(token.label());
        this.sessions = new TokenSessions(cryptoki, token, pin, sessions);
        this.sessions.connect();
    }

    /**
     * Says which token to open, and how.
     *
     * @param library the token's PKCS#11 library, by its absolute path; it is code that runs in this process
     */
    public static Builder builder(Path library) {
        return new Builder(library);
    }

    @Override
    public String provider() {
        return SCHEME;
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        Given.require("keyId", keyId);
        Given.require("context", context);
        requireOpen();
        require(sizeBytes, MOST_DATA_KEY_BYTES, "a data key");
        KeyReference reference = KeyReference.parse(keyId, arns);
        // Of this process's generator, not the token's: the key is used here, beside nonces and keys that are drawn
        // here.
        SecretBytes plaintext = SecretBytes.random(sizeBytes);
        try {
            return new GeneratedDataKey(plaintext, seal(reference, plaintext, context));
        } catch (Throwable failed) {
            plaintext.close();
            throw failed;
        }
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        Given.require("keyId", keyId);
        Given.require("plaintext", plaintext);
        Given.require("context", context);
        requireOpen();
        require(plaintext.sizeBytes(), MOST_PLAINTEXT_BYTES, "a plaintext to encrypt");
        if (plaintext.isDestroyed()) {
            throw new ValidationException("the plaintext was closed, and is zeroed: close it after it was encrypted");
        }
        return seal(KeyReference.parse(keyId, arns), plaintext, context);
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        Given.require("ciphertext", ciphertext);
        Given.require("context", context);
        requireOpen();
        byte[] bytes = ciphertext.ciphertext();
        require(bytes.length, MOST_CIPHERTEXT_BYTES, "a ciphertext to decrypt");
        if (!ciphertext.provider().equals(SCHEME)) {
            throw new IncorrectKeyException("the ciphertext was made by the key service '" + ciphertext.provider()
                    + "', not by '" + SCHEME + "': open that key service");
        }
        Pkcs11CiphertextV1 sealed = Pkcs11CiphertextV1.parse(bytes);
        String arn = arns.ofKey(sealed.keyId());
        if (!ciphertext.keyArn().equals(arn)) {
            throw new IncorrectKeyException(
                    "the ciphertext was made under the key " + arn + " if in this token, not under "
                            + ciphertext.keyArn()
                            + ": open the token that the ARN names; if it is this one, one of the two was "
                            + "swapped or damaged, restore it from a backup");
        }
        KeyReference reference = new KeyReference.ById(HexFormat.of().formatHex(sealed.keyId()));
        return sessions.use(session -> sealed.open(TokenKey.find(session, reference), context));
    }

    /** Ends the sessions with the token; its library stays loaded. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        sessions.close();
    }

    @Override
    public String toString() {
        return "Pkcs11KeyService[token " + token + "]";
    }

    private EncryptedDataKey seal(KeyReference reference, SecretBytes plaintext, EncryptionContext context) {
        return sessions.use(session -> {
            TokenKey key = TokenKey.find(session, reference);
            byte[] sealed =
                    Pkcs11CiphertextV1.seal(key.id(), key, plaintext, context).toBytes();
            requireOpens(sealed, key, plaintext, context);
            return new EncryptedDataKey(SCHEME, arns.ofKey(key.id()), sealed);
        });
    }

    /**
     * Opens what was sealed as whoever reads it later will, with a message key that the token derives anew: one wrong bit of
     * the token while sealing, and all that is encrypted under the data key would be lost.
     */
    private void requireOpens(byte[] sealed, TokenKey key, SecretBytes plaintext, EncryptionContext context)
            throws CryptokiException {
        try (SecretBytes opened = Pkcs11CiphertextV1.parse(sealed).open(key, context)) {
            if (opened.sameAs(plaintext)) {
                return;
            }
        } catch (InvalidCiphertextException unequal) {
            // As below.
        }
        throw new KmsInternalException(
                "what was sealed under the key with the id "
                        + HexFormat.of().formatHex(key.id()) + " in the token " + token
                        + " does not open, and was dropped: the token made two different AES-CMACs of one message; try "
                        + "again, and look whether its device is broken if it stays",
                null);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the key service on the token " + token + " was closed: open it again");
        }
    }

    private static void require(int sizeBytes, int most, String what) {
        if (sizeBytes < 1 || sizeBytes > most) {
            throw new ValidationException(what + " has 1 to " + most + " bytes, not " + sizeBytes);
        }
    }

    /** Chooses a token. Not thread-safe. */
    public static final class Builder {

        private static final int MOST_SESSIONS = 1024;

        private final Path library;
        private @Nullable String label;
        private @Nullable String serial;
        private @Nullable PinSource pin;
        private int sessions = 8;

        private Builder(Path library) {
            this.library = Objects.requireNonNull(library, "library");
        }

        /** The label that the token was initialised with; must be set. */
        public Builder token(String tokenLabel) {
            this.label = Objects.requireNonNull(tokenLabel, "tokenLabel");
            return this;
        }

        /** The token's serial number, where several have that label. */
        public Builder serial(String serialNumber) {
            this.serial = Objects.requireNonNull(serialNumber, "serialNumber");
            return this;
        }

        /** Where the PIN of the token's user comes from; must be set. */
        public Builder pin(PinSource source) {
            this.pin = Objects.requireNonNull(source, "source");
            return this;
        }

        /** How many operations the token is asked for at the same time, at most: 1 to 1,024; 8 unless set. */
        public Builder sessions(int mostSessions) {
            if (mostSessions < 1 || mostSessions > MOST_SESSIONS) {
                throw new ValidationException("there are 1 to " + MOST_SESSIONS + " sessions, not " + mostSessions);
            }
            this.sessions = mostSessions;
            return this;
        }

        /**
         * Finds the token and logs in.
         *
         * @throws KmsException.KeyStoreNotFoundException when there is no such library or token
         * @throws KmsException.IncorrectRootKeyException when the token refuses the PIN
         * @throws KmsException.RootKeyUnavailableException when there is no PIN, or the token is locked
         * @throws KmsException.UnsupportedOperationException when the token has no AES-CMAC
         */
        public Pkcs11KeyService open() {
            String token = Objects.requireNonNull(label, "a token is named by its label: set token(...)");
            PinSource source = Objects.requireNonNull(pin, "a token wants a PIN: set pin(...)");
            return new Pkcs11KeyService(load(library), new TokenName(token, serial), source, sessions);
        }

        /** By the same path for the same file, whatever links lead there. */
        private static Cryptoki load(Path library) {
            if (!library.isAbsolute() || !Files.isRegularFile(library)) {
                throw new KeyStoreNotFoundException("there is no PKCS#11 library " + library
                        + ": give the absolute path of the one that comes with the token, such as "
                        + "/usr/lib/softhsm/libsofthsm2.so");
            }
            try {
                return CryptokiLibraries.load(library.toRealPath());
            } catch (IOException | UnloadableLibraryException unusable) {
                throw new KeyStoreNotFoundException("the PKCS#11 library " + library + " cannot be loaded ("
                        + unusable.getMessage() + "): it has to be readable, and built for "
                        + System.getProperty("os.name")
                        + " on " + System.getProperty("os.arch"));
            } catch (CryptokiException failed) {
                throw new KeyStoreNotFoundException("the PKCS#11 library " + library + " cannot be used ("
                        + failed.getMessage() + "): look whether it is the one that comes with the token");
            }
        }
    }
}
