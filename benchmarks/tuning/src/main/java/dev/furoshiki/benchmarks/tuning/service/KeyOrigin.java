package dev.furoshiki.benchmarks.tuning.service;

import dev.furoshiki.crypto.SecretBytes;
import java.nio.ByteBuffer;

/**
 * Where a simulated data key comes from, which its bytes tell. Immutable.
 *
 * @param number that of the data key, wherever it is opened
 * @param askedAtNanos when the call began that brought it
 */
public record KeyOrigin(long number, long askedAtNanos) {

    static final int LEAST_BYTES = 2 * Long.BYTES;

    /** Reads it from a key that {@link KeyServiceClient} gave. */
    public static KeyOrigin of(SecretBytes secret) {
        return secret.read(bytes -> {
            ByteBuffer told = ByteBuffer.wrap(bytes);
            return new KeyOrigin(told.getLong(), told.getLong());
        });
    }

    SecretBytes toSecret(int sizeBytes) {
        return SecretBytes.takeOver(ByteBuffer.allocate(sizeBytes)
                .putLong(number)
                .putLong(askedAtNanos)
                .array());
    }
}
