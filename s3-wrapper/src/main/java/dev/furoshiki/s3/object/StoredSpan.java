package dev.furoshiki.s3.object;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which stored bytes an answer carries, as the server says: {@code first} to {@code last} of {@code total}.
 *
 * <p>The total is one that an object can have; none of it is proven yet.
 */
public record StoredSpan(long first, long last, long total) {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    public StoredSpan {
        if (!ObjectLayout.isStoredLength(total)) {
            throw new IllegalArgumentException("no encrypted object is " + total + " bytes long");
        }
        if (first < 0 || first > last || last >= total) {
            throw new IllegalArgumentException("bytes " + first + "-" + last + " are not within " + total);
        }
    }

    /** A whole object. */
    public static StoredSpan whole(long total) {
        return new StoredSpan(0, total - 1, total);
    }

    /**
     * Reads a Content-Range header.
     *
     * @throws IllegalArgumentException when no encrypted object has such a range
     */
    public static StoredSpan ofContentRange(String header) {
        Matcher matcher = CONTENT_RANGE.matcher(header);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the server's Content-Range is \"" + header + "\"");
        }
        return new StoredSpan(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** How much plaintext the whole object holds, if it is as long as the server says. */
    public long plaintextLength() {
        return ObjectLayout.plaintextLength(total);
    }

    /** How many segments the whole object has. */
    public long segments() {
        return ObjectLayout.segments(total);
    }

    /** The first segment that begins within the span; {@link #segments()} when none does. */
    public long firstWholeSegment() {
        return first / ObjectLayout.STORED_SEGMENT_BYTES + (first % ObjectLayout.STORED_SEGMENT_BYTES == 0 ? 0 : 1);
    }

    /** The segment behind the last one that ends within the span. */
    public long endSegment() {
        return last == total - 1 ? segments() : (last + 1) / ObjectLayout.STORED_SEGMENT_BYTES;
    }

    /** Whether the final segment is in it. */
    public boolean reachesEnd() {
        return last == total - 1;
    }

    /** How long a segment is as stored. */
    public int storedBytes(long segment) {
        return (int)
                Math.min(ObjectLayout.STORED_SEGMENT_BYTES, total - segment * (long) ObjectLayout.STORED_SEGMENT_BYTES);
    }
}
