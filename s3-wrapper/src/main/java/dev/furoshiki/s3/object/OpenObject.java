package dev.furoshiki.s3.object;

import dev.furoshiki.crypto.SegmentedAead;
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
