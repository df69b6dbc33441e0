package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object about to be written: fresh keys, wrapped for their recipient, and a fresh body.
 *
 * <p>Thread-safe. Closing it zeroes the keys.
 */
public final class NewObject implements AutoCloseable {

    private final ObjectKey key;
    private final Recipient recipient;
    private final SegmentedAead segments;

    private NewObject(ObjectKey key, Recipient recipient) {
        this.key = key;
        this.recipient = recipient;
        this.segments = key.newBody();
    }

    /**
     * Draws the keys of an object and wraps them under a data key of {@code keyId}.
     *
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     */
    public static NewObject create(DataKeys keys, String keyId, EncryptionContext context) {
        ObjectKey key = ObjectKey.random();
        try (DataKey dataKey = keys.forEncryption(keyId, context, Recipient.WRAPPED_BYTES)) {
            return new NewObject(key, new Recipient(dataKey.encrypted(), key.wrap(dataKey, context)));
        } catch (RuntimeException e) {
            key.close();
            throw e;
        }
    }

    public SegmentedAead segments() {
        return segments;
    }

    /**
     * What goes into the metadata.
     *
     * @param facts null when the length is not known yet
     */
    public ObjectEnvelope envelope(@Nullable PlaintextFacts facts) {
        byte[] header = segments.header();
        byte[] sealed = facts == null ? null : key.seal(facts, header);
        return new FuroshikiV1(header, key.objectId(), List.of(recipient), sealed);
    }

    @Override
    public void close() {
        segments.close();
        key.close();
    }
}
