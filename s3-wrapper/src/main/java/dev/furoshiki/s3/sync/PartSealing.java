package dev.furoshiki.s3.sync;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.PartSealer;
import dev.furoshiki.s3.translation.PartTranslation;
import org.jspecify.annotations.Nullable;

/** Seals one part, anew where its plaintext broke off and comes again from the beginning: nothing was sent by then. Not thread-safe. */
final class PartSealing implements AutoCloseable {

    private final PartTranslation part;
    private final SegmentedAead segments;
    private final PartBuffers buffers;
    private @Nullable PartSealer current;

    PartSealing(PartTranslation part, SegmentedAead segments, PartBuffers buffers) {
        this.part = part;
        this.segments = segments;
        this.buffers = buffers;
    }

    /** An empty sealer, in place of the one before. */
    PartSealer begin() {
        close();
        PartSealer begun = part.sealer(segments, buffers);
        current = begun;
        return begun;
    }

    /** The one that was begun last. */
    PartSealer sealer() {
        if (current == null) {
            throw new IllegalStateException("nothing was sealed");
        }
        return current;
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
    }
}
