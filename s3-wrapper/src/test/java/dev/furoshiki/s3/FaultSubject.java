package dev.furoshiki.s3;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that faults are tried on. What fails throws what its caller would meet. */
interface FaultSubject extends AutoCloseable {

    void put(String key, byte[] content, boolean isLengthKnown) throws Exception;

    /**
     * All of an object, or a range of it.
     *
     * @param range null for all
     */
    byte[] get(String key, @Nullable String range) throws Exception;

    /** Reads the beginning of an object as a stream, and leaves the rest. */
    byte[] begin(String key, int bytes) throws Exception;

    /** Begins to put and gives up after a while; also when it was stored before that. */
    void abandonPut(String key, byte[] content, int millis) throws Exception;

    /** Begins to get and gives up after a while. */
    void abandonGet(String key, int millis) throws Exception;

    long head(String key) throws Exception;

    /** Sizes by key. */
    Map<String, Long> list(String prefix) throws Exception;

    /** What is held though nothing is under way: empty for nothing. */
    String held();

    @Override
    void close();
}
