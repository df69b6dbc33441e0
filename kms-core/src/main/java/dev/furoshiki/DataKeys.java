package dev.furoshiki;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.time.Duration;

/**
 * Data keys from a key service, through a cache: "a key to encrypt with", "the key for this encrypted data key".
 *
 * <p>Thread-safe. Closing it zeroes what is cached, and closes the key service when it opened it itself. Throws what the
 * key service throws, {@link dev.furoshiki.key.KmsException}; never hands out a key that the service refused.
 */
public final class DataKeys implements AutoCloseable {

    private static final int DATA_KEY_BYTES = 32;

    private final KeyManagementService service;
    private final boolean ownsService;
    private final DataKeyCache cache;

    private DataKeys(KeyManagementService service, boolean ownsService, CachePolicy policy) {
        this.service = service;
        this.ownsService = ownsService;
        this.cache = new DataKeyCache(service, policy);
    }

    /**
     * Opens the key service that the URI names, such as {@code embedded:/var/keys?passphraseFile=/run/secret}.
     *
     * @throws dev.furoshiki.key.KmsException.InvalidProviderUriException when the URI is malformed or holds a secret
     * @throws dev.furoshiki.key.KmsException.NotFoundException when no provider on the class path has that scheme
     */
    public static DataKeys open(String uri) {
        return builder(uri).build();
    }

    /** Data keys from a service that the caller opened, and closes. */
    public static DataKeys over(KeyManagementService service) {
        return builder(service).build();
    }

    /** Like {@link #open}, with the cache's limits to choose. */
    public static Builder builder(String uri) {
        return new Builder(() -> KeyServices.open(uri), true);
    }

    /** Like {@link #over}, with the cache's limits to choose. */
    public static Builder builder(KeyManagementService service) {
        return new Builder(() -> service, false);
    }

    /**
     * A 32-byte key to encrypt one message of so many bytes with; cached keys are shared until a limit is reached.
     *
     * @param keyId a key id, key ARN, alias name ({@code alias/…}) or alias ARN
     * @param context what the key is bound to; whoever decrypts has to give the same
     * @param messageBytes the length of the plaintext
     * @return a lease: the caller closes it, soon
     * @throws dev.furoshiki.key.KmsException when the key service refuses: {@code NotFoundException}, {@code
     *     DisabledException}, ...; {@code ValidationException} when no key may encrypt so much
     */
    public DataKey forEncryption(String keyId, EncryptionContext context, long messageBytes) {
        return cache.forEncryption(keyId, DATA_KEY_BYTES, context, messageBytes);
    }

    /**
     * The key behind an encrypted data key.
     *
     * @return a lease: the caller closes it, soon
     * @throws dev.furoshiki.key.KmsException when the key service refuses: {@code DisabledException}, {@code
     *     InvalidCiphertextException} where key or context is another, ...
     */
    public DataKey forDecryption(EncryptedDataKey encrypted, EncryptionContext context) {
        return cache.forDecryption(encrypted, context);
    }

    /**
     * A fresh 32-byte key, never shared and never cached for encryption: for long-lived roots.
     *
     * @param keyId a key id, key ARN, alias name ({@code alias/…}) or alias ARN
     * @return a lease: the caller closes it
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     */
    public DataKey generate(String keyId, EncryptionContext context) {
        return cache.uncached(keyId, DATA_KEY_BYTES, context);
    }

    /** What the cache has done since this was opened: hits, calls made and saved, why keys left. */
    public CacheStatistics statistics() {
        return cache.statistics();
    }

    /** The key service beneath; who opened it closes it. */
    public KeyManagementService service() {
        return service;
    }

    /** Zeroes what is cached; leases that are open stay valid until they are closed. Asking afterwards throws. */
    @Override
    public void close() {
        try {
            cache.close();
        } finally {
            if (ownsService) {
                service.close();
            }
        }
    }

    /**
     * Chooses the cache's limits; each is hard. Not thread-safe. A limit out of its range throws {@link
     * IllegalArgumentException}.
     */
    public static final class Builder {

        private final ServiceSource source;
        private final boolean ownsService;
        private CachePolicy policy = CachePolicy.DEFAULT;

        private Builder(ServiceSource source, boolean ownsService) {
            this.source = source;
            this.ownsService = ownsService;
        }

        /** How many data keys are kept; 1,000 unless set, 0 keeps none. */
        public Builder maxEntries(long entries) {
            policy = policy.withMaxEntries(entries);
            return this;
        }

        /** How old a data key may get, from before it was asked for; 5 minutes unless set, 1 ns to 365 days. */
        public Builder maxAge(Duration age) {
            policy = policy.withMaxAge(age);
            return this;
        }

        /** How many messages one data key may encrypt; 2^20 unless set, 2^32 at most. */
        public Builder maxMessages(long messages) {
            policy = policy.withMaxMessages(messages);
            return this;
        }

        /** How many bytes of plaintext one data key may encrypt; 64 GiB unless set, 1 PiB at most. */
        public Builder maxBytes(long bytes) {
            policy = policy.withMaxBytes(bytes);
            return this;
        }

        /** Opens the key service, if it was named by URI. Throws what {@link DataKeys#open} throws. */
        public DataKeys build() {
            return new DataKeys(source.service(), ownsService, policy);
        }
    }

    private interface ServiceSource {
        KeyManagementService service();
    }
}
