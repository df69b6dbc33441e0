package dev.furoshiki.embedded.material;

import dev.furoshiki.key.KeyMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** The bytes of a row that its MAC covers: docs/formats/embedded-store-v1.md, -v2.md and -v4.md. */
public final class AuthenticatedRow {

    /** No length of a text. */
    private static final int NO_TEXT = -1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private AuthenticatedRow(String kind) {
        bytes.writeBytes(kind.getBytes(StandardCharsets.US_ASCII));
    }

    public static AuthenticatedRow ofKey(KeyMetadata key, long position, int currentBackingKey) {
        AuthenticatedRow row =
                new AuthenticatedRow("key").uuid(UUID.fromString(key.keyId())).u64(position);
        row.string(key.state().name())
                .string(key.spec().name())
                .string(key.usage().name());
        return row.string(key.description())
                .u64(key.creationDate().toEpochMilli())
                .u32(currentBackingKey);
    }

    public static AuthenticatedRow ofAlias(String aliasName, UUID keyId) {
        return new AuthenticatedRow("alias").string(aliasName).uuid(keyId);
    }

    public static AuthenticatedRow ofOwner(String partition, String region, String account) {
        return new AuthenticatedRow("owner").string(partition).string(region).string(account);
    }

    /** How far a chain of audit records has come, in a store that has only one log. */
    public static AuthenticatedRow ofAuditLink(UUID chainId, long sequence, byte[] hash, boolean isClosed) {
        return ofAuditLink("", chainId, sequence, hash, isClosed);
    }

    /**
     * Likewise of any store.
     *
     * @param log which of a store's logs it is of; empty where the store has only one
     */
    public static AuthenticatedRow ofAuditLink(String log, UUID chainId, long sequence, byte[] hash, boolean isClosed) {
        AuthenticatedRow row = log.isEmpty()
                ? new AuthenticatedRow("audit link")
                : new AuthenticatedRow("audit link of log").string(log);
        row.uuid(chainId).u64(sequence);
        row.bytes.writeBytes(hash);
        row.bytes.write(isClosed ? 1 : 0);
        return row;
    }

    /** What else a key has, row by row: its policy, a tag, a grant. */
    public static AuthenticatedRow ofRecord(UUID keyId, String kind, String name, byte[] content) {
        AuthenticatedRow row =
                new AuthenticatedRow("record").uuid(keyId).string(kind).string(name);
        row.u32(content.length);
        row.bytes.writeBytes(content);
        return row;
    }

    /** A key with all its records: theirs follow, see {@link #followedBy}. */
    public static AuthenticatedRow ofEntry(byte[] keyMac) {
        AuthenticatedRow row = new AuthenticatedRow("entry");
        row.bytes.writeBytes(keyMac);
        return row;
    }

    public static AuthenticatedRow ofGrantToken(UUID keyId, String grantId) {
        return new AuthenticatedRow("grant token").uuid(keyId).string(grantId);
    }

    /** All rows together, as version 1 had them: begins empty, see {@link #followedBy}. */
    public static AuthenticatedRow ofContent() {
        return new AuthenticatedRow("content");
    }

    /** All entries and aliases together, in a store of version 2 or 3: begins empty, see {@link #followedBy}. */
    public static AuthenticatedRow ofContent(int schemaVersion) {
        return new AuthenticatedRow("versioned content").u32(schemaVersion);
    }

    /** Likewise of version 4 and newer, after so many changes. */
    public static AuthenticatedRow ofContent(int schemaVersion, long changeNumber) {
        return ofContent(schemaVersion).u64(changeNumber);
    }

    /** A change: what it left in a store, and the MAC of the state before it. */
    public static AuthenticatedRow ofChange(long number, byte[] digest, byte[] previousMac) {
        AuthenticatedRow row = new AuthenticatedRow("change").u64(number);
        row.bytes.writeBytes(digest);
        row.bytes.writeBytes(previousMac);
        return row;
    }

    /** With the MACs of rows, counted, since which of them belong together is what is said. */
    public AuthenticatedRow followedBy(List<byte[]> macs) {
        u32(macs.size());
        macs.forEach(bytes::writeBytes);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private AuthenticatedRow uuid(UUID id) {
        return u64(id.getMostSignificantBits()).u64(id.getLeastSignificantBits());
    }

    private AuthenticatedRow u64(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    private AuthenticatedRow u32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    private AuthenticatedRow string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (!text.equals(new String(utf8, StandardCharsets.UTF_8))) {
            // Half of a surrogate pair would become a question mark. No row has one, and none may have the MAC of
            // another.
            u32(NO_TEXT);
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_16BE));
            return this;
        }
        u32(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }
}
