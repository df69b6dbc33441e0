package dev.furoshiki.embedded;

import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.embedded.RootKeySource.Kind;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup of a key store, as a file: docs/formats/key-store-backup-v1.md. Immutable.
 *
 * <pre>
 * "furoshiki backup" | 01 | backup id 16 | created i64 | root key: kind u8, salt 16, memory u32, iterations u32, lanes u32,
 * sealed u16 | verifier 32 | FLOE header 74, segments
 * </pre>
 */
final class BackupV1 {

    private static final byte[] MAGIC = "furoshiki backup".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int MOST_BYTES = 1 << 30;
    private static final int SALT_BYTES = 16;
    private static final int VERIFIER_BYTES = 32;
    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final byte[] LABEL = "furoshiki key store backup v1".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final byte[] bytes;
    private final int prefixBytes;
    private final UUID backupId;
    private final Instant created;
    private final StoredRootKey rootKey;
    private final byte[] verifier;

    /** @param bytes of a whole file; kept */
    private BackupV1(String name, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        this.name = name;
        this.bytes = bytes;
        requireVersion(name, in);
        this.backupId = new UUID(in.getLong(), in.getLong());
        this.created = Instant.ofEpochMilli(in.getLong());
        Kind kind = kind(name, in.get());
        byte[] salt = take(in, SALT_BYTES);
        int memoryKib = in.getInt();
        int iterations = in.getInt();
        int lanes = in.getInt();
        byte[] sealed = take(in, Short.toUnsignedInt(in.getShort()));
        if ((sealed.length > 0) != (kind == Kind.KEY_SERVICE)) {
            throw damaged(name, null);
        }
        this.rootKey = new StoredRootKey(kind, salt, memoryKib, iterations, lanes, sealed.length == 0 ? null : sealed);
        this.verifier = take(in, VERIFIER_BYTES);
        this.prefixBytes = in.position();
    }

    /**
     * Reads the layout; what it says is authenticated by {@link #open}.
     *
     * @param name what messages call it
     * @throws KeyStoreTooNewException when a newer version of this program wrote it
     * @throws KeyStoreDamagedException when it is no backup, or cut
     */
    static BackupV1 parse(String name, byte[] bytes) {
        try {
            return new BackupV1(name, bytes);
        } catch (BufferUnderflowException cut) {
            throw damaged(name, cut);
        }
    }

