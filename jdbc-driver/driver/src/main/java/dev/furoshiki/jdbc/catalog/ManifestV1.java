package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import dev.furoshiki.jdbc.catalog.Manifest.RootEntry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The frozen layout of docs/formats/catalogue-manifest-v1.md. Stateless. */
final class ManifestV1 {

    static final int FORMAT = 1;
    static final int MAX_BYTES = 16 << 20;

    private static final byte[] MAC_LABEL = "furoshiki catalogue v1".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] MAGIC = {'F', 'K', 'C', 'M'};
    private static final int ID_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private ManifestV1() {}

    static byte[] encode(Manifest manifest) {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.write(MAGIC);
            out.writeByte(FORMAT);
            out.write(HEX.parseHex(manifest.databaseId()));
            out.writeLong(manifest.version());
            out.writeInt(manifest.domains().size());
            for (DomainEntry domain : manifest.domains()) {
                write(out, domain);
            }
            out.writeInt(manifest.columns().size());
            for (ColumnEntry column : manifest.columns()) {
                write(out, column);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return buffer.toByteArray();
    }

    private static void write(DataOutputStream out, DomainEntry domain) throws IOException {
        out.write(HEX.parseHex(domain.id()));
        writeString(out, domain.name());
        writeString(out, domain.keyId());
        out.writeByte(domain.roots().size());
        for (RootEntry root : domain.roots()) {
            out.writeByte(root.purpose().code());
            out.writeByte(root.generation());
            out.write(HEX.parseHex(root.sha256()));
        }
    }

    private static void write(DataOutputStream out, ColumnEntry column) throws IOException {
        writeString(out, column.table().schema());
        writeString(out, column.table().table());
        writeString(out, column.column());
        out.write(HEX.parseHex(column.domainId()));
        out.writeShort(column.type().valueType().code());
        writeString(out, column.type().stored());
        out.writeByte(column.cellType() == CellType.RANDOMIZED ? 1 : 2);
        out.writeByte(column.indexType() == IndexType.NONE ? 0 : 1);
        writeString(out, column.source());
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /** What the MAC is computed of. */
    static byte[] macInput(byte[] storedCatalogKey, byte[] manifest) {
        byte[] keyHash = HEX.parseHex(CatalogTables.sha256(storedCatalogKey));
        return ByteBuffer.allocate(MAC_LABEL.length + HASH_BYTES + manifest.length)
                .put(MAC_LABEL)
                .put(keyHash)
                .put(manifest)
                .array();
    }

    /** The format byte, before anything was verified; -1 where the bytes do not begin as a manifest does. */
    static int formatOf(byte[] manifest) {
        return manifest.length > MAGIC.length && Arrays.equals(manifest, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                ? manifest[MAGIC.length]
                : -1;
    }

    /** The database id, before anything was verified: it says which context the catalogue key was sealed with. */
    static String databaseIdOf(byte[] manifest) {
        return new Reader(manifest).header();
    }

    /**
     * Reads a manifest.
     *
     * @throws MalformedCiphertextException with the offset where the bytes are not the one encoding of a manifest
     */
    static Manifest decode(byte[] bytes) {
        Reader in = new Reader(bytes);
        String databaseId = in.header();
        long version = in.u63();
        List<DomainEntry> domains = in.domains();
        List<ColumnEntry> columns = in.columns(domains);
        in.require(!in.hasMore(), "the manifest goes on after its last column");
        return new Manifest(databaseId, version, domains, columns);
    }

    /** Reads with every check that makes the encoding the only one. */
    private static final class Reader {

        private final ByteBuffer in;

        Reader(byte[] bytes) {
            this.in = ByteBuffer.wrap(bytes);
            require(bytes.length <= MAX_BYTES, "a manifest has at most 16 MiB");
        }

        String header() {
            byte[] magic = bytes(MAGIC.length);
            require(Arrays.equals(magic, MAGIC), "a manifest begins with FKCM");
            require(u8() == FORMAT, "the manifest's format is 1");
            return HEX.formatHex(bytes(ID_BYTES));
        }

        List<DomainEntry> domains() {
            int count = count();
            List<DomainEntry> domains = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                DomainEntry domain = new DomainEntry(id(), string(), string(), roots());
                if (i > 0) {
                    require(domains.get(i - 1).id().compareTo(domain.id()) < 0, "domains ascend by id");
                }
                domains.add(domain);
            }
            require(domains.stream().map(DomainEntry::name).distinct().count() == count, "domain names are distinct");
            return domains;
        }

        private List<RootEntry> roots() {
            int count = u8();
            List<RootEntry> roots = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RootEntry root = new RootEntry(purpose(u8()), generation(u8()), HEX.formatHex(bytes(HASH_BYTES)));
                if (i > 0) {
                    require(Manifest.ROOT_ORDER.compare(roots.get(i - 1), root) < 0, "roots ascend");
                }
                roots.add(root);
            }
            long search = roots.stream()
                    .filter(root -> root.purpose() == DomainRoot.Purpose.SEARCH)
                    .count();
            require(search == 1 && roots.size() > 1, "a domain has cell roots and one search root");
            return roots;
        }

        private DomainRoot.Purpose purpose(int code) {
            require(code == 1 || code == 2, "a root's purpose is 1 or 2");
            return code == 1 ? DomainRoot.Purpose.CELL : DomainRoot.Purpose.SEARCH;
        }

        private int generation(int number) {
            require(number > 0, "generations count from 1");
            return number;
        }

        List<ColumnEntry> columns(List<DomainEntry> domains) {
            int count = count();
            List<ColumnEntry> columns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ColumnEntry column = column();
                require(
                        domains.stream().anyMatch(domain -> domain.id().equals(column.domainId())),
                        "a column's domain is listed");
                if (i > 0) {
                    require(Manifest.COLUMN_ORDER.compare(columns.get(i - 1), column) < 0, "columns ascend");
                }
                columns.add(column);
            }
            return columns;
        }

        private ColumnEntry column() {
            TableName table = new TableName(string(), string());
            String name = string();
            String domainId = id();
            int typeCode = in.remaining() < 2 ? -1 : in.getShort() & 0xffff;
            String declaration = string();
            LogicalType type =
                    LogicalType.parseStored(declaration).orElseThrow(() -> malformed("a declaration is a known type"));
            require(type.stored().equals(declaration), "a declaration is normalized");
            require(type.valueType().code() == typeCode, "a declaration has its type's code");
            int cellType = u8();
            int indexType = u8();
            require(cellType == 1 || cellType == 2, "a cell type is 1 or 2");
            require(indexType == 0 || indexType == 1, "an index type is 0 or 1");
            return new ColumnEntry(
                    table,
                    name,
                    domainId,
                    type,
                    cellType == 1 ? CellType.RANDOMIZED : CellType.DETERMINISTIC,
                    indexType == 0 ? IndexType.NONE : IndexType.EQUALITY,
                    string());
        }

        boolean hasMore() {
            return in.hasRemaining();
        }

        long u63() {
            require(in.remaining() >= 8, "the manifest is truncated");
            long value = in.getLong();
            require(value > 0, "versions count from 1");
            return value;
        }

        private int u8() {
            require(in.hasRemaining(), "the manifest is truncated");
            return in.get() & 0xff;
        }

        private int count() {
            require(in.remaining() >= 4, "the manifest is truncated");
            int count = in.getInt();
            require(count >= 0 && count <= in.remaining(), "a count fits into the manifest");
            return count;
        }

        private String id() {
            return HEX.formatHex(bytes(ID_BYTES));
        }

        private String string() {
            byte[] utf8 = bytes(count());
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
            } catch (CharacterCodingException notUtf8) {
                throw malformed("a string is UTF-8");
            }
        }

        private byte[] bytes(int count) {
            require(count <= in.remaining(), "the manifest is truncated");
            byte[] bytes = new byte[count];
            in.get(bytes);
            return bytes;
        }

        void require(boolean holds, String rule) {
            if (!holds) {
                throw malformed(rule);
            }
        }

        private MalformedCiphertextException malformed(String rule) {
            return new MalformedCiphertextException(in.position(), rule);
        }
    }
}
