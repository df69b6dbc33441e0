package dev.furoshiki.s3.object;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.key.DataKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The random key of one object, and what is derived from it: the key of its body, the key of its sealed facts.
 *
 * <p>Nothing here names a location, so a copy keeps everything but the recipients. Thread-safe; closing it zeroes the
 * key, and what was derived earlier goes on working.
 */
final class ObjectKey implements AutoCloseable {

    static final int ID_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private static final byte[] BODY_LABEL = ascii("furoshiki object v1 body");
    private static final byte[] BODY_AAD = ascii("furoshiki object v1");
    private static final byte[] SEALED_LABEL = ascii("furoshiki object v1 sealed");
    private static final byte[] SEALED_AAD = ascii("furoshiki sealed v1");
    private static final byte[] UPLOAD_LABEL = ascii("furoshiki upload v1");

    /** Names the cipher that hangs on a cached data key; equal for every object. */
    private static final String WRAPPING = "AES-256-GCM of object keys";

    private final byte[] objectId;
    private final SecretBytes key;

    private ObjectKey(byte[] objectId, SecretBytes key) {
        this.objectId = objectId;
        this.key = key;
    }

    /** A fresh key and a fresh id. */
    static ObjectKey random() {
        try (SecretBytes id = SecretBytes.random(ID_BYTES)) {
            return new ObjectKey(id.toByteArray(), SecretBytes.random(KEY_BYTES));
        }
    }

    /** @throws AuthenticationFailedException when data key, id, scope or context is not the one it was wrapped with */
    static ObjectKey unwrap(byte[] wrapped, byte[] objectId, DataKey dataKey, KeyScope scope, KeyBinding binding) {
        Aead aead = dataKey.derived(WRAPPING, Aead::aesGcm);
        byte[] plain = aead.decrypt(wrapped, boundTo(objectId, scope, binding));
        return new ObjectKey(objectId.clone(), SecretBytes.takeOver(plain));
    }

    /** The object key wrapped under a data key: 60 bytes. */
    byte[] wrap(DataKey dataKey, KeyScope scope, KeyBinding binding) {
        Aead aead = dataKey.derived(WRAPPING, Aead::aesGcm);
        byte[] plain = key.toByteArray();
        try {
            return aead.encrypt(plain, boundTo(objectId, scope, binding));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Canonical contexts tell where they end, so that no context of one scope is another of the other. */
    private static byte[] boundTo(byte[] objectId, KeyScope scope, KeyBinding binding) {
        return concat(objectId, binding.context().toBytes(), scope.toBytes());
    }

    /** A body to write. */
    SegmentedAead newBody() {
        try (SecretBytes bodyKey = Hkdf.expandSha384(key, BODY_LABEL, KEY_BYTES)) {
            return SegmentedAead.create(bodyKey, ObjectLayout.PLAINTEXT_SEGMENT_BYTES, concat(BODY_AAD, objectId));
        }
    }

    /** @throws AuthenticationFailedException when the header does not belong to this key */
    SegmentedAead openBody(byte[] header) {
        try (SecretBytes bodyKey = Hkdf.expandSha384(key, BODY_LABEL, KEY_BYTES)) {
            return SegmentedAead.open(bodyKey, header, concat(BODY_AAD, objectId));
        }
    }

    byte[] seal(PlaintextFacts facts, byte[] header) {
        try (SecretBytes sealingKey = Hkdf.expandSha384(key, SEALED_LABEL, KEY_BYTES);
                Aead aead = Aead.aesGcm(sealingKey)) {
            return aead.encrypt(facts.toBytes(), concat(SEALED_AAD, objectId, header));
        }
    }

    /**
     * @throws AuthenticationFailedException when the facts do not belong to this key and header
     * @throws IllegalArgumentException when they do, but do not have the layout
     */
    PlaintextFacts unseal(byte[] sealed, byte[] header) {
        try (SecretBytes sealingKey = Hkdf.expandSha384(key, SEALED_LABEL, KEY_BYTES);
                Aead aead = Aead.aesGcm(sealingKey)) {
            return PlaintextFacts.of(aead.decrypt(sealed, concat(SEALED_AAD, objectId, header)));
        }
    }

    /** What only this key makes of the token of an upload: docs/formats/upload-token-v1.md. */
    byte[] uploadTag(byte[] token) {
        try (SecretBytes tag = Hkdf.expandSha384(key, concat(UPLOAD_LABEL, token), KEY_BYTES)) {
            return tag.toByteArray();
        }
    }

    /** A copy. */
    byte[] objectId() {
        return objectId.clone();
    }

    @Override
    public void close() {
        key.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }
}
