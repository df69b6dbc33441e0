package dev.furoshiki.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106, version 0x13): a key from a passphrase, at a cost that each guess has to pay. Immutable.
 *
 * <p>The bounds keep stored parameters that somebody changed from making the process allocate without end, or derive a
 * key that is cheap to guess by a single pass over no memory.
 *
 * @param memoryKib KiB of memory: 8 a lane to 4 GiB
 * @param iterations passes over the memory, 1 to 1,000
 * @param parallelism lanes, 1 to 64; they are filled one after the other here
 */
public record Argon2id(int memoryKib, int iterations, int parallelism) {

    /** What RFC 9106 recommends second, for machines with less memory: 64 MiB, three passes, four lanes. */
    public static final Argon2id DEFAULT = new Argon2id(64 * 1024, 3, 4);

    /** The shortest salt; draw it at random, once, and store it. */
    public static final int LEAST_SALT_BYTES = 16;

    private static final int KEY_BYTES = 32;
    private static final int MOST_MEMORY_KIB = 4 * 1024 * 1024;
    private static final int MOST_ITERATIONS = 1000;
    private static final int MOST_LANES = 64;
    private static final int KIB_A_LANE = 8;

    /** @throws IllegalArgumentException when a parameter is out of its range */
    public Argon2id {
        require("parallelism", parallelism, 1, MOST_LANES);
        require("iterations", iterations, 1, MOST_ITERATIONS);
        require("memory in KiB", memoryKib, KIB_A_LANE * parallelism, MOST_MEMORY_KIB);
    }

    /**
     * Derives 32 bytes.
     *
     * @param passphrase not kept; the caller zeroes it
     * @param salt at least {@value #LEAST_SALT_BYTES} bytes
     * @throws IllegalStateException when this process may not have that much memory
     */
    public SecretBytes derive(byte[] passphrase, byte[] salt) {
        if (salt.length < LEAST_SALT_BYTES) {
            throw new IllegalArgumentException(
                    "a salt for Argon2id has at least " + LEAST_SALT_BYTES + " bytes, not " + salt.length);
        }
        return derive(passphrase, salt, new byte[0], new byte[0]);
    }

    /** With RFC 9106's secret and associated data, which its test vector has. */
    SecretBytes derive(byte[] passphrase, byte[] salt, byte[] secret, byte[] associatedData) {
        requireMemory();
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .withSecret(secret)
                .withAdditional(associatedData)
                .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] key = new byte[KEY_BYTES];
        generator.generateBytes(passphrase, key);
        parameters.clear();
        return SecretBytes.takeOver(key);
    }

    /** Said here, before it is an OutOfMemoryError that other threads get as well. */
    private void requireMemory() {
        long mostKib = Runtime.getRuntime().maxMemory() / 1024;
        if (memoryKib > mostKib) {
            throw new IllegalStateException(
                    "Argon2id is to use " + memoryKib + " KiB of memory, and this process may have " + mostKib
                            + " (-Xmx): give it more, or see whether these parameters are the ones that were stored");
        }
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "Argon2id's " + name + " is " + least + " to " + most + ", not " + value);
        }
    }
}
