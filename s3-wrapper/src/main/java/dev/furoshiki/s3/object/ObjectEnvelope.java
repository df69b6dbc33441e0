package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
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
     * Opens the object's keys through the key service.
     *
     * @param context computed from the request, never read from the object
     * @param name for messages
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when the envelope is damaged or of another object
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     */
    OpenObject open(DataKeys keys, EncryptionContext context, ObjectName name);
}
