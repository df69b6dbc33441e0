package dev.furoshiki.jdbc.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import dev.furoshiki.jdbc.catalog.Manifest.RootEntry;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Reads and writes version 1 of the manifest for ever: docs/formats/catalogue-manifest-v1.md. */
class ManifestV1Test {

    private static final String DATABASE = "000102030405060708090a0b0c0d0e0f";

    private static final Vector EMPTY = vector(0);
    private static final Vector FULL = vector(1);

    /** What another program made of the same catalogue. */
    private static Vector vector(int number) {
        try {
            List<Vector> vectors =
                    Document.read("docs/formats/catalogue-manifest-v1.md").vectors();
            assertThat(vectors).hasSize(2);
            return vectors.get(number);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Manifest full() throws Exception {
        DomainEntry ssn = new DomainEntry(
                "101112131415161718191a1b1c1d1e1f",
                "person_ssn",
                "alias/pii",
                List.of(
                        root(DomainRoot.Purpose.SEARCH, 1, "search root of person_ssn"),
                        root(DomainRoot.Purpose.CELL, 1, "cell root of person_ssn")));
        DomainEntry summer = new DomainEntry(
                "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
                "public.person.été",
                "alias/other",
                List.of(
                        root(DomainRoot.Purpose.CELL, 2, "cell root 2"),
                        root(DomainRoot.Purpose.CELL, 1, "cell root 1"),
                        root(DomainRoot.Purpose.SEARCH, 1, "search root")));
        TableName person = new TableName("public", "person");
        return new Manifest(
                DATABASE,
                7,
                List.of(summer, ssn),
                List.of(
                        new ColumnEntry(
                                person,
                                "été",
                                summer.id(),
                                LogicalType.parse("numeric(8,2)").orElseThrow(),
                                CellType.DETERMINISTIC,
                                IndexType.NONE,
                                "policy.yaml:12"),
                        new ColumnEntry(
                                person,
                                "ssn",
                                ssn.id(),
                                LogicalType.parse("varchar(11)").orElseThrow(),
                                CellType.RANDOMIZED,
                                IndexType.EQUALITY,
                                "CREATE TABLE public.person")));
    }

    private static RootEntry root(DomainRoot.Purpose purpose, int generation, String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return new RootEntry(purpose, generation, HexFormat.of().formatHex(hash));
    }

    @Test
    void writesAndReadsTheVectors() throws Exception {
        Manifest empty = new Manifest(DATABASE, 1, List.of(), List.of());
        assertThat(ManifestV1.encode(empty)).isEqualTo(EMPTY.bytes("manifest"));
        assertThat(ManifestV1.decode(EMPTY.bytes("manifest"))).isEqualTo(empty);
        assertThat(ManifestV1.encode(full())).isEqualTo(FULL.bytes("manifest"));
        assertThat(ManifestV1.decode(FULL.bytes("manifest"))).isEqualTo(full());
    }

    @Test
    void macsTheVectors() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        try (SecretBytes secret = SecretBytes.takeOver(key);
                Prf mac = Prf.hmacSha256(secret)) {
            assertThat(mac.compute(macInput(EMPTY))).isEqualTo(EMPTY.bytes("mac"));
            assertThat(mac.compute(macInput(FULL))).isEqualTo(FULL.bytes("mac"));
        }
    }

    private static byte[] macInput(Vector vector) {
        byte[] storedKey = "the stored catalogue key".getBytes(StandardCharsets.US_ASCII);
        return ManifestV1.macInput(storedKey, vector.bytes("manifest"));
    }

    @Property(tries = 200)
    void readsBackWhatItWrote(@ForAll("manifests") Manifest manifest) {
        assertThat(ManifestV1.decode(ManifestV1.encode(manifest))).isEqualTo(manifest);
    }

    @Property(tries = 100)
    void writesTheSameWhateverTheOrder(@ForAll("manifests") Manifest manifest, @ForAll Random random) {
        List<DomainEntry> domains = new ArrayList<>(manifest.domains());
        List<ColumnEntry> columns = new ArrayList<>(manifest.columns());
        Collections.shuffle(domains, random);
        Collections.shuffle(columns, random);
        Manifest shuffled = new Manifest(manifest.databaseId(), manifest.version(), domains, columns);
        assertThat(ManifestV1.encode(shuffled)).isEqualTo(ManifestV1.encode(manifest));
    }

    /** No two byte strings are one manifest: what is read from changed bytes is refused, or is written as those bytes. */
    @Test
    void everyFlippedByteIsRefusedOrMeansSomethingElse() throws Exception {
        byte[] bytes = FULL.bytes("manifest");
        int refused = 0;
        for (int i = 0; i < bytes.length; i++) {
            for (int bit : new int[] {1, 0x80}) {
                byte[] flipped = bytes.clone();
                flipped[i] ^= (byte) bit;
                try {
                    Manifest read = ManifestV1.decode(flipped);
                    assertThat(read).isNotEqualTo(full());
                    assertThat(ManifestV1.encode(read)).isEqualTo(flipped);
                } catch (MalformedCiphertextException malformed) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / 4);
    }

    @Test
    void everyTruncationAndExtensionIsRefused() {
        byte[] bytes = FULL.bytes("manifest");
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ManifestV1.decode(truncated)).isInstanceOf(MalformedCiphertextException.class);
        }
        byte[] extended = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> ManifestV1.decode(extended))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessageContaining("goes on");
    }

    @Test
    void aHugeCountIsRefusedBeforeMemoryIsTaken() {
        byte[] bytes = EMPTY.bytes("manifest");
        bytes[29] = 0x7f;
        assertThatThrownBy(() -> ManifestV1.decode(bytes)).isInstanceOf(MalformedCiphertextException.class);
    }

    @Provide
    Arbitrary<Manifest> manifests() {
        return Combinators.combine(
                        id(),
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        domain().set().ofMaxSize(4).map(ManifestV1Test::distinct),
                        Arbitraries.strings()
                                .ofMinLength(1)
                                .ofMaxLength(8)
                                .list()
                                .uniqueElements()
                                .ofMaxSize(6),
                        Arbitraries.randoms())
                .as((database, version, domains, names, random) -> {
                    List<ColumnEntry> columns = new ArrayList<>();
                    for (String name : domains.isEmpty() ? List.<String>of() : names) {
                        columns.add(column(name, domains.get(random.nextInt(domains.size())), random));
                    }
                    return new Manifest(database, version, domains, columns);
                });
    }

    private static List<DomainEntry> distinct(Set<DomainEntry> domains) {
        List<DomainEntry> distinct = new ArrayList<>();
        for (DomainEntry domain : domains) {
            if (distinct.stream()
                    .noneMatch(one -> one.id().equals(domain.id()) || one.name().equals(domain.name()))) {
                distinct.add(domain);
            }
        }
        return distinct;
    }

    private static ColumnEntry column(String name, DomainEntry domain, Random random) {
        List<String> types = List.of("text", "numeric(10,2)", "timestamp(3) with time zone", "character(5)", "bytea");
        return new ColumnEntry(
                new TableName("s" + random.nextInt(2), "t" + random.nextInt(2)),
                wellFormed(name),
                domain.id(),
                LogicalType.parse(types.get(random.nextInt(types.size()))).orElseThrow(),
                random.nextBoolean() ? CellType.RANDOMIZED : CellType.DETERMINISTIC,
                random.nextBoolean() ? IndexType.NONE : IndexType.EQUALITY,
                "source " + random.nextInt());
    }

    /** The server's names are UTF-8, and so hold no half of a surrogate pair. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) + text.hashCode();
    }

    private static Arbitrary<String> id() {
        return Arbitraries.bytes().array(byte[].class).ofSize(16).map(HexFormat.of()::formatHex);
    }

    private static Arbitrary<DomainEntry> domain() {
        Arbitrary<String> hash =
                Arbitraries.bytes().array(byte[].class).ofSize(32).map(HexFormat.of()::formatHex);
        return Combinators.combine(
                        id(),
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8),
                        Arbitraries.integers().between(1, 5),
                        hash)
                .as((id, name, generations, sha256) -> {
                    List<RootEntry> roots = new ArrayList<>();
                    for (int generation = 1; generation <= generations; generation++) {
                        roots.add(new RootEntry(DomainRoot.Purpose.CELL, generation * 50, sha256));
                    }
                    roots.add(new RootEntry(DomainRoot.Purpose.SEARCH, 255, sha256));
                    return new DomainEntry(id, name, "alias/" + name, roots);
                });
    }
}
