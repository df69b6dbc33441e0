package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.material.AuditLinkKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/formats/embedded-store-v4.md, and a store of version 3 (with its audit log in the resources; its root key is 00, 01,
 * … 1f) that becomes one of version 4.
 */
class StoreVersion4Test {

    private static final String FIRST = "c8bae757-c1b1-4174-a6d9-4b36ff84d498";
    private static final String TO_BE_DELETED = "ec31c0aa-0743-457a-8399-69d9723af7f5";
    private static final String ARNS = "arn:aws:kms:eu-central-1:111122223333:key/";
    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final List<String> SEALED = List.of(
            "01c8bae757c1b14174a6d94b36ff84d49800000001400f54bb77aacc8290f6d62f2bd56cffafc9c8177716488017f251215195a97b"
                    + "4b77ca48d0c8266501abb45116abfed2e4dfb4c8f46e4f21e758c87a7789ab0177086cff",
            "01c8bae757c1b14174a6d94b36ff84d49800000002af01bb6a811e5d60a0bd46d331c876e1ce0051c857e21944d97bf9b2c9b1b59b"
                    + "2b385085b9f4f661c14453a6fd31dd1c58702dea3733f164886960b020edf3a620de8666");

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void aStoreOfVersion3() throws Exception {
        store = new TestStore(folder);
        byte[] rootKey = new byte[32];
        for (int i = 0; i < rootKey.length; i++) {
            rootKey[i] = (byte) i;
        }
        Files.write(folder.resolve("root.key"), rootKey);
        unpack("store-of-version-3.mv.db.gz", store.database());
        unpack("store-of-version-3.audit.jsonl.gz", store.audit());
    }

    @Test
    void theMacsOfThePage() throws Exception {
        Vector content = vector("docs/formats/embedded-store-v4.md", "content 4 mac");
        byte[] alias = vector("docs/formats/embedded-store-v1.md", "alias mac").bytes("alias mac");
        byte[] keyMac = vector("docs/formats/embedded-store-v1.md", "key mac").bytes("key mac");
        Vector backingKey = vector("docs/formats/embedded-store-v1.md", "backing key");
        List<byte[]> records = Document.read("docs/formats/embedded-store-v2.md").vectors().stream()
                .filter(vector -> vector.has("record mac"))
                .sorted(Comparator.comparing(vector -> vector.text("kind")))
                .map(vector -> vector.bytes("record mac"))
                .toList();
        Vector keys = vector("docs/formats/embedded-store-v1.md", "root");
        try (SecretBytes bytes = SecretBytes.takeOver(keys.bytes("root"));
                RootKey root = new RootKey(bytes, UUID.fromString(keys.text("store id")))) {
            byte[] material;
            try (BackingKey key = new BackingKey(1, SecretBytes.takeOver(backingKey.bytes("backing key")))) {
                material = root.materialMac(UUID.fromString(backingKey.text("key id")), key);
            }
            assertThat(material).isEqualTo(content.bytes("material mac"));
            byte[] entry = root.mac(
                    AuthenticatedRow.ofEntry(keyMac).followedBy(records).followedBy(List.of(material)));
            assertThat(entry).isEqualTo(content.bytes("entry 4 mac"));
            long number = content.number("change number");
            byte[] digest = root.mac(AuthenticatedRow.ofContent(4, number)
                    .followedBy(List.of(entry))
                    .followedBy(List.of(alias)));
            assertThat(digest).isEqualTo(content.bytes("digest"));
            assertThat(root.mac(AuthenticatedRow.ofChange(number, digest, content.bytes("previous mac"))))
                    .isEqualTo(content.bytes("content 4 mac"));
            byte[] empty = root.mac(
                    AuthenticatedRow.ofContent(4, 0).followedBy(List.of()).followedBy(List.of()));
            assertThat(empty).isEqualTo(content.bytes("empty digest"));
            assertThat(root.mac(AuthenticatedRow.ofChange(0, empty, StoreHeader.beginning())))
                    .isEqualTo(content.bytes("empty 4 mac"));
        }
    }

    @Test
    void theLinkOfThePage() throws Exception {
        Vector link = vector("docs/formats/embedded-store-v4.md", "link mac");
        UUID storeId = UUID.fromString(
                vector("docs/formats/embedded-store-v1.md", "root").text("store id"));
        AuthenticatedRow row = AuthenticatedRow.ofAuditLink(
                UUID.fromString(link.text("chain id")), link.number("sequence"), link.bytes("hash"), false);
        try (SecretBytes seed = SecretBytes.takeOver(link.bytes("seed"));
                AuditLinkKey key = new AuditLinkKey(seed, storeId)) {
            assertThat(key.mac(row)).isEqualTo(link.bytes("link mac"));
            assertThat(key.isAuthentic(row, link.bytes("link mac"))).isTrue();
        }
    }

