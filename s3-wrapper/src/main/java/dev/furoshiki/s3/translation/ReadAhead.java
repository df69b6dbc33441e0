package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;

/**
 * How much of an object a channel asks for at once: 256 KiB at first and after a seek, twice as much as before, up to one part, where
 * it goes on behind what it asked for last, and never less than its reader has room for. Not thread-safe.
 */
public final class ReadAhead {

    /** How many segments the first answer holds, and the first one after a seek. */
    public static final int LEAST_SEGMENTS = 4;

    private final PinnedObject object;
    private final int mostSegments;
    private int segments = LEAST_SEGMENTS;
    private long next = LEAST_SEGMENTS;

    /** After the first answer. */
    public ReadAhead(PinnedObject object, int mostSegments) {
        this.object = object;
        this.mostSegments = mostSegments;
    }

    /**
     * The stored bytes to ask for.
     *
     * @param position a byte within the plaintext
     * @param roomBytes how many bytes from there on its reader has room for
     */
    public Span from(long position, int roomBytes) {
        long first = ObjectLayout.segmentAt(position);
        segments = first == next ? Math.min(2 * segments, mostSegments) : LEAST_SEGMENTS;
        long wanted = ObjectLayout.segmentAt(position + roomBytes - 1) - first + 1;
        long count = Math.max(segments, Math.min(wanted, mostSegments));
        next = Math.min(first + count, object.segments());
        return object.stored(first, next);
    }
}
