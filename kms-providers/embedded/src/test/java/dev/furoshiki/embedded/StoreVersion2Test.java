package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.KeyRecords.Item;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.policy.KeyAccessRules;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.Principal;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** docs/formats/embedded-store-v2.md, read for ever. */
class StoreVersion2Test {

    private static final List<Vector> VECTORS = vectors("docs/formats/embedded-store-v2.md");
    private static final Vector ROOT = with("root", vectors("docs/formats/embedded-store-v1.md"));
    private static final Vector KEY = with("key mac", vectors("docs/formats/embedded-store-v1.md"));
    private static final Vector ALL = with("entry mac", VECTORS);
    private static final UUID KEY_ID = UUID.fromString(KEY.text("key id"));
    private static final KeyPolicy DEFAULT = KeyPolicy.ofRoot(KeyOwner.DEFAULT.root());

    private final RootKey root = root();

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void theMacsOfThePage() {
        List<byte[]> macs = new ArrayList<>();
        List<Item> items = items();
        items.sort(Comparator.comparing(Item::place));
        for (Item item : items) {
            byte[] mac = root.mac(AuthenticatedRow.ofRecord(KEY_ID, item.kind().name(), item.name(), item.content()));
            assertThat(mac).isEqualTo(of(item.kind().name()).bytes("record mac"));
            macs.add(mac);
        }
        assertThat(macs).hasSize(6);
        byte[] keyMac = KEY.bytes("key mac");
        byte[] entry = root.mac(AuthenticatedRow.ofEntry(keyMac).followedBy(macs));
        assertThat(entry).isEqualTo(ALL.bytes("entry mac"));
        assertThat(root.mac(AuthenticatedRow.ofEntry(keyMac).followedBy(List.of())))
                .isEqualTo(ALL.bytes("bare entry mac"));
        List<byte[]> aliases = List.of(
                with("alias mac", vectors("docs/formats/embedded-store-v1.md")).bytes("alias mac"));
        assertThat(root.mac(
                        AuthenticatedRow.ofContent(2).followedBy(List.of(entry)).followedBy(aliases)))
                .isEqualTo(ALL.bytes("content 2 mac"));
        assertThat(root.mac(AuthenticatedRow.ofContent(2).followedBy(List.of()).followedBy(List.of())))
                .isEqualTo(ALL.bytes("empty 2 mac"));
    }

    @Test
    void aKeyIsReadFromTheRecordsOfThePageAndWrittenAsThem() {
        ManagedKey key = new KeyRecords("furoshiki", DEFAULT).read(bare(), items());
        assertThat(key.access().policy().document()).startsWith("{\"Statement\":{\"Effect\":\"Allow\"");
        assertThat(key.tags()).containsExactly(Map.entry("stage", "production"));
        assertThat(key.metadata().deletionDate()).contains(Instant.ofEpochMilli(1798113600000L));
        assertThat(key.metadata().state()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(key.schedule().orElseThrow().periodDays()).isEqualTo(90);
        assertThat(key.schedule().orElseThrow().next()).isEqualTo(Instant.ofEpochMilli(1803297600000L));
        assertThat(key.rotations())
                .containsExactly(new KeyRotation(Instant.ofEpochMilli(1795521600000L), KeyRotation.Type.AUTOMATIC));
        assertThat(key.access().grants().values())
                .containsExactly(new Grant(
                        of("GRANT").text("name"),
                        KeyOwner.DEFAULT.arnOf(KEY_ID.toString()),
                        "shop-1",
                        Instant.ofEpochMilli(1795521600001L),
                        KeyOwner.DEFAULT.root(),
                        new Principal("arn:furoshiki:iam::000000000000:role/shop"),
                        Optional.empty(),
                        Set.of(GrantOperation.DECRYPT, GrantOperation.GENERATE_DATA_KEY),
                        Optional.of(GrantConstraint.contextSubset(EncryptionContext.of("tenant", "42")))));
        List<Item> written = new KeyRecords("furoshiki", DEFAULT).of(key);
        assertThat(written).hasSize(6).allSatisfy(item -> {
            assertThat(item.content()).isEqualTo(of(item.kind().name()).bytes("content"));
            assertThat(item.name()).isEqualTo(name(of(item.kind().name())));
        });
    }

    @Test
    void theDefaultPolicyIsNoRecord() {
        assertThat(new KeyRecords("furoshiki", DEFAULT).of(bare())).isEmpty();
    }

    @Test
    void recordsThatNoProgramWritesAreRefused() {
        for (Item wrong : List.of(
                new Item(KeyRecords.Kind.ROTATION, "2", new byte[9]),
                new Item(KeyRecords.Kind.ROTATION, "x", of("ROTATION").bytes("content")),
                new Item(KeyRecords.Kind.SCHEDULE, "", new byte[3]),
                new Item(KeyRecords.Kind.POLICY, "", new byte[] {'{'}),
                new Item(KeyRecords.Kind.GRANT, "g", Arrays.copyOf(of("GRANT").bytes("content"), 100)))) {
            assertThatThrownBy(() -> new KeyRecords("furoshiki", DEFAULT).read(bare(), List.of(wrong)))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void theTokenOfThePage() {
        GrantTokens tokens = new GrantTokens(root);
        String token = with("token", VECTORS).text("token");
        assertThat(tokens.of(KEY_ID, of("GRANT").text("name"))).isEqualTo(token);
        assertThat(tokens.parse(token))
                .isEqualTo(new GrantTokens.Named(KEY_ID, of("GRANT").text("name")));
    }

    private static List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (KeyRecords.Kind kind : KeyRecords.Kind.values()) {
            Vector vector = of(kind.name());
            items.add(new Item(kind, name(vector), vector.bytes("content")));
        }
        return items;
    }

    private static String name(Vector vector) {
        return vector.has("name") ? vector.text("name") : "";
    }

    private static Vector of(String kind) {
        return VECTORS.stream()
                .filter(vector -> vector.has("kind") && vector.text("kind").equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static ManagedKey bare() {
        KeyMetadata metadata = new KeyMetadata(
                KEY_ID.toString(),
                KeyOwner.DEFAULT.arnOf(KEY_ID.toString()),
                KeyState.ENABLED,
                KeySpec.SYMMETRIC_DEFAULT,
                KeyUsage.ENCRYPT_DECRYPT,
                "",
                Instant.EPOCH);
        return new ManagedKey(
                metadata,
                1,
                Map.of(1, BackingKey.generate(KeySpec.SYMMETRIC_DEFAULT, 1)),
                1,
                new TreeMap<>(),
                KeyAccessRules.of(DEFAULT),
                List.of(),
                Optional.empty());
    }

    private static RootKey root() {
        try (SecretBytes bytes = SecretBytes.takeOver(ROOT.bytes("root"))) {
            return new RootKey(bytes, UUID.fromString(ROOT.text("store id")));
        }
    }

    private static Vector with(String name, List<Vector> vectors) {
        return vectors.stream().filter(vector -> vector.has(name)).findFirst().orElseThrow();
    }

    private static List<Vector> vectors(String page) {
        try {
            return Document.read(page).vectors();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
