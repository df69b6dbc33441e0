package dev.furoshiki.s3.object;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.util.Optional;

/**
 * One range of bytes as a request asks for it (RFC 9110, section 14.1.2), before the length of the object is known.
 *
 * <p>Offsets count plaintext bytes. Immutable.
 */
public sealed interface ByteRange {

    /** {@code bytes=first-last}, both inclusive. */
    record Closed(long first, long last) implements ByteRange {}

    /** {@code bytes=first-}, to the end. */
    record Open(long first) implements ByteRange {}

    /** {@code bytes=-length}, the last bytes. */
    record Suffix(long length) implements ByteRange {}

    /** What a range is once the length is known: bytes {@code first} to {@code last}, both inclusive. */
    record Span(long first, long last) {

        public long length() {
            return last - first + 1;
        }

        /** The value of a Content-Range header. */
        public String contentRange(long totalLength) {
            return "bytes " + first + "-" + last + "/" + totalLength;
        }
    }

    /**
     * Reads the value of a Range header: one that is malformed, or counts in another unit, is no range at all.
     *
     * @throws OperationRefusedException for several ranges at once, which S3 does not serve either
     */
    static Optional<ByteRange> parse(String operation, String header) {
        if (RangeHeader.namesSeveral(header)) {
            throw new OperationRefusedException(
                    operation,
                    "S3 serves one range in a request, and \"" + header + "\" names several",
                    "ask for each range in a request of its own");
        }
        return RangeHeader.read(header);
    }

    /** The bytes of an object of that length that are meant; empty when there are none, which S3 answers with 416. */
    default Optional<Span> within(long length) {
        long first;
        long last = length - 1;
        if (this instanceof Closed closed) {
            first = closed.first();
            last = Math.min(closed.last(), last);
        } else if (this instanceof Open open) {
            first = open.first();
        } else {
            first = Math.max(0, length - ((Suffix) this).length());
        }
        return first <= last ? Optional.of(new Span(first, last)) : Optional.empty();
    }

    /** The Range header that asks for the stored segments which hold this range. */
    default String storedHeader() {
        if (this instanceof Closed closed) {
            return "bytes=" + storedFirst(closed.first()) + "-" + storedLast(closed.last());
        }
        if (this instanceof Open open) {
            return "bytes=" + storedFirst(open.first()) + "-";
        }
        return "bytes=-" + ObjectLayout.storedSuffix(((Suffix) this).length());
    }

    /** Whether an answer to {@link #storedHeader()} holds exactly what was asked for. */
    default boolean isServedBy(StoredSpan answer) {
        long last = answer.total() - 1;
        if (this instanceof Closed closed) {
            return answer.first() == storedFirst(closed.first())
                    && answer.last() == Math.min(last, storedLast(closed.last()));
        }
        if (this instanceof Open open) {
            return answer.first() == storedFirst(open.first()) && answer.last() == last;
        }
        long suffix = ObjectLayout.storedSuffix(((Suffix) this).length());
        return answer.first() == Math.max(0, answer.total() - suffix) && answer.last() == last;
    }

    private static long storedFirst(long plaintextOffset) {
        return ObjectLayout.storedOffset(segmentWithinLimit(plaintextOffset));
    }

    private static long storedLast(long plaintextOffset) {
        return storedFirst(plaintextOffset) + ObjectLayout.STORED_SEGMENT_BYTES - 1;
    }

    /** Beyond the last possible segment no object has bytes: asking there yields the 416 that is due. */
    private static long segmentWithinLimit(long plaintextOffset) {
        return Math.min(ObjectLayout.segmentAt(plaintextOffset), ObjectLayout.MAX_SEGMENTS);
    }
}
