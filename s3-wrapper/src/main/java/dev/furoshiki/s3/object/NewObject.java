package dev.furoshiki.s3.object;

import dev.furoshiki.crypto.SegmentedAead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object about to be written: fresh keys, wrapped for their recipients, and a fresh body.
 *
 * <p>Thread-safe. Closing it zeroes the keys.
 */
public final class NewObject implements AutoCloseable {

    private final ObjectKey key;
    private final KeyScope scope;
    private final List<Recipient> recipients;
    private final SegmentedAead segments;

    private NewObject(ObjectKey key, KeyScope scope, List<Recipient> recipients) {
        this.key = key;
        this.scope = scope;
        this.recipients = recipients;
        this.segments = key.newBody();
    }

    /**
     * Draws the keys of an object and wraps them under a data key of each recipient.
     *
     * @throws dev.furoshiki.key.KmsException when one of the key services refuses: nothing is stored for fewer than were named
     */
    public static NewObject create(Wrapping wrapping, KeyBinding binding) {
        ObjectKey key = ObjectKey.random();
        try {
            return new NewObject(key, wrapping.scope(), Recipient.all(wrapping, key, binding));
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
        return new FuroshikiV1(header, key.objectId(), scope, recipients, sealed);
    }

    /**
     * The id of an upload of the object as it is handed out.
     *
     * @param uploadId the store's own
     * @param partSegments how many segments every part but the last will have; 0 where nobody has said
     */
    public UploadToken token(String uploadId, int partSegments) {
        return UploadToken.create(uploadId, partSegments, envelope(null), key);
    }

    @Override
    public void close() {
        segments.close();
        key.close();
    }
}
