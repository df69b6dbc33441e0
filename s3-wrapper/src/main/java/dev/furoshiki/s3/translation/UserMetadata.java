package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.MetadataRefusedException;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The caller's metadata beside the envelope. Stateless. */
final class UserMetadata {

    /** S3's limit on the UTF-8 bytes of an object's metadata names and values together. */
    static final int MAX_BYTES = 2_048;

    private UserMetadata() {}

    /** @throws MetadataRefusedException when a name belongs to an envelope */
    static void requireUnreserved(Map<String, String> metadata, ObjectName name) {
        for (String entry : metadata.keySet()) {
            if (Envelopes.isReserved(entry)) {
                throw new MetadataRefusedException("the metadata name \"" + entry + "\" of " + name
                        + " is reserved for the envelope of encrypted objects; choose another name");
            }
        }
    }

    /** @throws MetadataRefusedException when both together are over S3's limit */
    static Map<String, String> with(Map<String, String> metadata, ObjectEnvelope envelope, ObjectName name) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.putAll(envelope.toMetadata());
        int size = sizeBytes(all);
        if (size > MAX_BYTES) {
            int room = MAX_BYTES - sizeBytes(envelope.toMetadata());
            if (room < 0) {
                throw new MetadataRefusedException("the envelope of " + name + " would have " + (MAX_BYTES - room)
                        + " bytes, and S3 stores at most " + MAX_BYTES + " of metadata: name fewer recipients");
            }
            throw new MetadataRefusedException("the metadata of " + name + " would have " + size + " bytes, and S3"
                    + " stores at most " + MAX_BYTES + ": beside the envelope there is room for " + room
                    + " bytes of names and values; shorten them, or keep them in the object");
        }
        return all;
    }

    private static int sizeBytes(Map<String, String> metadata) {
        int size = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            size += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }
}
