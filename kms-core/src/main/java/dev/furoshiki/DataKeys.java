package dev.furoshiki;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.cache.KeyLimits;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.Given;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProviderUri;
import dev.furoshiki.kms.KeyServices;
import java.time.Duration;
import java.util.Objects;

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
        Objects.requireNonNull(uri, "uri");
        return new Builder(() -> KeyServices.open(KeyProviderUri.parse(uri)), true);
    }

    /** Like {@link #over}, with the cache's limits to choose. */
    public static Builder builder(KeyManagementService service) {
        Objects.requireNonNull(service, "service");
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
     *     DisabledException}, ...; {@code ValidationException} when no key may encrypt so much, or an argument is null
     */
    public DataKey forEncryption(String keyId, EncryptionContext context, long messageBytes) {
        Given.require("keyId", keyId);
        Given.require("context", context);
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
        Given.require("encrypted", encrypted);
        Given.require("context", context);
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
        Given.require("keyId", keyId);
        Given.require("context", context);
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
            return with(policy.limits().withMaxEntries(entries));
        }

        /** How old a data key may get, from before it was asked for; 5 minutes unless set, 1 ns to 365 days. */
        public Builder maxAge(Duration age) {
            return with(policy.limits().withMaxAge(age));
        }

        /** After what time without use a data key is dropped, within half of it more; 1 minute unless set, 0 for never. */
        public Builder idleExpiry(Duration idle) {
            return with(policy.limits().withIdleExpiry(idle));
        }

        /** How many messages one data key may encrypt; 2^20 unless set, 2^32 at most. */
        public Builder maxMessages(long messages) {
            return with(policy.limits().withMaxMessages(messages));
        }

        /** How many bytes of plaintext one data key may encrypt; 64 GiB unless set, 1 PiB at most. */
        public Builder maxBytes(long bytes) {
            return with(policy.limits().withMaxBytes(bytes));
        }

        /** How many uses are recorded, and granted to a thread, at once at first; 64 unless set, grows to 2^16. */
        public Builder leaseBlock(long uses) {
            return with(policy.limits().withLeaseBlock(uses));
        }

        /** Has messages refused that find the data key at maxMessages or maxBytes; unless set, they get another key. */
        public Builder failAtLimit() {
            policy = policy.with(CachePolicy.OnLimit.FAIL);
            return this;
        }

        /**
         * After what part of its age a data key that is used is replaced in the background, and by what part of itself that
         * moment is moved at random; 0.8 and 0.1 unless set, 1 for never.
         */
        public Builder refreshAhead(double part, double jitter) {
            policy = policy.with(policy.freshness().withRefreshAhead(part, jitter));
            return this;
        }

        /**
         * How often the key service is asked whether keys in use still may be; not at all unless set. For services that
         * cannot tell: each question is a Decrypt that may cost and has to be allowed, one for each of its keys and interval.
         */
        public Builder revocationCheck(Duration interval) {
            policy = policy.with(policy.freshness().withRevocationCheck(interval));
            return this;
        }

        /** How long past maxAge a data key is used while the key service cannot be reached; not at all unless set. */
        public Builder offlineGrace(Duration grace) {
            policy = policy.with(policy.freshness().withOfflineGrace(grace));
            return this;
        }

        /** How many further data keys are kept ready for each context that is encrypted under; none unless set. */
        public Builder prefetch(int keys) {
            policy = policy.with(policy.freshness().withPrefetch(keys));
            return this;
        }

        /** How many calls of the key service are under way at once; 20 unless set. */
        public Builder maxInFlight(int calls) {
            policy = policy.with(policy.calls().withMaxInFlight(calls));
            return this;
        }

        /** How long anybody waits for the key service; 2 seconds unless set. */
        public Builder callTimeout(Duration longest) {
            policy = policy.with(policy.calls().withTimeout(longest));
            return this;
        }

        /** How long "no such key", "disabled" and "access denied" are given again without a call; 1 second unless set. */
        public Builder negativeTtl(Duration ttl) {
            policy = policy.with(policy.calls().withNegativeTtl(ttl));
            return this;
        }

        /**
         * After how many failures in a row the key service is left alone, and for how long; after 5, from 100 ms doubling to
         * 10 s, unless set.
         */
        public Builder circuitBreaker(int failures, Duration shortestPause, Duration longestPause) {
            policy = policy.with(policy.calls().withCircuitBreaker(failures, shortestPause, longestPause));
            return this;
        }

        /** What it makes. */
        CachePolicy policy() {
            return policy;
        }

        private Builder with(KeyLimits limits) {
            policy = policy.with(limits);
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
