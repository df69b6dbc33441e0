package dev.furoshiki.s3.object;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.util.Optional;

/**
 * One range of bytes as a request asks for it (RFC 9110, section 14.1.2), before the length of the object is known.
 *
 * <p>Offsets count bytes of the plaintext, or of what is stored. Immutable.
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

        /** All of an object of that length; empty when it has no bytes. */
        public static Optional<Span> whole(long length) {
            return length == 0 ? Optional.empty() : Optional.of(new Span(0, length - 1));
        }

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

    /** The range of the stored segments which hold this range of the plaintext. */
    default ByteRange stored() {
        if (this instanceof Closed closed) {
            return new Closed(storedFirst(closed.first()), storedLast(closed.last()));
        }
        if (this instanceof Open open) {
            return new Open(storedFirst(open.first()));
        }
        return new Suffix(ObjectLayout.storedSuffix(((Suffix) this).length()));
    }

    /** The value of a Range header. */
    default String header() {
        if (this instanceof Closed closed) {
            return "bytes=" + closed.first() + "-" + closed.last();
        }
        if (this instanceof Open open) {
            return "bytes=" + open.first() + "-";
        }
        return "bytes=-" + ((Suffix) this).length();
    }

    /** Whether an answer holds exactly this range of stored bytes. */
    default boolean isServedBy(StoredSpan answer) {
        Optional<Span> asked = within(answer.total());
        return asked.isPresent()
                && answer.first() == asked.get().first()
                && answer.last() == asked.get().last();
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
