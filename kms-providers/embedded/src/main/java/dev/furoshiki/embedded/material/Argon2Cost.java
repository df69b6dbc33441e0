package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.SecretBytes;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What a guess at a passphrase costs (Argon2id, RFC 9106). Immutable.
 *
 * @param memoryKib KiB of memory, 8 times the lanes to 4 GiB
 * @param iterations passes over it, 1 to 1,000
 * @param lanes 1 to 64
 */
public record Argon2Cost(int memoryKib, int iterations, int lanes) {

    /** 64 MiB, 3 passes, one lane: about a fifth of a second, above OWASP's minimum. */
    public static final Argon2Cost DEFAULT = new Argon2Cost(64 * 1024, 3, 1);

    private static final int MOST_MEMORY_KIB = 4 << 20;

    /** @throws IllegalArgumentException when a parameter is out of its range */
    public Argon2Cost {
        if (lanes < 1 || lanes > 64) {
            throw new IllegalArgumentException("Argon2's lanes are 1 to 64, not " + lanes);
        }
        if (iterations < 1 || iterations > 1000) {
            throw new IllegalArgumentException("Argon2's iterations are 1 to 1,000, not " + iterations);
        }
        if (memoryKib < 8 * lanes || memoryKib > MOST_MEMORY_KIB) {
            throw new IllegalArgumentException("Argon2's memory is " + 8 * lanes + " to " + MOST_MEMORY_KIB
                    + " KiB for " + lanes + " lanes, not " + memoryKib);
        }
    }

    /** The key that a passphrase makes at this cost. */
    public SecretBytes derive(SecretBytes passphrase, byte[] salt, int sizeBytes) {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(lanes)
                .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] key = new byte[sizeBytes];
        passphrase.read(bytes -> generator.generateBytes(bytes, key));
        return SecretBytes.takeOver(key);
    }
}
