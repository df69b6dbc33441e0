package dev.furoshiki.crypto;

/**
 * One message sealed in segments that can be written and read in any order: FLOE (c2sp.org/FLOE, ePrint 2025/2275) with
 * AES-256-GCM and HKDF-Expand-SHA-384.
 *
 * <p>Thread-safe: segments may be worked on in parallel. Every internal segment holds exactly
 * {@link #plaintextSegmentBytes()} of plaintext, the last one none to that many.
 */
public interface SegmentedAead extends AutoCloseable {

    int HEADER_BYTES = 74;

    /** What a sealed segment is longer than its plaintext: marker 4, nonce 12, tag 16. */
    int SEGMENT_OVERHEAD_BYTES = 32;

    /**
     * Starts a message with a fresh header.
     *
     * @param key 32 bytes; copied
     * @param plaintextSegmentBytes how much plaintext an internal segment holds
     */
    static SegmentedAead create(SecretBytes key, int plaintextSegmentBytes, byte[] aad) {
        return FloeSegments.create(key, plaintextSegmentBytes, aad);
    }

    /**
     * Continues a message from its header, to read it or to write more of it.
     *
     * @throws AuthenticationFailedException when the header's tag does not match key and associated data, or its
     *     parameters are not ours
     */
    static SegmentedAead open(SecretBytes key, byte[] header, byte[] aad) {
        return FloeSegments.open(key, header, aad);
    }

    /** A copy of the 74 header bytes. */
    byte[] header();

    int plaintextSegmentBytes();

    /**
     * Seals the plaintext of one position. Seal each once: of two segments sealed at one position, a reader cannot tell
     * which was meant.
     *
     * @param position from 0 to 2^40 - 1
     * @param out at least {@code length + SEGMENT_OVERHEAD_BYTES} bytes from {@code outOffset}; may be {@code in}, if the
     *     ranges do not overlap
     * @return the number of bytes written: {@code length + SEGMENT_OVERHEAD_BYTES}
     */
    int encryptSegment(long position, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset);

    /**
     * Opens the segment of one position.
     *
     * @return the number of plaintext bytes written; none is released before the segment's tag was verified
     * @throws AuthenticationFailedException when the segment is not the one sealed at this position
     */
    int decryptSegment(long position, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset);

    @Override
    void close();
}
