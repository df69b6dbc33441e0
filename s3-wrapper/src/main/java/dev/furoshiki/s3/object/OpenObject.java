package dev.furoshiki.s3.object;

import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object whose keys were opened: its segments can be decrypted until it is closed.
 *
 * <p>Thread-safe.
 */
public final class OpenObject implements AutoCloseable {

    private final ObjectName name;
    private final byte[] objectId;
    private final SegmentedAead segments;
    private final @Nullable PlaintextFacts facts;
    private final Runnable revalidation;

    OpenObject(
            ObjectName name,
            byte[] objectId,
            SegmentedAead segments,
            @Nullable PlaintextFacts facts,
            Runnable revalidation) {
        this.name = name;
        this.objectId = objectId;
        this.segments = segments;
        this.facts = facts;
        this.revalidation = revalidation;
    }

    public ObjectName name() {
        return name;
    }

    /** Equal for the same body only, under whatever name it is stored. */
    public ByteBuffer objectId() {
        return ByteBuffer.wrap(objectId).asReadOnlyBuffer();
    }

    public SegmentedAead segments() {
        return segments;
    }

    /**
     * Opens one segment of the stored body.
     *
     * @param span says how long the segment is, and whether it is the last one
     * @param offset where the segment begins in {@code sealed}
     * @return how many bytes of plaintext it holds
     * @throws TamperedObjectException when it is not the one that was sealed there
     */
    public int decrypt(StoredSpan span, long segment, byte[] sealed, int offset, byte[] plaintext) {
        boolean last = segment == span.segments() - 1;
        try {
            return segments.decryptSegment(segment, last, sealed, offset, span.storedBytes(segment), plaintext, 0);
        } catch (AuthenticationFailedException e) {
            throw new TamperedObjectException(
                    name + " is not what was stored there: segment " + segment
                            + (last ? ", its last one," : "")
                            + " was changed, moved, or the object was cut; restore it from a backup or an earlier version",
                    e);
        }
    }

    /** What the writer sealed of the plaintext; empty when it did not know the length in advance. */
    public Optional<PlaintextFacts> facts() {
        return Optional.ofNullable(facts);
    }

    /**
     * Asks whether the data key may still be used: a cache hit as a rule.
     *
     * @throws dev.furoshiki.key.KmsException when it may not
     */
    public void revalidate() {
        revalidation.run();
    }

    @Override
    public void close() {
        segments.close();
    }
}
