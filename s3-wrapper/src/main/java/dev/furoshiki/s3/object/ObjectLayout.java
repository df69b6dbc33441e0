package dev.furoshiki.s3.object;

/**
 * The arithmetic between plaintext and stored positions of an object: segments of 64 KiB, each stored 32 bytes longer.
 *
 * <p>Lengths and offsets are in bytes; docs/formats/object-v1.md has the picture. Stateless.
 */
public final class ObjectLayout {

    /** Plaintext bytes in every segment but the last. */
    public static final int PLAINTEXT_SEGMENT_BYTES = 65_536;

    /** What a stored segment is longer than its plaintext. */
    public static final int OVERHEAD_BYTES = 32;

    /** Stored bytes of every segment but the last. */
    public static final int STORED_SEGMENT_BYTES = PLAINTEXT_SEGMENT_BYTES + OVERHEAD_BYTES;

    /** How many segments an object may have. */
    public static final long MAX_SEGMENTS = 1L << 40;

    /** The longest plaintext, in bytes: 64 PiB. */
    public static final long MAX_PLAINTEXT_LENGTH = MAX_SEGMENTS * PLAINTEXT_SEGMENT_BYTES;

    /** The longest stored object, in bytes. */
    public static final long MAX_STORED_LENGTH = MAX_SEGMENTS * STORED_SEGMENT_BYTES;

    private ObjectLayout() {}

    /** How long a plaintext is when stored, without an empty final segment behind full ones. */
    public static long storedLength(long plaintextLength) {
        requireWithin(plaintextLength, 0, MAX_PLAINTEXT_LENGTH, "plaintext length");
        return plaintextLength + OVERHEAD_BYTES * Math.max(1, ceilDiv(plaintextLength, PLAINTEXT_SEGMENT_BYTES));
    }

    /** Whether an object of this stored length can exist. */
    public static boolean isStoredLength(long storedLength) {
        long beyondFull = storedLength % STORED_SEGMENT_BYTES;
        return storedLength > 0
                && storedLength <= MAX_STORED_LENGTH
                && (beyondFull == 0 || beyondFull >= OVERHEAD_BYTES);
    }

    /**
     * How much plaintext a stored length holds.
     *
     * @throws IllegalArgumentException when no object can be that long
     */
    public static long plaintextLength(long storedLength) {
        return storedLength - OVERHEAD_BYTES * segments(storedLength);
    }

    /** How many segments a stored length has; at least one. */
    public static long segments(long storedLength) {
        if (!isStoredLength(storedLength)) {
            throw new IllegalArgumentException("no encrypted object is " + storedLength + " bytes long");
        }
        return ceilDiv(storedLength, STORED_SEGMENT_BYTES);
    }

    /** The position of the segment that holds a plaintext offset. */
    public static long segmentAt(long plaintextOffset) {
        return plaintextOffset / PLAINTEXT_SEGMENT_BYTES;
    }

    /** Where a segment begins in the stored object. */
    public static long storedOffset(long segment) {
        requireWithin(segment, 0, MAX_SEGMENTS, "segment");
        return segment * STORED_SEGMENT_BYTES;
    }

    /** How many stored bytes at the end of an object of unknown length surely hold its last plaintext bytes. */
    public static long storedSuffix(long plaintextSuffix) {
        long within = Math.min(plaintextSuffix, MAX_PLAINTEXT_LENGTH - PLAINTEXT_SEGMENT_BYTES);
        return (ceilDiv(within, PLAINTEXT_SEGMENT_BYTES) + 1) * STORED_SEGMENT_BYTES;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
    }

    private static void requireWithin(long value, long least, long most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the " + name + " must be " + least + " to " + most + " but was " + value);
        }
    }
}
