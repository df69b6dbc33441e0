package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A real key service as if behind a bad network, or run by somebody who makes mistakes. Calls are counted; uses are recorded
 * all the same, as whose log is at hand records them. Thread-safe.
 */
final class FaultyKeyService implements KeyManagementService {

    /** What is wrong. */
    enum Fault {
        NONE,
        SLOW,
        THROTTLED,
        /** Fails on its own side. */
        INTERNAL,
        /** Nothing comes back until the network does; then the connection turns out to be lost. */
        PARTITIONED,
        /** Throws what it should not. */
        DEFECTIVE,
        /** Gives the plaintext of another key. */
        OTHER_PLAINTEXT,
        /** Gives a ciphertext that opens to nothing. */
        GARBAGE,
        /** Gives a key of another length than was asked for. */
        SHORT;

        /** Whether it answers, though not at once. */
        boolean isHarmless() {
            return this == NONE || this == SLOW;
        }

        /** Whether it answers with what is wrong. */
        boolean isLie() {
            return this == OTHER_PLAINTEXT || this == GARBAGE || this == SHORT;
        }
    }

    static final String LOST = "the connection was lost";

    private static final int SLOW_MILLIS = 2;
    private static final int SHORT_BYTES = 16;

    private final KeyManagementService delegate;
    private final AtomicInteger calls = new AtomicInteger();
    private final Object network = new Object();
    private Fault fault = Fault.NONE;
    private int blocked;

    FaultyKeyService(KeyManagementService delegate) {
        this.delegate = delegate;
    }

    int calls() {
        return calls.get();
    }

    /** How many calls wait for the network. */
    int blocked() {
        synchronized (network) {
            return blocked;
        }
    }

    void suffer(Fault next) {
        synchronized (network) {
            fault = next;
            network.notifyAll();
        }
    }

    @Override
    public String provider() {
        return delegate.provider();
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        return switch (call()) {
            case OTHER_PLAINTEXT -> lying(keyId, sizeBytes, context, sizeBytes);
            case SHORT -> lying(keyId, sizeBytes, context, SHORT_BYTES);
            case GARBAGE -> {
                GeneratedDataKey truth = delegate.generateDataKey(keyId, sizeBytes, context);
                byte[] bytes = truth.encrypted().ciphertext();
                bytes[bytes.length - 1] ^= 1;
                EncryptedDataKey garbage =
                        new EncryptedDataKey(provider(), truth.encrypted().keyArn(), bytes);
                yield new GeneratedDataKey(truth.plaintext(), garbage);
            }
            default -> delegate.generateDataKey(keyId, sizeBytes, context);
        };
    }

    private GeneratedDataKey lying(String keyId, int sizeBytes, EncryptionContext context, int givenBytes) {
        try (GeneratedDataKey truth = delegate.generateDataKey(keyId, sizeBytes, context)) {
            return new GeneratedDataKey(SecretBytes.random(givenBytes), truth.encrypted());
        }
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        Fault now = call();
        SecretBytes truth = delegate.decrypt(ciphertext, context);
        if (!now.isLie()) {
            return truth;
        }
        try (truth) {
            return SecretBytes.random(now == Fault.SHORT ? SHORT_BYTES : truth.sizeBytes());
        }
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        call();
        return delegate.encrypt(keyId, plaintext, context);
    }

    @Override
    public void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        delegate.recordCachedUses(keyId, key, context, encrypting, uses);
    }

    @Override
    public AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        return delegate.onKeyChange(keyArnListener);
    }

    @Override
    public void close() {
        suffer(Fault.NONE);
    }

    /** What is wrong with this call, if it gets an answer. */
    private Fault call() {
        calls.incrementAndGet();
        Fault now;
        synchronized (network) {
            now = fault;
        }
        switch (now) {
            case SLOW -> sleep();
            case THROTTLED -> throw new ThrottlingException("slower, please");
            case INTERNAL -> throw new KmsInternalException("out of order", null);
            case DEFECTIVE -> throw new IllegalStateException("a defect of the provider");
            case PARTITIONED -> {
                awaitNetwork();
                throw new DependencyTimeoutException(LOST, null);
            }
            default -> {}
        }
        return now;
    }

    private void awaitNetwork() {
        synchronized (network) {
            blocked++;
            try {
                while (fault == Fault.PARTITIONED) {
                    network.wait();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                blocked--;
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(SLOW_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
