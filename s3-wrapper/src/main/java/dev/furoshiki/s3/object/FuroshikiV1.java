package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.MalformedEnvelopeException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.exception.S3EncryptionException.UnsupportedEnvelopeException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of docs/formats/object-v1.md: header, object id, recipients and sealed facts in four metadata values, their scope
 * in a fifth.
 *
 * <p>Immutable.
 */
final class FuroshikiV1 implements ObjectEnvelope {

    /** Every name that begins so belongs to the envelopes. */
    private static final String PREFIX = "furoshiki";

    static final String VERSION = PREFIX;
    static final String HEADER = "furoshiki-header";
    static final String KEYS = "furoshiki-keys";
    static final String SEALED = "furoshiki-sealed";
    static final String SCOPE = "furoshiki-scope";

    private static final String THIS_VERSION = "1";
    private static final int MAX_RECIPIENTS = 255;

    private final byte[] header;
    private final byte[] objectId;
    private final KeyScope scope;
    private final List<Recipient> recipients;
    private final byte @Nullable [] sealed;

    FuroshikiV1(byte[] header, byte[] objectId, KeyScope scope, List<Recipient> recipients, byte @Nullable [] sealed) {
        this.header = header.clone();
        this.objectId = objectId.clone();
        this.scope = scope;
        this.recipients = List.copyOf(recipients);
        this.sealed = sealed == null ? null : sealed.clone();
    }

    static boolean isReserved(String lowerCaseName) {
        return lowerCaseName.startsWith(PREFIX);
    }

    /**
     * @param metadata names in lower case
     * @throws UnsupportedEnvelopeException when it is of another version, or names a scope that this one does not have
     * @throws MalformedEnvelopeException when a value is missing or does not have the layout
     */
    static FuroshikiV1 parse(Map<String, String> metadata, ObjectName name) {
        String version = required(metadata, VERSION, name);
        if (!version.equals(THIS_VERSION)) {
            throw new UnsupportedEnvelopeException("the envelope of " + name + " is of version \"" + version
                    + "\", and this client reads version 1; use a newer client, or look at who wrote the metadata");
        }
        byte[] header = decode(metadata, HEADER, name);
        byte[] keys = decode(metadata, KEYS, name);
        byte[] sealed = metadata.containsKey(SEALED) ? decode(metadata, SEALED, name) : null;
        if (header.length != SegmentedAead.HEADER_BYTES) {
            throw malformed(name, HEADER, "has " + header.length + " bytes instead of 74", null);
        }
        return withKeys(header, scopeIn(metadata, name), keys, sealed, name);
    }

    private static KeyScope scopeIn(Map<String, String> metadata, ObjectName name) {
        String scope = metadata.get(SCOPE);
        if (scope == null) {
            return KeyScope.OBJECT;
        } else if (scope.equals(KeyScope.BUCKET.text())) {
            return KeyScope.BUCKET;
        }
        throw new UnsupportedEnvelopeException("the metadata " + SCOPE + " of " + name + " is \"" + scope
                + "\", and version 1 has \"bucket\" only; use a newer client, or look at who wrote the metadata");
    }

