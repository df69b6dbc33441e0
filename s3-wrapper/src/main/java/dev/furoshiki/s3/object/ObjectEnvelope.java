package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import java.util.List;
import java.util.Map;

/**
 * What an encrypted object carries in its metadata so that it can be opened: one class a metadata format.
 *
 * <p>Immutable. {@link Envelopes} tells the formats apart.
 */
public interface ObjectEnvelope {

    /** The metadata that holds it: ASCII names and values, names in lower case. */
    Map<String, String> toMetadata();

    /**
     * Opens the object's keys through the first key service that does, of those that are recipients.
     *
     * @param services in the order in which they are asked
     * @param binding of the place that the request names
     * @param name for messages
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when the envelope is damaged or of another object
     * @throws dev.furoshiki.key.KmsException when all refuse, or none is a recipient: that of the first, with the others
     */
    OpenObject open(List<DataKeys> services, KeyBinding binding, ObjectName name);

    /**
     * Opens the body of an upload that goes on, to seal more of it.
     *
     * @param token that of the upload, without its tag
     * @param tag what the object key made of it
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when the tag is another, or the envelope is damaged
     * @throws dev.furoshiki.key.KmsException as {@link #open} does
     */
    SegmentedAead resume(List<DataKeys> services, KeyBinding binding, ObjectName name, byte[] token, byte[] tag);

    /**
     * The envelope of the same body in another place: the object key, opened as {@link #open} does, wrapped anew.
     *
     * @param plaintextLength what the stored bytes hold: a sealed length has to be the same
     * @param wrapping under which keys
     * @param to of the other place
     */
    ObjectEnvelope rewrapped(
            List<DataKeys> services,
            KeyBinding binding,
            ObjectName name,
            long plaintextLength,
            Wrapping wrapping,
            KeyBinding to);
}
