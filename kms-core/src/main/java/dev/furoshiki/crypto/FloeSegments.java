package dev.furoshiki.crypto;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * FLOE (c2sp.org/FLOE, ePrint 2025/2275) with AES-256-GCM, HKDF-Expand-SHA-384 and 32-byte IVs.
 *
 * <pre>
 * segment      u32 FFFFFFFF, or its own length if final | nonce 12 | ciphertext | tag 16
 * segment AAD  u64 position | 01 if final, else 00
 * </pre>
 *
 * A segment key serves 2^20 positions, so that its random nonces stay far from colliding; only the key of the block being
 * worked on is kept.
 */
final class FloeSegments implements SegmentedAead {

    static final int ROTATION_BITS = 20;

    private static final int MARKER_BYTES = 4;
    private static final int INTERNAL = 0xffffffff;
    private static final long SEGMENTS = 1L << 40;

    private final CryptoProvider provider;
    private final FloeHeader header;
    private final int sealedSegmentBytes;
    private final long rotationMask;
    private final SecretBytes messageKey;
    private volatile @Nullable SegmentKey current;

    private FloeSegments(CryptoProvider provider, FloeHeader header, SecretBytes messageKey, int rotationBits) {
        this.provider = provider;
        this.header = header;
        this.messageKey = messageKey;
        this.sealedSegmentBytes = header.sealedSegmentBytes();
        this.rotationMask = -1L << rotationBits;
    }

    static FloeSegments create(SecretBytes key, int plaintextSegmentBytes, byte[] aad) {
        return create(CryptoProvider.selected(), key, plaintextSegmentBytes, aad, ROTATION_BITS);
    }

    /** @param rotationBits 20 but in test vectors */
    static FloeSegments create(
            CryptoProvider provider, SecretBytes key, int plaintextSegmentBytes, byte[] aad, int rotationBits) {
        if (plaintextSegmentBytes < 1 || plaintextSegmentBytes > Integer.MAX_VALUE - SEGMENT_OVERHEAD_BYTES) {
            throw new IllegalArgumentException("a segment holds 1 to " + (Integer.MAX_VALUE - SEGMENT_OVERHEAD_BYTES)
                    + " bytes, not " + plaintextSegmentBytes);
        }
        FloeHeader header = FloeHeader.create(provider, key, plaintextSegmentBytes + SEGMENT_OVERHEAD_BYTES, aad);
        return new FloeSegments(provider, header, header.messageKey(key), rotationBits);
    }

    static FloeSegments open(SecretBytes key, byte[] header, byte[] aad) {
        return open(CryptoProvider.selected(), key, header, aad, ROTATION_BITS);
    }

    /** @param rotationBits 20 but in test vectors */
    static FloeSegments open(CryptoProvider provider, SecretBytes key, byte[] header, byte[] aad, int rotationBits) {
        FloeHeader parsed = FloeHeader.parse(provider, key, header, aad);
        return new FloeSegments(provider, parsed, parsed.messageKey(key), rotationBits);
    }

    @Override
    public byte[] header() {
        return header.toBytes();
    }

    @Override
    public int plaintextSegmentBytes() {
        return sealedSegmentBytes - SEGMENT_OVERHEAD_BYTES;
    }

    @Override
    public int encryptSegment(
            long position, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset) {
        requirePosition(position);
        Objects.checkFromIndexSize(offset, length, in.length);
        if (length > plaintextSegmentBytes() || (!last && length < plaintextSegmentBytes())) {
            throw new IllegalArgumentException((last ? "the final segment holds at most " : "a segment holds exactly ")
                    + plaintextSegmentBytes() + " bytes, not " + length);
        }
        int sealedBytes = length + SEGMENT_OVERHEAD_BYTES;
        Objects.checkFromIndexSize(outOffset, sealedBytes, out.length);
        AesGcm.requireApart(in, offset, length, out, outOffset, sealedBytes);
        byte[] aad = segmentAad(position, last);
        Lease lease = lease(position);
        boolean intact = false;
        try {
            ByteBuffer.wrap(out).putInt(outOffset, last ? sealedBytes : INTERNAL);
            int written = lease.cipher.seal(in, offset, length, aad, out, outOffset + MARKER_BYTES);
            intact = true;
            return MARKER_BYTES + written;
        } finally {
            lease.pool.giveBack(lease.cipher, intact);
        }
    }

    @Override
    public int decryptSegment(
            long position, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset) {
        requirePosition(position);
        Objects.checkFromIndexSize(offset, length, in.length);
        requireMarker(last, in, offset, length);
        Objects.checkFromIndexSize(outOffset, length - SEGMENT_OVERHEAD_BYTES, out.length);
        byte[] aad = segmentAad(position, last);
        Lease lease = lease(position);
        boolean intact = false;
        try {
            int written = lease.cipher.open(in, offset + MARKER_BYTES, length - MARKER_BYTES, aad, out, outOffset);
            intact = true;
            return written;
        } finally {
            lease.pool.giveBack(lease.cipher, intact);
        }
    }

    private static void requirePosition(long position) {
        if (position < 0 || position >= SEGMENTS) {
            throw new IllegalArgumentException("a segment's position is 0 to 2^40 - 1, not " + position);
        }
    }

    private void requireMarker(boolean last, byte[] in, int offset, int length) {
        boolean possible =
                last ? length >= SEGMENT_OVERHEAD_BYTES && length <= sealedSegmentBytes : length == sealedSegmentBytes;
        if (!possible || ByteBuffer.wrap(in).getInt(offset) != (last ? length : INTERNAL)) {
            throw new AuthenticationFailedException("a FLOE segment is not "
                    + (last ? "the final one" : "an internal one") + ", or was cut or extended");
        }
    }

    private static byte[] segmentAad(long position, boolean last) {
        return ByteBuffer.allocate(Long.BYTES + 1)
                .putLong(position)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    private Lease lease(long position) {
        long block = position & rotationMask;
        while (true) {
            SegmentKey key = current;
            if (key == null || key.block != block) {
                key = changeTo(block);
            }
            GcmCipher cipher = key.pool.takeUnlessClosed();
            if (cipher != null) {
                return new Lease(key.pool, cipher);
            }
            // Another thread changed to another block just now, or closed: the next round sees which.
        }
    }

    private synchronized SegmentKey changeTo(long block) {
        SegmentKey before = current;
        if (before != null && before.block == block) {
            return before;
        }
        if (messageKey.isDestroyed()) {
            throw new IllegalStateException("the FLOE message was closed");
        }
        SegmentKey changed;
        try (SecretBytes key = header.segmentKey(messageKey, block)) {
            MessageBudget budget = new MessageBudget();
            changed = new SegmentKey(
                    block, new CipherPool<>("the FLOE message", key, bytes -> new GcmCipher(provider, bytes, budget)));
        }
        current = changed;
        if (before != null) {
            before.pool.close();
        }
        return changed;
    }

    @Override
    public synchronized void close() {
        messageKey.close();
        SegmentKey before = current;
        current = null;
        if (before != null) {
            before.pool.close();
        }
    }

    private record SegmentKey(long block, CipherPool<GcmCipher> pool) {}

    private record Lease(CipherPool<GcmCipher> pool, GcmCipher cipher) {}
}
