package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.DataKeys;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.KeyUse;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;

/** Calls of the embedded key service, each in the audit log on the disk before it returns. Thread-safe. */
public final class ServiceCall {

    private static final int KEY_BYTES = 32;
    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    private final KeyManagementService service;
    private final DataKeys dataKeys;
    private final SecretBytes plaintext = SecretBytes.random(KEY_BYTES);
    private final EncryptedDataKey encrypted;

    private ServiceCall(KeyService keys) {
        this.service = keys.service();
        this.dataKeys = keys.dataKeys();
        this.encrypted = service.encrypt(KeyService.ALIAS, plaintext, CONTEXT);
        try (SecretBytes opened = service.decrypt(encrypted, CONTEXT)) {
            if (!opened.sameAs(plaintext)) {
                throw new IllegalStateException("what was decrypted is not what was encrypted");
            }
        }
    }

    /** The call that a workload is about. */
    public static Workload of(KeyUse use, KeyService keys) {
        ServiceCall call = new ServiceCall(keys);
        return switch (use.operation()) {
            case KeyUse.GENERATE_DATA_KEY -> call::generateDataKey;
            case KeyUse.ENCRYPT -> call::encrypt;
            case KeyUse.DECRYPT -> call::decrypt;
            case KeyUse.UNCACHED -> call::uncached;
            default -> throw new IllegalArgumentException("no operation of the key service: " + use.operation());
        };
    }

    private long generateDataKey(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            try (GeneratedDataKey key = service.generateDataKey(KeyService.ALIAS, KEY_BYTES, CONTEXT)) {
                sum += key.plaintext().sizeBytes();
            }
        }
        return sum;
    }

    private long encrypt(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            service.encrypt(KeyService.ALIAS, plaintext, CONTEXT);
            sum += KEY_BYTES;
        }
        return sum;
    }

    private long decrypt(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            try (SecretBytes opened = service.decrypt(encrypted, CONTEXT)) {
                sum += opened.sizeBytes();
            }
        }
        return sum;
    }

    private long uncached(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            try (DataKey key = dataKeys.generate(KeyService.ALIAS, CONTEXT)) {
                sum += key.secret().sizeBytes();
            }
        }
        return sum;
    }
}
