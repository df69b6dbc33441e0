package dev.furoshiki.crypto;

/**
 * How much plaintext a cipher is given in one call. Thread-safe.
 *
 * <p>SunJCE runs at a hundredth of its speed until the JIT compiler has seen some hundred calls, however long each is: long
 * messages get there sooner in parts. Once compiled, parts only cost: on JDK 25 eight calls a segment of 64 KiB cost 8 %. So
 * the first long messages of a process go in small parts (the first 64 MiB then take 0.7 s instead of 1.3 s, the first 256
 * MiB 0.9 s instead of 1.9 s, measured on JDK 17), and later ones in parts of a segment.
 */
final class ChunkSize {

    static final int COLD_BYTES = 8 * 1024;
    static final int WARM_BYTES = 64 * 1024;

    /** So many messages of more than {@link #COLD_BYTES}, of all keys together. */
    static final int COLD_MESSAGES = 4096;

    private final boolean inParts;

    /** Not atomic: it matters to nobody when threads count a message twice, or not at all. */
    private int coldMessagesLeft = COLD_MESSAGES;

    private ChunkSize(boolean inParts) {
        this.inParts = inParts;
    }

    /** For a cipher that is as fast from the first call on. */
    static ChunkSize whole() {
        return new ChunkSize(false);
    }

    /** For a cipher that the JIT compiler has to make fast. */
    static ChunkSize inParts() {
        return new ChunkSize(true);
    }

    /** The size for a message that is about to be sealed. */
    int of(int messageBytes) {
        if (!inParts || messageBytes <= COLD_BYTES) {
            return Integer.MAX_VALUE;
        }
        int left = coldMessagesLeft;
        if (left > 0) {
            coldMessagesLeft = left - 1;
            return COLD_BYTES;
        }
        return WARM_BYTES;
    }
}
