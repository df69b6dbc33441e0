package dev.furoshiki.s3.translation;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lengths of bodies whose final segment was verified, by object id: an id belongs to one body for ever, so that this
 * stays true. Bounded; thread-safe.
 */
public final class ProvenLengths {

    private static final int MAX_ENTRIES = 4_096;

    private final Map<ByteBuffer, Long> lengths = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    synchronized void add(ByteBuffer objectId, long plaintextLength) {
        lengths.put(objectId, plaintextLength);
    }

    synchronized boolean has(ByteBuffer objectId, long plaintextLength) {
        Long proven = lengths.get(objectId);
        return proven != null && proven == plaintextLength;
    }
}
