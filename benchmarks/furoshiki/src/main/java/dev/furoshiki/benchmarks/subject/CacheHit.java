package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.DataKeys;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.KeyUse;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;

/** Leases of cached data keys, each given back at once: 64 keys in turn, told apart by their encryption contexts. Thread-safe. */
public final class CacheHit implements Workload {

    private static final int KEYS = KeyUse.HOT_KEYS;
    private static final int MESSAGE_BYTES = 64;

    private final EncryptionContext[] contexts = new EncryptionContext[KEYS];
    private final EncryptedDataKey[] encrypted = new EncryptedDataKey[KEYS];
    private final DataKeys keys;
    private final boolean forEncryption;

    private CacheHit(DataKeys keys, boolean forEncryption) {
        this.keys = keys;
        this.forEncryption = forEncryption;
        for (int i = 0; i < KEYS; i++) {
            contexts[i] = EncryptionContext.of("number", Integer.toString(i));
            try (DataKey key = keys.forEncryption(KeyService.ALIAS, contexts[i], MESSAGE_BYTES)) {
                encrypted[i] = key.encrypted();
            }
            keys.forDecryption(encrypted[i], contexts[i]).close();
        }
    }

    /** Of keys to encrypt with. */
    public static CacheHit forEncryption(KeyService service) {
        return new CacheHit(service.dataKeys(), true);
    }

    /** Of keys behind encrypted data keys. */
    public static CacheHit forDecryption(KeyService service) {
        return new CacheHit(service.dataKeys(), false);
    }

    @Override
    public long run(long operations) {
        return forEncryption ? leaseToEncrypt(operations) : leaseToDecrypt(operations);
    }

    private long leaseToEncrypt(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            int which = (int) i & (KEYS - 1);
            try (DataKey key = keys.forEncryption(KeyService.ALIAS, contexts[which], MESSAGE_BYTES)) {
                sum += key.secret().sizeBytes();
            }
        }
        return sum;
    }

    private long leaseToDecrypt(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            int which = (int) i & (KEYS - 1);
            try (DataKey key = keys.forDecryption(encrypted[which], contexts[which])) {
                sum += key.secret().sizeBytes();
            }
        }
        return sum;
    }
}
