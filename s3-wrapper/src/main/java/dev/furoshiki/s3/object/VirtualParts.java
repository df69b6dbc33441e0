package dev.furoshiki.s3.object;

import dev.furoshiki.s3.object.ByteRange.Closed;
import dev.furoshiki.s3.object.ByteRange.Span;
import java.util.Optional;

/**
 * The parts that a plaintext has for whoever asks for it by part number: 8 MiB each, but for the last.
 *
 * <p>They are not the parts that were uploaded, whose number and sizes only the store could tell. A function of the length alone:
 * every client counts alike, whatever its settings, so that a download which one began another may go on with. Their numbers go on
 * behind 10,000.
 *
 * @param length of the plaintext, in bytes
 */
public record VirtualParts(long length) {

    /** How much plaintext each holds but the last: a multiple of 64 KiB, and never to be changed. */
    public static final long PART_BYTES = 8L << 20;

    /**
     * The bytes that a part holds in every object that goes on behind it.
     *
     * @param number from 1
     */
    public static Closed range(int number) {
        return new Closed((number - 1) * PART_BYTES, number * PART_BYTES - 1);
    }

    /** How many there are: at least one, which is empty when nothing else is there. */
    public long count() {
        return Math.max(1, length / PART_BYTES + (length % PART_BYTES == 0 ? 0 : 1));
    }

    /** Whether there is a part of that number. */
    public boolean has(int number) {
        return number >= 1 && number <= count();
    }

    /**
     * The bytes of a part; empty for the only part of an empty plaintext, and for one that there is not.
     *
     * @param number from 1
     */
    public Optional<Span> span(int number) {
        return range(number).within(length);
    }
}
