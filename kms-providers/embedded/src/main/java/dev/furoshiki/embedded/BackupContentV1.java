package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLink;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.store.StoredAlias;
import dev.furoshiki.embedded.store.StoredAuditKey;
import dev.furoshiki.embedded.store.StoredBackingKey;
import dev.furoshiki.embedded.store.StoredKey;
import dev.furoshiki.embedded.store.StoredRecord;
import dev.furoshiki.embedded.store.StoredRows;
import dev.furoshiki.key.KmsException.LimitExceededException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * What a backup of a key store holds: docs/formats/key-store-backup-v1.md. Rows as they lie in a store, of whatever kind,
 * sealed and authenticated under the backup's own root key.
 *
 * @param auditLinks the newest of every audit log that the store knew
 */
record BackupContentV1(
        UUID storeId,
        KeyOwner owner,
        long changeNumber,
        List<LogLink> auditLinks,
        StoredAuditKey auditKey,
        StoredRows rows) {

    /**
     * Nothing of it is secret: what is, is sealed in it.
     *
     * @throws LimitExceededException when it is longer
     */
    byte[] toBytes(int mostBytes) {
        ByteArrayOutputStream bytes = new BoundedBytes(mostBytes);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            uuid(out, storeId);
            string(out, owner.partition());
            string(out, owner.region());
            string(out, owner.account());
            out.writeLong(changeNumber);
            each(out, auditLinks, BackupContentV1::write);
            blob(out, auditKey.publicKey());
            blob(out, auditKey.sealed());
            each(out, rows.keys(), BackupContentV1::write);
            each(out, rows.backingKeys(), BackupContentV1::write);
            each(out, rows.aliases(), BackupContentV1::write);
            each(out, rows.records(), BackupContentV1::write);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when the bytes have not the layout, or more follow */
    static BackupContentV1 parse(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            BackupContentV1 content = new BackupContentV1(
                    uuid(in),
                    new KeyOwner(string(in), string(in), string(in)),
                    in.readLong(),
                    all(in, BackupContentV1::link),
                    new StoredAuditKey(blob(in), blob(in)),
                    new StoredRows(
                            all(in, BackupContentV1::key),
                            all(in, BackupContentV1::backingKey),
                            all(in, BackupContentV1::alias),
                            all(in, BackupContentV1::item)));
            if (in.read() >= 0) {
                throw new IOException("more bytes follow");
            }
            return content;
        } catch (IllegalArgumentException noOwnerOrLink) {
            throw new IOException(noOwnerOrLink);
        }
    }

    private static void write(DataOutputStream out, LogLink newest) throws IOException {
        string(out, newest.log());
        uuid(out, newest.link().chainId());
        out.writeLong(newest.link().sequence());
        blob(out, HexFormat.of().parseHex(newest.link().hash()));
        out.writeBoolean(newest.isClosed());
    }

    private static LogLink link(DataInputStream in) throws IOException {
        String log = string(in);
        AuditLink link = new AuditLink(uuid(in), in.readLong(), HexFormat.of().formatHex(blob(in)));
        return new LogLink(log, link, in.readBoolean());
    }

    private static void write(DataOutputStream out, StoredKey key) throws IOException {
        uuid(out, key.keyId());
        out.writeLong(key.position());
        string(out, key.state());
        string(out, key.spec());
        string(out, key.usage());
        string(out, key.description());
        out.writeLong(key.creationMillis());
        out.writeInt(key.currentBackingKey());
        blob(out, key.mac());
    }

    private static StoredKey key(DataInputStream in) throws IOException {
        return new StoredKey(
                uuid(in),
                in.readLong(),
                string(in),
                string(in),
                string(in),
                string(in),
                in.readLong(),
                in.readInt(),
                blob(in));
    }

    private static void write(DataOutputStream out, StoredBackingKey key) throws IOException {
        uuid(out, key.keyId());
        out.writeInt(key.number());
        blob(out, key.sealed());
    }

    private static StoredBackingKey backingKey(DataInputStream in) throws IOException {
        return new StoredBackingKey(uuid(in), in.readInt(), blob(in));
    }

    private static void write(DataOutputStream out, StoredAlias alias) throws IOException {
        string(out, alias.name());
        uuid(out, alias.keyId());
        blob(out, alias.mac());
    }

    private static StoredAlias alias(DataInputStream in) throws IOException {
        return new StoredAlias(string(in), uuid(in), blob(in));
    }

    private static void write(DataOutputStream out, StoredRecord item) throws IOException {
        uuid(out, item.keyId());
        string(out, item.kind());
        string(out, item.name());
        blob(out, item.content());
        blob(out, item.mac());
    }

    private static StoredRecord item(DataInputStream in) throws IOException {
        return new StoredRecord(uuid(in), string(in), string(in), blob(in), blob(in));
    }

    private static <T> void each(DataOutputStream out, List<T> rows, RowWriter<T> writer) throws IOException {
        out.writeInt(rows.size());
        for (T row : rows) {
            writer.write(out, row);
        }
    }

    private static <T> List<T> all(DataInputStream in, RowReader<T> reader) throws IOException {
        int count = in.readInt();
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(reader.read(in));
        }
        return rows;
    }

    private static void uuid(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        blob(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String string(DataInputStream in) throws IOException {
        return new String(blob(in), StandardCharsets.UTF_8);
    }

    private static void blob(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] blob(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a part ends behind the end");
        }
        return in.readNBytes(length);
    }

    /** That it is too much for a backup. */
    static LimitExceededException tooLong(int mostBytes) {
        return new LimitExceededException("the backup would have more than the " + mostBytes
                + " bytes that one can have: retire grants or delete keys that are not needed any more, or copy the store's "
                + "own file or schema while no process uses it");
    }

    /** Says that it is too much before there is no room for it. */
    private static final class BoundedBytes extends ByteArrayOutputStream {

        private final int most;

        BoundedBytes(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int octet) {
            requireRoom(1);
            super.write(octet);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            requireRoom(length);
            super.write(bytes, offset, length);
        }

        private void requireRoom(int length) {
            if (length > most - count) {
                throw tooLong(most);
            }
        }
    }

    private interface RowWriter<T> {
        void write(DataOutputStream out, T row) throws IOException;
    }

    private interface RowReader<T> {
        T read(DataInputStream in) throws IOException;
    }
}
