package dev.furoshiki.benchmarks.tuning.trace;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import dev.furoshiki.benchmarks.tuning.trace.ReservedUses.Whose;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A key service around another one, which records what an application uses its data keys for: {@code
 * DataKeys.builder(recording).leaseBlock(1)} under the application's driver or client, and the trace of it in the end. With that block uses are
 * told one by one where they are few, and in blocks of a tenth of a second where they are many. How long messages are is not told. Thread-safe.
 */
public final class RecordingKeyService implements KeyManagementService {

    private final KeyManagementService service;
    private final LongSupplier nanoTime;

    /** Guarded by itself. */
    private final ReservedUses uses;

    /** @param messageBytes how long messages are said to be */
    public RecordingKeyService(KeyManagementService service, long messageBytes) {
        this(service, messageBytes, System::nanoTime);
    }

    RecordingKeyService(KeyManagementService service, long messageBytes, LongSupplier nanoTime) {
        this.service = service;
        this.nanoTime = nanoTime;
        this.uses = new ReservedUses(messageBytes);
    }

    /** What was recorded until now. */
    public Trace trace() {
        synchronized (uses) {
            return uses.trace();
        }
    }

    @Override
    public String provider() {
        return service.provider();
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        long atNanos = nanoTime.getAsLong();
        GeneratedDataKey generated = service.generateDataKey(keyId, sizeBytes, context);
        synchronized (uses) {
            uses.called(atNanos, whose(generated.encrypted(), context, Operation.ENCRYPT));
        }
        return generated;
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        long atNanos = nanoTime.getAsLong();
        SecretBytes opened = service.decrypt(ciphertext, context);
        synchronized (uses) {
            uses.called(atNanos, whose(ciphertext, context, Operation.DECRYPT));
        }
        return opened;
    }

    @Override
    public void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long reserved) {
        service.recordCachedUses(keyId, key, context, encrypting, reserved);
        Operation operation = encrypting ? Operation.ENCRYPT : Operation.DECRYPT;
        synchronized (uses) {
            uses.reserved(nanoTime.getAsLong(), whose(key, context, operation), reserved);
        }
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        return service.encrypt(keyId, plaintext, context);
    }

    @Override
    public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        service.dryRunDecrypt(ciphertext, context);
    }

    @Override
    public AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        return service.onKeyChange(keyArnListener);
    }

    @Override
    public void close() {
        service.close();
    }

    private static Whose whose(EncryptedDataKey key, EncryptionContext context, Operation operation) {
        return new Whose("here", "who", key.keyArn(), context, key, operation);
    }
}
