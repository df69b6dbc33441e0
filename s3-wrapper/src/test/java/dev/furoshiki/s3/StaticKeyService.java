package dev.furoshiki.s3;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A table of data keys under a provider's name: for envelopes of other key services and for fixed vectors. */
public final class StaticKeyService implements KeyManagementService {

    private final String provider;
    private final AtomicLong next = new AtomicLong();
    private final List<EncryptionContext> asked = new CopyOnWriteArrayList<>();
    private final Map<EncryptedDataKey, byte[]> keys = new ConcurrentHashMap<>();

    public StaticKeyService(String provider) {
        this.provider = provider;
    }

    /** Knows a key from now on. */
    public void put(EncryptedDataKey encrypted, byte[] plaintext) {
        keys.put(encrypted, plaintext.clone());
    }

    public void forget(EncryptedDataKey encrypted) {
        keys.remove(encrypted);
    }

    /** The context of each call that came, in their order. */
    public List<EncryptionContext> asked() {
        return asked;
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        asked.add(context);
        SecretBytes plaintext = SecretBytes.random(sizeBytes);
        return new GeneratedDataKey(plaintext, encrypt(keyId, plaintext, context));
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        byte[] name =
                ByteBuffer.allocate(Long.BYTES).putLong(next.incrementAndGet()).array();
        EncryptedDataKey encrypted = new EncryptedDataKey(provider, "arn:" + provider + ":" + keyId, name);
        put(encrypted, plaintext.toByteArray());
        return encrypted;
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        asked.add(context);
        byte[] plaintext = keys.get(ciphertext);
        if (plaintext == null) {
            throw new KmsException.NotFoundException("the table has no such key: " + ciphertext);
        }
        return SecretBytes.copyOf(plaintext);
    }

    @Override
    public void close() {}
}