    @Test
    void aStoreOfVersion3KeepsAllThatItHasAndItsAuditLog() throws Exception {
        assertThat(verify()).isZero();
        try (EmbeddedKeyService keys = open()) {
            requireOldKeys(keys);
        }
        assertThat(header("schema_version")).isEqualTo(SchemaVersions.NEWEST);
        try (EmbeddedKeyService keys = open()) {
            requireOldKeys(keys);
        }
        assertThat(verify()).isZero();
    }

    private int verify() throws IOException {
        return VerifyStoreAudit.run(
                List.of("embedded:" + store.path() + "?keyFile=" + store.keyFile()), System.out, System.err);
    }

    @Test
    void changesAreCountedFromTheUpgradeOn() throws Exception {
        try (EmbeddedKeyService keys = open()) {
            assertThat(keys.listKeys()).hasSize(2);
        }
        assertThat(header("change_number")).isZero();
        try (EmbeddedKeyService keys = open()) {
            keys.disableKey(FIRST);
            keys.tagResource(FIRST, Map.of("stage", "test"));
        }
        assertThat(header("change_number")).isEqualTo(2);
        open().close();
        assertThat(header("change_number")).isEqualTo(2);
    }

    @Test
    void aNewStoreCountsFromItsFirstChange() throws Exception {
        Files.delete(store.database());
        AuditLog.setAside(store.audit());
        try (EmbeddedKeyService keys = store.create()) {
            keys.createKey("");
        }
        assertThat(header("change_number")).isEqualTo(1);
    }

    /** H2 commits at each statement of the script; the number comes last. */
    @Test
    void anUpgradeThatWasCutOffAnywhereIsDoneAgain() throws Exception {
        String script;
        try (InputStream file = Objects.requireNonNull(SchemaVersions.class.getResourceAsStream("schema-4.sql"))) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String statement : script.split(";\n", -1)) {
            change(statement);
            unpack("store-of-version-3.audit.jsonl.gz", store.audit());
            byte[] before = Files.readAllBytes(store.database());
            try (EmbeddedKeyService keys = open()) {
                requireOldKeys(keys);
            }
            Files.write(store.database(), before);
            Files.delete(store.audit());
        }
    }

    @Test
    void aRootKeyOfAnotherKindThanTheThreeHasNoRoom() throws Exception {
        open().close();
        change("update store_header set root_key = 'KEY_SERVICE'");
        assertThatThrownBy(() -> change("update store_header set root_key = 'MEMORY'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("ROOT_KEY_KNOWN");
    }

    @Test
    void anUpgradedStoreIsNotTakenForAnOldOne() throws Exception {
        open().close();
        change("update store_header set schema_version = 3");
        assertThatThrownBy(this::open).isInstanceOf(KeyStoreDamagedException.class);
    }

    private static void requireOldKeys(EmbeddedKeyService keys) {
        assertThat(keys.listKeyRotations(FIRST)).hasSize(1);
        assertThat(keys.listResourceTags(FIRST)).containsExactly(Map.entry("stage", "production"));
        assertThat(keys.listGrants(FIRST)).hasSize(1);
        assertThat(keys.listAliases()).containsExactly(Map.entry("alias/pii", FIRST));
        assertThat(keys.describeKey(TO_BE_DELETED).state()).isEqualTo(KeyState.PENDING_DELETION);
        for (String sealed : SEALED) {
            EncryptedDataKey ciphertext = new EncryptedDataKey(
                    "embedded", ARNS + FIRST, HexFormat.of().parseHex(sealed));
            try (SecretBytes opened = keys.decrypt(ciphertext, CONTEXT)) {
                assertThat(opened.toByteArray())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("a plaintext of version 3");
            }
        }
    }

    /** At the time that the store was made at. */
    private EmbeddedKeyService open() throws IOException {
        return EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .clock(new SettableClock())
                .open();
    }

    private long header(String column) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet header = statement.executeQuery("select " + column + " from store_header")) {
            header.next();
            return header.getLong(1);
        }
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
    }

    private static void unpack(String resource, Path target) throws IOException {
        try (InputStream packed = Objects.requireNonNull(StoreVersion4Test.class.getResourceAsStream(resource));
                InputStream file = new GZIPInputStream(packed)) {
            Files.write(target, file.readAllBytes());
        }
    }

    private static Vector vector(String page, String name) throws IOException {
        return Document.read(page).vectors().stream()
                .filter(vector -> vector.has(name))
                .findFirst()
                .orElseThrow();
    }
}
