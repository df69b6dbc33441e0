package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A key service in memory that counts its calls, remembers every secret it gave away, and can be made slow or failing. What
 * stands under a real key service is tested with the embedded one.
 */
class CountingKeyService implements KeyManagementService {

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger concurrentCalls = new AtomicInteger();
    final List<SecretBytes> secretsGiven = new CopyOnWriteArrayList<>();

    final AtomicInteger dryRuns = new AtomicInteger();
    final List<Long> recordedUses = new CopyOnWriteArrayList<>();
    final List<String> recordedNames = new CopyOnWriteArrayList<>();

    /** Runs inside each call, with the key's name. */
    volatile Consumer<String> inCall = keyId -> {};

    private final Map<EncryptedDataKey, byte[]> sealed = new ConcurrentHashMap<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public String provider() {
        return "counting";
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        int number = enter();
        try {
            requireEnabled(keyId);
            inCall.accept(keyId);
            EncryptedDataKey encrypted = new EncryptedDataKey(
                    provider(),
                    arn(keyId),
                    ByteBuffer.allocate(4).putInt(number).array());
            // No byte is zero, so that a zeroed key is told from a living one.
            byte[] key = new byte[sizeBytes];
            java.util.Arrays.fill(key, (byte) (1 + number % 255));
            sealed.put(encrypted, key);
            return new GeneratedDataKey(give(key), encrypted);
        } finally {
            concurrentCalls.decrementAndGet();
        }
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        throw new UnsupportedOperationException("the cache never encrypts");
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        String keyId = ciphertext.keyArn().substring("arn:".length());
        enter();
        try {
            requireEnabled(keyId);
            inCall.accept(keyId);
            byte[] key = sealed.get(ciphertext);
            if (key == null) {
                throw new InvalidCiphertextException("no such ciphertext");
            }
            return give(key);
        } finally {
            concurrentCalls.decrementAndGet();
        }
    }

    @Override
    public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        dryRuns.incrementAndGet();
        String keyId = ciphertext.keyArn().substring("arn:".length());
        requireEnabled(keyId);
        inCall.accept(keyId);
    }

    @Override
    public void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        recordedUses.add(uses);
        recordedNames.add(keyId);
    }

    @Override
    public AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        listeners.add(keyArnListener);
        return () -> listeners.remove(keyArnListener);
    }

    @Override
    public void close() {}

    void disable(String keyId) {
        disabled.add(keyId);
        listeners.forEach(listener -> listener.accept(arn(keyId)));
    }

    /** As a remote service does, which cannot tell. */
    void disableUnheard(String keyId) {
        disabled.add(keyId);
    }

    void enable(String keyId) {
        disabled.remove(keyId);
    }

    static String arn(String keyId) {
        return "arn:" + keyId;
    }

    boolean everySecretIsDestroyed() {
        return secretsGiven.stream().allMatch(SecretBytes::isDestroyed);
    }

    private int enter() {
        concurrentCalls.incrementAndGet();
        return calls.incrementAndGet();
    }

    private void requireEnabled(String keyId) {
        if (disabled.contains(keyId)) {
            throw new DisabledException(keyId + " is disabled");
        }
    }

    private SecretBytes give(byte[] key) {
        SecretBytes secret = SecretBytes.copyOf(key);
        secretsGiven.add(secret);
        return secret;
    }
}
