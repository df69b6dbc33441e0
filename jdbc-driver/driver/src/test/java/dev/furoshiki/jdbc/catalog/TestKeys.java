package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/** A key service in memory, whose keys can be disabled: real AES-GCM, no store. */
public final class TestKeys implements KeyManagementService {

    private final Map<String, Aead> keys = new ConcurrentHashMap<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private TestKeys(String... aliases) {
        for (String alias : aliases) {
            keys.put(alias, Aead.aesGcm(SecretBytes.random(32)));
        }
    }

    public static TestKeys of(String... aliases) {
        requireCiphers();
        return new TestKeys(aliases);
    }

    /** Until kms-core's ciphers and data keys are there, the tests that need them say so. */
    public static void requireCiphers() {
        try (SecretBytes key = SecretBytes.random(32);
                TestKeys probe = new TestKeys("probe");
                DataKeys keys = DataKeys.over(probe);
                DataKey generated = keys.generate("probe", EncryptionContext.empty())) {
            Prf.hmacSha256(key).close();
            Hkdf.expandSha256(key, new byte[0], 32).close();
            keys.forDecryption(generated.encrypted(), EncryptionContext.empty()).close();
        } catch (UnsupportedOperationException notThere) {
            Assumptions.abort("kms-core's ciphers and data keys are being written");
        }
    }

    public void disable(String alias) {
        disabled.add(alias);
        listeners.forEach(listener -> listener.accept(alias));
    }

    public void enable(String alias) {
        disabled.remove(alias);
    }

    private Aead key(String keyId) {
        Aead key = keys.get(keyId);
        if (key == null) {
            throw new KmsException.NotFoundException("key " + keyId + " does not exist");
        }
        if (disabled.contains(keyId)) {
            throw new KmsException.DisabledException("key " + keyId + " is disabled; enable it");
        }
        return key;
    }

    @Override
    public String provider() {
        return "test";
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        SecretBytes plaintext = SecretBytes.random(sizeBytes);
        return new GeneratedDataKey(plaintext, encrypt(keyId, plaintext, context));
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        return new EncryptedDataKey("test", keyId, key(keyId).encrypt(plaintext.toByteArray(), context.toBytes()));
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        if (!ciphertext.provider().equals(provider())) {
            throw new KmsException.InvalidCiphertextException("not a ciphertext of this provider");
        }
        try {
            return SecretBytes.takeOver(key(ciphertext.keyArn()).decrypt(ciphertext.ciphertext(), context.toBytes()));
        } catch (AuthenticationFailedException notOurs) {
            throw new KmsException.InvalidCiphertextException("the ciphertext does not open");
        }
    }

    @Override
    public AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        listeners.add(keyArnListener);
        return () -> listeners.remove(keyArnListener);
    }

    @Override
    public void close() {
        keys.values().forEach(Aead::close);
    }
}
