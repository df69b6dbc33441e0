package dev.furoshiki.benchmarks.tuning.service;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The key service for one cache, which it tells nothing of itself. On the simulation's carriers. */
public final class KeyServiceClient implements KeyManagementService {

    private static final int DATA_KEY_BYTES = 32;

    private final SimulatedKeyService service;

    /** When the last check of a key began that it passed. */
    private final Map<Integer, Long> allowedAtNanos = new HashMap<>();

    KeyServiceClient(SimulatedKeyService service) {
        this.service = service;
    }

    @Override
    public String provider() {
        return SimulatedKeyService.PROVIDER;
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        if (sizeBytes < KeyOrigin.LEAST_BYTES) {
            throw new IllegalArgumentException("a simulated data key has " + KeyOrigin.LEAST_BYTES + " bytes or more");
        }
        long askedAtNanos = service.nowNanos();
        service.call(SimulatedKeyService.keyId(keyId));
        long number = service.newDataKey();
        return new GeneratedDataKey(
                new KeyOrigin(number, askedAtNanos).toSecret(sizeBytes), SimulatedKeyService.sealed(keyId, number));
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        long askedAtNanos = service.nowNanos();
        service.call(SimulatedKeyService.keyId(ciphertext.keyArn()));
        long number = ByteBuffer.wrap(ciphertext.ciphertext()).getLong();
        return new KeyOrigin(number, askedAtNanos).toSecret(DATA_KEY_BYTES);
    }

    @Override
    public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        long askedAtNanos = service.nowNanos();
        int keyId = SimulatedKeyService.keyId(ciphertext.keyArn());
        service.call(keyId);
        allowedAtNanos.merge(keyId, askedAtNanos, Math::max);
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        throw new UnsupportedOperationException("a cache has nothing encrypted");
    }

    @Override
    public void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        service.record();
    }

    /** When the service last said, for whatever reason, that what this data key is sealed under may be used: the call began then. */
    public long allowedAtNanos(int keyId, KeyOrigin origin) {
        Long checked = allowedAtNanos.get(keyId);
        return checked == null ? origin.askedAtNanos() : Math.max(checked, origin.askedAtNanos());
    }

    @Override
    public void close() {}
}
