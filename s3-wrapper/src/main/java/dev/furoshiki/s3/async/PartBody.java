package dev.furoshiki.s3.async;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whose body a part is of: what is done with its end, and with what was taken of it. */
enum PartBody {
    /** What it has beyond the part's length is not sent, as the SDK has it, nor waited for. */
    OF_CALLER,

    /** The answer to a GET: the SDK compares checksums at its end, and keeps the connection of one that was read to it. */
    OF_STORE,

    /** Likewise, opened on its way for nobody else: what was sealed of it is wiped. */
    OPENED;

    boolean isReadToItsEnd() {
        return this != OF_CALLER;
    }

    /** Nobody needs that any more. */
    void discard(ByteBuffer taken) {
        if (this == OPENED && taken.hasArray()) {
            int from = taken.arrayOffset();
            Arrays.fill(taken.array(), from, from + taken.capacity(), (byte) 0);
        }
    }
}