    /**
     * Likewise of a file; more than a backup can have is not read.
     *
     * @throws RootKeyUnavailableException when it cannot be read
     */
    static BackupV1 read(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // Of what is no file, such as a pipe, the size is not known before.
            byte[] bytes = Files.size(file) > MOST_BYTES ? null : in.readNBytes(MOST_BYTES + 1);
            if (bytes == null || bytes.length > MOST_BYTES) {
                throw new KeyStoreDamagedException(
                        "the " + name + " has more bytes than any backup, " + MOST_BYTES
                                + ": name the right file, or use another backup",
                        null);
            }
            return parse(name, bytes);
        } catch (IOException unreadable) {
            throw new RootKeyUnavailableException(
                    "the " + name + " cannot be read (" + unreadable.getClass().getSimpleName()
                            + "): correct the path or its permissions",
                    unreadable);
        }
    }

    /** What a key service binds a backup's root key to. */
    static EncryptionContext bound(UUID backupId) {
        return EncryptionContext.of("furoshiki:backup", backupId.toString());
    }

    /**
     * The bytes of a new file.
     *
     * @throws LimitExceededException when it would be longer than one that is read
     */
    static byte[] seal(UUID backupId, Instant created, RootSecret.Made rootKey, BackupContentV1 content) {
        return seal(backupId, created, rootKey, content, MOST_BYTES);
    }

    static byte[] seal(
            UUID backupId, Instant created, RootSecret.Made rootKey, BackupContentV1 content, int mostBytes) {
        byte[] prefix = prefix(backupId, created, rootKey);
        byte[] plaintext = content.toBytes(mostBytes);
        long segments = Math.max(1, (plaintext.length + SEGMENT_BYTES - 1L) / SEGMENT_BYTES);
        long bytes = prefix.length
                + SegmentedAead.HEADER_BYTES
                + plaintext.length
                + segments * SegmentedAead.SEGMENT_OVERHEAD_BYTES;
        if (bytes > mostBytes) {
            throw BackupContentV1.tooLong(mostBytes);
        }
        byte[] file = Arrays.copyOf(prefix, (int) bytes);
        try (SecretBytes key = messageKey(rootKey.root(), backupId);
                SegmentedAead message = SegmentedAead.create(key, SEGMENT_BYTES, prefix)) {
            System.arraycopy(message.header(), 0, file, prefix.length, SegmentedAead.HEADER_BYTES);
            int place = prefix.length + SegmentedAead.HEADER_BYTES;
            for (int position = 0; position < segments; position++) {
                int offset = position * SEGMENT_BYTES;
                int length = Math.min(SEGMENT_BYTES, plaintext.length - offset);
                boolean last = position == segments - 1;
                place += message.encryptSegment(position, last, plaintext, offset, length, file, place);
            }
        }
        return file;
    }

    UUID backupId() {
        return backupId;
    }

    Instant created() {
        return created;
    }

    /**
     * Its root key, from the secret.
     *
     * @throws IncorrectRootKeyException when it is another secret than it was made with
     */
    SecretBytes rootKey(RootKeySource source, RootSecret secret) {
        if (source.kind() != rootKey.kind()) {
            throw new IncorrectRootKeyException("the " + name + " was made with a " + rootKey.kind() + ", not with a "
                    + source + ": name that one");
        }
        SecretBytes root = secret.open(name, bound(backupId), rootKey);
        try (RootKey keys = new RootKey(root, backupId)) {
            if (keys.isVerifiedBy(verifier)) {
                return root;
            }
        }
        root.close();
        throw new IncorrectRootKeyException(
                "wrong " + source + " for the " + name + ": give the one that it was made with");
    }

    /**
     * What it holds.
     *
     * @throws KeyStoreDamagedException when a byte of it was changed, or it was cut or extended
     */
    BackupContentV1 open(SecretBytes root) {
        byte[] prefix = Arrays.copyOf(bytes, prefixBytes);
        int body = prefixBytes + SegmentedAead.HEADER_BYTES;
        if (bytes.length < body) {
            throw damaged(name, null);
        }
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        try (SecretBytes key = messageKey(root, backupId);
                SegmentedAead message = SegmentedAead.open(key, Arrays.copyOfRange(bytes, prefixBytes, body), prefix)) {
            int sealedBytes = message.plaintextSegmentBytes() + SegmentedAead.SEGMENT_OVERHEAD_BYTES;
            byte[] segment = new byte[message.plaintextSegmentBytes()];
            long position = 0;
            int offset = body;
            do {
                int length = Math.min(sealedBytes, bytes.length - offset);
                boolean last = offset + length == bytes.length;
                int opened = message.decryptSegment(position, last, bytes, offset, length, segment, 0);
                plaintext.write(segment, 0, opened);
                offset += length;
                position++;
            } while (offset < bytes.length);
            return BackupContentV1.parse(plaintext.toByteArray());
        } catch (AuthenticationFailedException | IOException changed) {
            throw damaged(name, changed);
        }
    }

    private static byte[] prefix(UUID backupId, Instant created, RootSecret.Made rootKey) {
        StoredRootKey stored = rootKey.stored();
        byte[] sealed = Objects.requireNonNullElseGet(stored.sealed(), () -> new byte[0]);
        byte[] verifier;
        try (RootKey keys = new RootKey(rootKey.root(), backupId)) {
            verifier = keys.verifier();
        }
        return ByteBuffer.allocate(MAGIC.length + 1 + 16 + 8 + 1 + SALT_BYTES + 12 + 2 + sealed.length + VERIFIER_BYTES)
                .put(MAGIC)
                .put(VERSION)
                .putLong(backupId.getMostSignificantBits())
                .putLong(backupId.getLeastSignificantBits())
                .putLong(created.toEpochMilli())
                .put(code(stored.kind()))
                .put(stored.salt())
                .putInt(stored.memoryKib())
                .putInt(stored.iterations())
                .putInt(stored.lanes())
                .putShort((short) sealed.length)
                .put(sealed)
                .put(verifier)
                .array();
    }

    private static void requireVersion(String name, ByteBuffer in) {
        if (!Arrays.equals(take(in, MAGIC.length), MAGIC)) {
            throw new KeyStoreDamagedException(
                    "the " + name + " is none of a key store, or its beginning was damaged: name the right file", null);
        }
        int version = Byte.toUnsignedInt(in.get());
        if (version != VERSION) {
            throw new KeyStoreTooNewException("the " + name + " is of version " + version
                    + ", and this program reads version 1: restore it with a newer version of the program");
        }
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] taken = new byte[count];
        in.get(taken);
        return taken;
    }

    private static Kind kind(String name, byte code) {
        for (Kind known : Kind.values()) {
            if (code(known) == code) {
                return known;
            }
        }
        throw damaged(name, null);
    }

    private static byte code(Kind kind) {
        return switch (kind) {
            case PASSPHRASE -> 1;
            case KEY_FILE -> 2;
            case KEY_SERVICE -> 3;
        };
    }

    private static SecretBytes messageKey(SecretBytes root, UUID backupId) {
        byte[] info = ByteBuffer.allocate(LABEL.length + 16)
                .put(LABEL)
                .putLong(backupId.getMostSignificantBits())
                .putLong(backupId.getLeastSignificantBits())
                .array();
        return Hkdf.expandSha256(root, info, RootKey.SIZE_BYTES);
    }

    private static KeyStoreDamagedException damaged(String name, @Nullable Exception why) {
        return new KeyStoreDamagedException(
                "the " + name + " was cut, altered or damaged, and nothing of it is restored: use another backup", why);
    }
}
