package dev.furoshiki.s3.stream;

import java.io.IOException;

/** Stored bytes of which some lie in memory, so that a segment of them is opened where it lies. */
@FunctionalInterface
public interface StoredSegments {

    /** For those that have to be read first. */
    StoredSegments NOWHERE = (size, opening) -> StoredSegments.NOTHING;

    /** That nothing was opened. */
    int NOTHING = -1;

    /** What is done with the bytes of one segment. */
    @FunctionalInterface
    interface Opening {
        /**
         * Opens a segment.
         *
         * @param stored not to be written to, and another's as soon as this returns
         * @return how many bytes of plaintext it holds
         */
        int open(byte[] stored, int at);
    }

    /**
     * Opens the next bytes where all of them lie in one array, and goes on behind them.
     *
     * @param size how many
     * @return what the opening says; {@link #NOTHING} where they have to be read instead
     */
    int open(int size, Opening opening) throws IOException;
}
