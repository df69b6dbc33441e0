package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.exception.S3EncryptionException.MalformedEnvelopeException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.exception.S3EncryptionException.UnsupportedEnvelopeException;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The id of an upload in parts as this client hands it out: the store's own, and the envelope that every process which goes on with the
 * upload needs (docs/formats/upload-token-v1.md).
 *
 * <p>Immutable. What it says is true once it was opened.
 */
public final class UploadToken {

    private static final String PREFIX = "furoshiki1.";
    private static final int TAG_BYTES = 32;

    private final String text;
    private final String uploadId;
    private final int partSegments;
    private final ObjectEnvelope envelope;

    private UploadToken(String text, String uploadId, int partSegments, ObjectEnvelope envelope) {
        this.text = text;
        this.uploadId = uploadId;
        this.partSegments = partSegments;
        this.envelope = envelope;
    }

    /** @param partSegments how many segments every part but the last will have; 0 where nobody has said */
    static UploadToken create(String uploadId, int partSegments, ObjectEnvelope envelope, ObjectKey key) {
        byte[] body = body(uploadId, partSegments, envelope);
        byte[] tag = key.uploadTag(body);
        ByteBuffer bytes =
                ByteBuffer.allocate(body.length + TAG_BYTES).put(body).put(tag);
        return new UploadToken(PREFIX + encode(bytes.array()), uploadId, partSegments, envelope);
    }

    private static byte[] body(String uploadId, int partSegments, ObjectEnvelope envelope) {
        Map<String, String> entries = new TreeMap<>(envelope.toMetadata());
        byte[] id = uploadId.getBytes(StandardCharsets.UTF_8);
        int size = Short.BYTES + id.length + Integer.BYTES + 1;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            size += 1 + entry.getKey().length() + Short.BYTES + entry.getValue().length();
        }
        ByteBuffer out = ByteBuffer.allocate(size)
                .putShort((short) id.length)
                .put(id)
                .putInt(partSegments)
                .put((byte) entries.size());
        entries.forEach((name, value) -> out.put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) value.length())
                .put(value.getBytes(StandardCharsets.US_ASCII)));
        return out.array();
    }

    /** Whether an upload id is a token, of whatever version; else it is one of the store's own. */
    public static boolean isToken(String id) {
        return id.startsWith("furoshiki");
    }

    /**
     * Reads a token.
     *
     * @param name whose upload it is to be, for messages
     * @throws UploadRefusedException when it does not have the layout
     */
    public static UploadToken parse(String text, ObjectName name) {
        if (!text.startsWith(PREFIX)) {
            throw damaged(name, "is not one of version 1", null);
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(decode(text, name));
            String uploadId = text(in, Short.toUnsignedInt(in.getShort()));
            int partSegments = in.getInt();
            Map<String, String> entries = new TreeMap<>();
            for (int left = Byte.toUnsignedInt(in.get()); left > 0; left--) {
                String entry = text(in, Byte.toUnsignedInt(in.get()));
                entries.put(entry, text(in, Short.toUnsignedInt(in.getShort())));
            }
            ObjectEnvelope envelope =
                    Envelopes.find(entries, name).orElseThrow(() -> damaged(name, "has no envelope in it", null));
            if (in.remaining() != TAG_BYTES || partSegments < 0 || uploadId.isEmpty()) {
                throw damaged(name, "was cut or changed", null);
            }
            return new UploadToken(text, uploadId, partSegments, envelope);
        } catch (BufferUnderflowException | MalformedEnvelopeException | UnsupportedEnvelopeException e) {
            throw damaged(name, "was cut or changed", e);
        }
    }

    private static byte[] decode(String text, ObjectName name) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            if (text.equals(PREFIX + encode(bytes))) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw damaged(name, "is not base64url", e);
        }
        throw damaged(name, "is not canonical base64url without padding", null);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String text(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Opens the body of the object that is uploaded, to seal more of it.
     *
     * @param services in the order in which they are asked
     * @param binding of the place that the request names
     * @throws UploadRefusedException when a byte of the token is another than was handed out
     * @throws dev.furoshiki.key.KmsException when no key service opens it
     */
    public SegmentedAead open(List<DataKeys> services, KeyBinding binding, ObjectName name) {
        byte[] bytes = decode(text, name);
        int end = bytes.length - TAG_BYTES;
        try {
            return envelope.resume(
                    services, binding, name, Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length));
        } catch (TamperedObjectException | UnsupportedEnvelopeException e) {
            throw damaged(name, "was changed, or belongs to another object", e);
        }
    }

    /** The store's own. */
    public String uploadId() {
        return uploadId;
    }

    /** How many segments every part but the last has; empty where nobody has said. */
    public OptionalInt partSegments() {
        return partSegments == 0 ? OptionalInt.empty() : OptionalInt.of(partSegments);
    }

    /** What is handed out. */
    @Override
    public String toString() {
        return text;
    }

    static UploadRefusedException damaged(ObjectName name, String problem, @Nullable Throwable cause) {
        return new UploadRefusedException(
                "the upload id for " + name + " " + problem
                        + ": give back all of what createMultipartUpload returned for this object, whose ids are some 1,000"
                        + " characters long",
                cause);
    }
}
