package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import org.jspecify.annotations.Nullable;

/** What a cached data key is found by. Hashes are computed where the parts are made, not for each look-up. */
sealed interface CacheKey {

    /** What the key service was asked by. */
    String keyId();

    /** What the key is bound to. */
    EncryptionContext context();

    /** For encryption: any key of that size under that name and context. */
    final class Encryption implements CacheKey {
        private final String keyId;
        private final int sizeBytes;
        private final EncryptionContext context;

        Encryption(String keyId, int sizeBytes, EncryptionContext context) {
            this.keyId = keyId;
            this.sizeBytes = sizeBytes;
            this.context = context;
        }

        @Override
        public String keyId() {
            return keyId;
        }

        @Override
        public EncryptionContext context() {
            return context;
        }

        /** @throws KmsInternalException when the key service gives another key than it was asked for */
        GeneratedDataKey generate(KeyManagementService service) {
            GeneratedDataKey generated = service.generateDataKey(keyId, sizeBytes, context);
            int givenBytes = generated.plaintext().sizeBytes();
            if (givenBytes != sizeBytes) {
                generated.close();
                throw new KmsInternalException(
                        "the key service '" + service.provider() + "' was asked for " + this + " of " + sizeBytes
                                + " bytes and gave one of " + givenBytes
                                + " bytes, which was not used: correct the service",
                        null);
            }
            return generated;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Encryption that
                    && sizeBytes == that.sizeBytes
                    && keyId.equals(that.keyId)
                    && context.equals(that.context);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * keyId.hashCode() + context.hashCode()) + sizeBytes;
        }

        @Override
        public String toString() {
            return "a key to encrypt with under " + keyId + " " + context;
        }
    }

    /** For decryption: the one key that was sealed so. */
    final class Decryption implements CacheKey {
        private final EncryptedDataKey encrypted;
        private final EncryptionContext context;

        Decryption(EncryptedDataKey encrypted, EncryptionContext context) {
            this.encrypted = encrypted;
            this.context = context;
        }

        @Override
        public String keyId() {
            return encrypted.keyArn();
        }

        @Override
        public EncryptionContext context() {
            return context;
        }

        EncryptedDataKey encrypted() {
            return encrypted;
        }

        SecretBytes decrypt(KeyManagementService service) {
            return service.decrypt(encrypted, context);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Decryption that && encrypted.equals(that.encrypted) && context.equals(that.context);
        }

        @Override
        public int hashCode() {
            return 31 * encrypted.hashCode() + context.hashCode();
        }

        @Override
        public String toString() {
            return "the key behind " + encrypted + " " + context;
        }
    }
}
