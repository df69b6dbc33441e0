package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * What a store's keys are sealed and its rows authenticated with: docs/formats/embedded-store-v1.md. Thread-safe;
 * {@link #close()} zeroes it. One thread at a time exchanges it.
 */
public final class RootKey implements RowMac {

    public static final int SIZE_BYTES = 32;

    private static final int PLACE_BYTES = 20;

    private volatile Keys keys;

    /**
     * @param root 32 bytes, derived from here on and then no longer needed; the caller closes it
     * @param storeId so that two stores under one root share no key
     */
    public RootKey(SecretBytes root, UUID storeId) {
        try (SecretBytes verifying = derive(root, "verifier", storeId);
                SecretBytes wrappingKey = derive(root, "backing keys", storeId);
                SecretBytes metadataKey = derive(root, "metadata", storeId)) {
            this.keys = new Keys(verifying.toByteArray(), Aead.aesGcm(wrappingKey), Prf.hmacSha256(metadataKey));
        }
    }

    /** Each becomes the other. Who holds one of the two goes on with what it is then. */
    public void exchange(RootKey other) {
        Keys mine = keys;
        keys = other.keys;
        other.keys = mine;
    }

    /** Changes when the root key does: what was computed under another is of no use. */
    public Object identity() {
        return keys;
    }

    /** What the store remembers the root key by; not secret. */
    public byte[] verifier() {
        return keys.verifier.clone();
    }

    /** Whether this is the root key that the verifier was made from. */
    public boolean isVerifiedBy(byte[] stored) {
        return MessageDigest.isEqual(keys.verifier, stored);
    }

    /** A backing key sealed: 60 bytes, bound to key and number. */
    public byte[] seal(UUID keyId, BackingKey key) {
        return key.secret().read(bytes -> keys.wrapping.encrypt(bytes, place(keyId, key.number())));
    }

    /** The backing key again, unless the bytes were changed or belong to another key or number. */
    public Optional<BackingKey> open(UUID keyId, int number, byte[] sealed) {
        try {
            byte[] opened = keys.wrapping.decrypt(sealed, place(keyId, number));
            return Optional.of(new BackingKey(number, SecretBytes.takeOver(opened)));
        } catch (AuthenticationFailedException changed) {
            return Optional.empty();
        }
    }

    /** What says which material a key has under a number, however it is sealed; it tells nothing of it. */
    public byte[] materialMac(UUID keyId, BackingKey key) {
        return key.secret().read(bytes -> {
            byte[] label = "backing key".getBytes(StandardCharsets.US_ASCII);
            byte[] row = ByteBuffer.allocate(label.length + PLACE_BYTES + bytes.length)
                    .put(label)
                    .put(place(keyId, key.number()))
                    .put(bytes)
                    .array();
            try {
                return keys.metadata.compute(row);
            } finally {
                Arrays.fill(row, (byte) 0);
            }
        });
    }

    /** The private half of the key that signs the audit log, sealed: 60 bytes, bound to the public half. */
    public byte[] sealAuditKey(byte[] publicKey, SecretBytes seed) {
        return seed.read(bytes -> keys.wrapping.encrypt(bytes, auditKey(publicKey)));
    }

    /** It again, unless the bytes were changed or belong to another public key. */
    public Optional<SecretBytes> openAuditKey(byte[] publicKey, byte[] sealed) {
        try {
            return Optional.of(SecretBytes.takeOver(keys.wrapping.decrypt(sealed, auditKey(publicKey))));
        } catch (AuthenticationFailedException changed) {
            return Optional.empty();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
    public byte[] mac(AuthenticatedRow row) {
        Keys current = keys;
        try {
            return current.metadata.compute(row.toBytes());
        } catch (IllegalStateException closed) {
            if (current == keys) {
                throw closed;
            }
            // It was exchanged meanwhile, and the one it was before closed.
            return mac(row);
        }
    }

    @Override
    public void close() {
        keys.wrapping.close();
        keys.metadata.close();
    }

    /** What is derived from one root key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value nor printed
    private record Keys(byte[] verifier, Aead wrapping, Prf metadata) {}

    /** Longer than the place of a backing key, so neither is taken for the other. */
    private static byte[] auditKey(byte[] publicKey) {
        byte[] label = "audit key".getBytes(StandardCharsets.US_ASCII);
        byte[] place = Arrays.copyOf(label, label.length + publicKey.length);
        System.arraycopy(publicKey, 0, place, label.length, publicKey.length);
        return place;
    }

    private static byte[] place(UUID keyId, int number) {
        return ByteBuffer.allocate(PLACE_BYTES)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .putInt(number)
                .array();
    }

    private static SecretBytes derive(SecretBytes root, String purpose, UUID storeId) {
        byte[] label = ("furoshiki embedded store v1 " + purpose).getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.wrap(Arrays.copyOf(label, label.length + 16))
                .position(label.length)
                .putLong(storeId.getMostSignificantBits())
                .putLong(storeId.getLeastSignificantBits())
                .array();
        return Hkdf.expandSha256(root, info, SIZE_BYTES);
    }
}
