package dev.furoshiki.benchmarks.awsencryptionsdk;

import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoMaterialsManager;
import com.amazonaws.encryptionsdk.DefaultCryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.CachingCryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.LocalCryptoMaterialsCache;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import com.amazonaws.encryptionsdk.model.DecryptionMaterials;
import com.amazonaws.encryptionsdk.model.DecryptionMaterialsRequest;
import com.amazonaws.encryptionsdk.model.EncryptionMaterials;
import com.amazonaws.encryptionsdk.model.EncryptionMaterialsRequest;
import dev.furoshiki.benchmarks.workload.KeyUse;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.spec.SecretKeySpec;

/**
 * Data keys from the caching materials manager over its own local cache: hot ones in turn, told apart by their encryption
 * contexts. What each call is asked with is made before, which spares it work; the suite does not sign, or it would cache key
 * pairs too. Thread-safe.
 */
public final class CachedMaterials {

    private static final int KEYS = KeyUse.HOT_KEYS;
    private static final int CAPACITY = 1000;
    private static final int MESSAGE_BYTES = 64;
    private static final long MOST_MESSAGES = 1L << 32;
    private static final CryptoAlgorithm SUITE = CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY;

    private final AtomicInteger calls = new AtomicInteger();
    private final CryptoMaterialsManager manager = CachingCryptoMaterialsManager.newBuilder()
            .withBackingMaterialsManager(new CountedCalls(new DefaultCryptoMaterialsManager(masterKey()), calls))
            .withCache(new LocalCryptoMaterialsCache(CAPACITY))
            .withMaxAge(1, TimeUnit.HOURS)
            .withMessageUseLimit(MOST_MESSAGES)
            .withByteUseLimit(Long.MAX_VALUE)
            .build();
    private final EncryptionMaterialsRequest[] toEncrypt = new EncryptionMaterialsRequest[KEYS];
    private final DecryptionMaterialsRequest[] toDecrypt = new DecryptionMaterialsRequest[KEYS];

    /** Asks for each key once, and makes sure that it is cached and opened again. */
    public CachedMaterials() {
        for (int i = 0; i < KEYS; i++) {
            toEncrypt[i] = EncryptionMaterialsRequest.newBuilder()
                    .setContext(Map.of("number", Integer.toString(i)))
                    .setRequestedAlgorithm(SUITE)
                    .setCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                    .setPlaintextSize(MESSAGE_BYTES)
                    .build();
            EncryptionMaterials materials = manager.getMaterialsForEncrypt(toEncrypt[i]);
            toDecrypt[i] = DecryptionMaterialsRequest.newBuilder()
                    .setAlgorithm(SUITE)
                    .setEncryptionContext(materials.getEncryptionContext())
                    .setEncryptedDataKeys(materials.getEncryptedDataKeys())
                    .build();
            DecryptionMaterials opened = manager.decryptMaterials(toDecrypt[i]);
            if (!opened.getDataKey().getKey().equals(materials.getCleartextDataKey())
                    || !materials.equals(manager.getMaterialsForEncrypt(toEncrypt[i]))) {
                throw new IllegalStateException("a data key that was cached is not the one that was asked for first");
            }
        }
    }

    /** One data key was generated and opened for each of the hot ones; all else are hits. */
    int calls() {
        return calls.get();
    }

    /** Materials to encrypt with, for each key in turn. */
    public long toEncrypt(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            EncryptionMaterials materials = manager.getMaterialsForEncrypt(toEncrypt[(int) i & (KEYS - 1)]);
            sum += materials.getEncryptedDataKeys().size();
        }
        return sum;
    }

    /** Materials behind encrypted data keys, for each key in turn. */
    public long toDecrypt(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            DecryptionMaterials materials = manager.decryptMaterials(toDecrypt[(int) i & (KEYS - 1)]);
            sum += materials.getEncryptionContext().size();
        }
        return sum;
    }

    private static JceMasterKey masterKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return JceMasterKey.getInstance(new SecretKeySpec(bytes, "AES"), "benchmark", "measured", "AES/GCM/NoPadding");
    }

    /** What the cache asks where it has no key. */
    private record CountedCalls(CryptoMaterialsManager manager, AtomicInteger calls) implements CryptoMaterialsManager {

        @Override
        public EncryptionMaterials getMaterialsForEncrypt(EncryptionMaterialsRequest request) {
            calls.incrementAndGet();
            return manager.getMaterialsForEncrypt(request);
        }

        @Override
        public DecryptionMaterials decryptMaterials(DecryptionMaterialsRequest request) {
            calls.incrementAndGet();
            return manager.decryptMaterials(request);
        }
    }
}
