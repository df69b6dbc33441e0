package dev.furoshiki.benchmarks.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One object of a store, through a client of whichever kind. Every call returns when all is done. Used by one thread. */
interface ObjectStore extends AutoCloseable {

    /** Takes what is read, in order. */
    interface Sink {
        void accept(ByteBuffer bytes);
    }

    /** Stores all of its body. */
    void put();

    /**
     * Reads the object, or a range of it.
     *
     * @param range as a header has it; null for everything
     */
    void get(@Nullable String range, Sink sink) throws IOException;

    /** Removes the object and closes the client. */
    @Override
    void close();
}
