package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.stream.RecentSegments;
import dev.furoshiki.s3.translation.PinnedObject;
import dev.furoshiki.s3.translation.ReadAhead;
import java.nio.ByteBuffer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads an object at any place: out of segments that were opened lately, out of stored bytes that were asked for ahead, or out of a
 * further answer. The key is asked for again before each request, and every 8 MiB. Not thread-safe, but for {@link #abandon}.
 */
final class SegmentReader implements AutoCloseable {

    private static final int SEGMENTS_BETWEEN_REVALIDATIONS = 128;

    private final PinnedObject object;
    private final StoredBytes stored;
    private final ReadAhead ahead;
    private final RecentSegments recent;
    private int openedSinceRevalidation;

    /** @param stored holds the first answer */
    SegmentReader(PinnedObject object, StoredBytes stored, ReadAhead ahead, RecentSegments recent) {
        this.object = object;
        this.stored = stored;
        this.ahead = ahead;
        this.recent = recent;
    }

    ObjectName name() {
        return object.name();
    }

    /** Of the plaintext, in bytes. */
    long length() {
        return object.length();
    }

    /**
     * Reads what is at hand, and at least one byte.
     *
     * @param position before the end
     * @param to has room
     * @return how many bytes were read; a failure behind them is met by who goes on
     */
    int read(long position, ByteBuffer to) {
        int count = 0;
        long at = position;
        do {
            byte[] plaintext;
            try {
                plaintext = segmentAt(at, to.remaining());
            } catch (RuntimeException e) {
                if (count > 0) {
                    return count;
                }
                forget();
                throw e;
            }
            int from = (int) (at % ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
            int useful = Math.min(to.remaining(), object.plaintextBytes(ObjectLayout.segmentAt(at)) - from);
            to.put(plaintext, from, useful);
            count += useful;
            at += useful;
        } while (to.hasRemaining() && at < object.length() && isAtHand(at));
        return count;
    }

    private boolean isAtHand(long position) {
        long segment = ObjectLayout.segmentAt(position);
        return recent.has(segment) || stored.holds(object.stored(segment, segment + 1));
    }

    private byte[] segmentAt(long position, int roomBytes) {
        long segment = ObjectLayout.segmentAt(position);
        byte[] kept = recent.get(segment);
        if (kept != null) {
            return kept;
        }
        Span needed = object.stored(segment, segment + 1);
        if (!stored.holds(needed)) {
            ask(ahead.from(position, roomBytes));
        } else if (openedSinceRevalidation == SEGMENTS_BETWEEN_REVALIDATIONS) {
            revalidate();
        }
        openedSinceRevalidation++;
        int offset = stored.offsetOf(needed.first());
        return recent.add(segment, plaintext -> object.open(segment, stored.bytes(), offset, plaintext));
    }

    private void ask(Span wanted) {
        revalidate();
        releaseStored();
        try {
            GetObjectResponse response = stored.ask(object.request(wanted), wanted);
            object.requireAnswer(response, wanted);
        } catch (S3Exception e) {
            throw object.meaningOf(e);
        }
    }

    private void revalidate() {
        object.revalidate();
        openedSinceRevalidation = 0;
    }

    /** Ends a request that is being answered. From any thread. */
    void abandon() {
        stored.abandon();
    }

    /** After a failure nothing is at hand, so that whoever tries again asks the key service and the store again. */
    private void forget() {
        recent.close();
        releaseStored();
    }

    private void releaseStored() {
        if (object.isPlaintext()) {
            stored.forget();
        } else {
            stored.release();
        }
    }

    @Override
    public void close() {
        forget();
        object.close();
    }
}
