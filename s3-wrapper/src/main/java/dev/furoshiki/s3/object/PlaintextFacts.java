package dev.furoshiki.s3.object;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a plaintext besides its bytes: its length, and checksums that its writer gave or asked for.
 *
 * <p>Immutable. The bytes are "facts" in docs/formats/object-v1.md.
 */
public final class PlaintextFacts {

    private final long length;
    private final TreeMap<Integer, byte[]> checksums = new TreeMap<>();

    /**
     * @param length in bytes
     * @param checksums by the number of their algorithm; copied
     */
    public PlaintextFacts(long length, Map<Integer, byte[]> checksums) {
        this.length = length;
        checksums.forEach((algorithm, value) -> this.checksums.put(algorithm, value.clone()));
    }

    /** In bytes. */
    public long length() {
        return length;
    }

    /** A copy of the checksums, by the number of their algorithm. */
    public Map<Integer, byte[]> checksums() {
        Map<Integer, byte[]> copy = new TreeMap<>();
        checksums.forEach((algorithm, value) -> copy.put(algorithm, value.clone()));
        return copy;
    }

    byte[] toBytes() {
        int size = Long.BYTES + 1;
        for (byte[] value : checksums.values()) {
            size += 2 + value.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putLong(length).put((byte) checksums.size());
        checksums.forEach((algorithm, value) ->
                out.put(algorithm.byteValue()).put((byte) value.length).put(value));
        return out.array();
    }

    /** @throws IllegalArgumentException when the bytes do not have the layout */
    static PlaintextFacts of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        TreeMap<Integer, byte[]> checksums = new TreeMap<>();
        try {
            long length = in.getLong();
            int count = Byte.toUnsignedInt(in.get());
            for (int i = 0; i < count; i++) {
                int algorithm = Byte.toUnsignedInt(in.get());
                byte[] value = new byte[Byte.toUnsignedInt(in.get())];
                in.get(value);
                checksums.put(algorithm, value);
            }
            PlaintextFacts facts = new PlaintextFacts(length, checksums);
            if (length < 0 || !Arrays.equals(bytes, facts.toBytes())) {
                throw new IllegalArgumentException("the sealed facts are not in their one form");
            }
            return facts;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the sealed facts are cut", e);
        }
    }
}
