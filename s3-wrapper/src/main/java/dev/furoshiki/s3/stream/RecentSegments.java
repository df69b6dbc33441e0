package dev.furoshiki.s3.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The plaintext of the segments that were used last, four of them; what makes room for another is wiped. Not thread-safe. */
public final class RecentSegments implements AutoCloseable {

    private static final int MOST = 4;

    private final SegmentBuffers buffers;
    private final Map<Long, byte[]> segments = new LinkedHashMap<>(2 * MOST, 0.75f, true);

    public RecentSegments(SegmentBuffers buffers) {
        this.buffers = buffers;
    }

    public boolean has(long segment) {
        return segments.containsKey(segment);
    }

    /** Not a copy; null when it is not there. */
    public byte @Nullable [] get(long segment) {
        return segments.get(segment);
    }

    /**
     * Keeps one more.
     *
     * @param opening writes its plaintext into the array; what it throws is thrown, and nothing is kept
     */
    public byte[] add(long segment, Consumer<byte[]> opening) {
        byte[] plaintext = buffers.takePlaintext();
        try {
            opening.accept(plaintext);
        } catch (RuntimeException e) {
            buffers.givePlaintext(plaintext);
            throw e;
        }
        if (segments.size() == MOST) {
            Iterator<byte[]> eldest = segments.values().iterator();
            buffers.givePlaintext(eldest.next());
            eldest.remove();
        }
        segments.put(segment, plaintext);
        return plaintext;
    }

    /** Wipes all; it may be used again. */
    @Override
    public void close() {
        segments.values().forEach(buffers::givePlaintext);
        segments.clear();
    }
}