    private static FuroshikiV1 withKeys(
            byte[] header, KeyScope scope, byte[] keys, byte @Nullable [] sealed, ObjectName name) {
        try {
            ByteBuffer in = ByteBuffer.wrap(keys);
            byte[] objectId = take(in, ObjectKey.ID_BYTES);
            int count = Byte.toUnsignedInt(in.get());
            List<Recipient> recipients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                EncryptedDataKeyV1 dataKey = EncryptedDataKeyV1.parse(take(in, Short.toUnsignedInt(in.getShort())));
                recipients.add(new Recipient(
                        new EncryptedDataKey(dataKey.provider(), dataKey.keyArn(), dataKey.ciphertext()),
                        take(in, Recipient.WRAPPED_BYTES)));
            }
            if (in.hasRemaining() || recipients.isEmpty()) {
                throw malformed(name, KEYS, "holds " + in.remaining() + " bytes behind " + count + " recipients", null);
            }
            return new FuroshikiV1(header, objectId, scope, recipients, sealed);
        } catch (BufferUnderflowException | MalformedCiphertextException e) {
            throw malformed(name, KEYS, "is cut or damaged", e);
        }
    }

    @Override
    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(VERSION, THIS_VERSION);
        metadata.put(HEADER, encode(header));
        metadata.put(KEYS, encode(keysToBytes()));
        if (sealed != null) {
            metadata.put(SEALED, encode(sealed));
        }
        if (scope != KeyScope.OBJECT) {
            metadata.put(SCOPE, scope.text());
        }
        return metadata;
    }

    private byte[] keysToBytes() {
        if (recipients.size() > MAX_RECIPIENTS) {
            throw new IllegalArgumentException("an object has at most 255 recipients but got " + recipients.size());
        }
        List<byte[]> dataKeys = new ArrayList<>();
        int size = ObjectKey.ID_BYTES + 1;
        for (Recipient recipient : recipients) {
            EncryptedDataKey dataKey = recipient.dataKey();
            byte[] bytes = new EncryptedDataKeyV1(dataKey.provider(), dataKey.keyArn(), dataKey.ciphertext()).toBytes();
            dataKeys.add(bytes);
            size += Short.BYTES + bytes.length + Recipient.WRAPPED_BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(objectId).put((byte) recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            byte[] dataKey = dataKeys.get(i);
            out.putShort((short) dataKey.length)
                    .put(dataKey)
                    .put(recipients.get(i).wrapped());
        }
        return out.array();
    }

    @Override
    public OpenObject open(List<DataKeys> services, KeyBinding binding, ObjectName name) {
        return withFirst(services, name, (recipient, service) -> open(recipient, service, binding, name));
    }

    @Override
    public SegmentedAead resume(
            List<DataKeys> services, KeyBinding binding, ObjectName name, byte[] token, byte[] tag) {
        try (ObjectKey key =
                withFirst(services, name, (recipient, service) -> key(recipient, service, binding, name))) {
            if (!MessageDigest.isEqual(key.uploadTag(token), tag)) {
                throw UploadToken.damaged(name, "was changed, or belongs to another upload", null);
            }
            return openBody(key, name);
        }
    }

    @Override
    public ObjectEnvelope rewrapped(
            List<DataKeys> services,
            KeyBinding binding,
            ObjectName name,
            long plaintextLength,
            Wrapping wrapping,
            KeyBinding to) {
        try (ObjectKey key =
                withFirst(services, name, (recipient, service) -> key(recipient, service, binding, name))) {
            // An envelope that was altered is not made a true one.
            openBody(key, name).close();
            if (sealed != null && unseal(key, sealed, name).length() != plaintextLength) {
                throw tampered(name, "the body was cut or extended", null);
            }
            return new FuroshikiV1(header, objectId, wrapping.scope(), Recipient.all(wrapping, key, to), sealed);
        }
    }

    private ObjectKey key(Recipient recipient, DataKeys service, KeyBinding binding, ObjectName name) {
        try (DataKey dataKey = service.forDecryption(recipient.dataKey(), binding.ofDataKeys(scope))) {
            return unwrap(recipient, dataKey, binding, name);
        }
    }

    /** Asks one recipient after the other, until a key service does not refuse. */
    private <T> T withFirst(List<DataKeys> services, ObjectName name, BiFunction<Recipient, DataKeys, T> asking) {
        KmsException refusal = null;
        for (Recipient recipient : recipientsOf(services, name)) {
            for (DataKeys service : services) {
                if (!recipient.isOf(service)) {
                    continue;
                }
                try {
                    return asking.apply(recipient, service);
                } catch (KmsException e) {
                    if (refusal == null) {
                        refusal = e;
                    } else {
                        refusal.addSuppressed(e);
                    }
                }
            }
        }
        throw Objects.requireNonNull(refusal);
    }

    private List<Recipient> recipientsOf(List<DataKeys> services, ObjectName name) {
        List<Recipient> ours = recipients.stream()
                .filter(recipient -> services.stream().anyMatch(recipient::isOf))
                .toList();
        if (ours.isEmpty()) {
            throw new KmsException.NotFoundException("no recipient of " + name + " belongs to the key service "
                    + services.stream()
                            .map(service -> "\"" + service.service().provider() + "\"")
                            .distinct()
                            .collect(Collectors.joining(" or "))
                    + ", only to "
                    + recipients.stream()
                            .map(each -> "\"" + each.dataKey().provider() + "\"")
                            .toList()
                    + "; open it with that key service");
        }
        return ours;
    }

    private OpenObject open(Recipient recipient, DataKeys service, KeyBinding binding, ObjectName name) {
        try (ObjectKey key = key(recipient, service, binding, name)) {
            SegmentedAead segments = openBody(key, name);
            try {
                PlaintextFacts facts = sealed == null ? null : unseal(key, sealed, name);
                EncryptionContext ofDataKey = binding.ofDataKeys(scope);
                Runnable revalidation = () ->
                        service.forDecryption(recipient.dataKey(), ofDataKey).close();
                return new OpenObject(name, objectId, segments, facts, revalidation);
            } catch (RuntimeException e) {
                segments.close();
                throw e;
            }
        }
    }

    private ObjectKey unwrap(Recipient recipient, DataKey dataKey, KeyBinding binding, ObjectName name) {
        try {
            return ObjectKey.unwrap(recipient.wrapped(), objectId, dataKey, scope, binding);
        } catch (AuthenticationFailedException e) {
            throw tampered(
                    name,
                    "its object key does not open: " + KEYS + " or " + SCOPE
                            + " was changed, or belongs to another object",
                    e);
        }
    }

    private SegmentedAead openBody(ObjectKey key, ObjectName name) {
        SegmentedAead segments;
        try {
            segments = key.openBody(header);
        } catch (AuthenticationFailedException e) {
            throw tampered(name, HEADER + " was changed, or belongs to another object", e);
        }
        if (segments.plaintextSegmentBytes() != ObjectLayout.PLAINTEXT_SEGMENT_BYTES) {
            segments.close();
            throw new UnsupportedEnvelopeException("the segments of " + name + " hold "
                    + segments.plaintextSegmentBytes() + " bytes, and version 1 has segments of 65536 bytes only");
        }
        return segments;
    }

    private PlaintextFacts unseal(ObjectKey key, byte[] sealedFacts, ObjectName name) {
        try {
            return key.unseal(sealedFacts, header);
        } catch (AuthenticationFailedException e) {
            throw tampered(name, SEALED + " was changed, or belongs to another object", e);
        } catch (IllegalArgumentException e) {
            throw malformed(name, SEALED, "was sealed in a form that version 1 does not have", e);
        }
    }

    private static String required(Map<String, String> metadata, String entry, ObjectName name) {
        String value = metadata.get(entry);
        if (value == null) {
            throw malformed(name, entry, "is missing, though other parts of the envelope are there", null);
        }
        return value;
    }

    private static byte[] decode(Map<String, String> metadata, String entry, ObjectName name) {
        String value = required(metadata, entry, name);
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(value);
            if (encode(bytes).equals(value)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw malformed(name, entry, "is not base64url", e);
        }
        throw malformed(name, entry, "is not canonical base64url without padding", null);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static TamperedObjectException tampered(ObjectName name, String what, @Nullable Throwable cause) {
        return new TamperedObjectException(
                name + " is not what was stored there: " + what + "; restore it from a backup or an earlier version",
                cause);
    }

    private static MalformedEnvelopeException malformed(
            ObjectName name, String entry, String problem, @Nullable Throwable cause) {
        return new MalformedEnvelopeException(
                "the metadata " + entry + " of " + name + " " + problem
                        + "; the envelope was cut or changed on its way: restore it from a backup or an earlier version",
                cause);
    }
}
