package dev.furoshiki.embedded.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** docs/formats/embedded-store-v1.md, read for ever. */
class RootKeyTest {

    private static final Vector KEYS = vector("root");
    private static final Vector BACKING_KEY = vector("sealed");
    private static final UUID STORE_ID = UUID.fromString(KEYS.text("store id"));
    private static final UUID KEY_ID = UUID.fromString(BACKING_KEY.text("key id"));
    private static final byte[] SEALED = BACKING_KEY.bytes("sealed");

    private final RootKey root = root(STORE_ID);

    /** The vector of the page that has such a value. */
    private static Vector vector(String name) {
        try {
            return Document.read("docs/formats/embedded-store-v1.md").vectors().stream()
                    .filter(vector -> vector.has(name))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void theRootOfAPassphrase() {
        Argon2id cost = new Argon2id(KEYS.number("memory KiB"), KEYS.number("iterations"), KEYS.number("lanes"));
        byte[] passphrase = KEYS.text("passphrase").getBytes(StandardCharsets.UTF_8);
        try (SecretBytes derived = cost.derive(passphrase, KEYS.bytes("salt"))) {
            assertThat(derived.toByteArray()).isEqualTo(KEYS.bytes("root"));
        }
    }

    @Test
    void theVerifier() {
        byte[] expected = KEYS.bytes("verifier");
        assertThat(root.verifier()).isEqualTo(expected);
        assertThat(root.isVerifiedBy(expected)).isTrue();
        expected[31] ^= 1;
        assertThat(root.isVerifiedBy(expected)).isFalse();
    }

    @Test
    void theSealedBackingKey() {
        try (BackingKey key =
                root.open(KEY_ID, BACKING_KEY.number("number"), SEALED).orElseThrow()) {
            assertThat(key.number()).isEqualTo(BACKING_KEY.number("number"));
            assertThat(key.secret().toByteArray()).isEqualTo(BACKING_KEY.bytes("backing key"));
        }
    }

    /** The page's keys, used as the page says, without the class under test. */
    @Test
    void theKeysOfThePage() {
        byte[] place = ByteBuffer.allocate(20)
                .putLong(KEY_ID.getMostSignificantBits())
                .putLong(KEY_ID.getLeastSignificantBits())
                .putInt(BACKING_KEY.number("number"))
                .array();
        try (Aead wrapping = Aead.aesGcm(SecretBytes.takeOver(KEYS.bytes("wrapping key")));
                Prf metadata = Prf.hmacSha256(SecretBytes.takeOver(KEYS.bytes("metadata key")))) {
            assertThat(wrapping.decrypt(SEALED, place)).isEqualTo(BACKING_KEY.bytes("backing key"));
            byte[] owner = AuthenticatedRow.ofOwner("furoshiki", "local", "000000000000")
                    .toBytes();
            assertThat(metadata.compute(owner)).isEqualTo(vector("owner mac").bytes("owner mac"));
        }
    }

    @Test
    void sealingGivesSixtyBytesThatOpenInTheirPlaceOnly() {
        try (BackingKey key = BackingKey.generate(KeySpec.SYMMETRIC_DEFAULT, 3);
                RootKey otherStore = root(UUID.randomUUID())) {
            byte[] sealed = root.seal(KEY_ID, key);
            assertThat(sealed).hasSize(60);
            assertThat(root.open(KEY_ID, 3, sealed))
                    .hasValueSatisfying(opened ->
                            assertThat(opened.secret().sameAs(key.secret())).isTrue());
            assertThat(root.open(KEY_ID, 2, sealed)).isEmpty();
            assertThat(root.open(UUID.randomUUID(), 3, sealed)).isEmpty();
            assertThat(otherStore.open(KEY_ID, 3, sealed)).isEmpty();
        }
    }

    @Test
    void everyByteOfASealedKeyIsAuthenticated() {
        for (int i = 0; i < SEALED.length; i++) {
            byte[] changed = SEALED.clone();
            changed[i] ^= 1;
            assertThat(root.open(KEY_ID, 1, changed)).isEmpty();
        }
        assertThat(root.open(KEY_ID, 1, new byte[0])).isEmpty();
    }

    @Test
    void theMacsOfRows() {
        Vector key = vector("key mac");
        KeyMetadata metadata = new KeyMetadata(
                key.text("key id"),
                "arn:unused",
                KeyState.valueOf(key.text("state")),
                KeySpec.valueOf(key.text("spec")),
                KeyUsage.valueOf(key.text("usage")),
                key.text("description"),
                Instant.ofEpochMilli(Long.parseLong(key.text("creation ms"))));
        assertThat(root.mac(AuthenticatedRow.ofKey(metadata, key.number("position"), key.number("current"))))
                .isEqualTo(key.bytes("key mac"));
        Vector alias = vector("alias mac");
        assertThat(root.mac(AuthenticatedRow.ofAlias(alias.text("alias"), UUID.fromString(alias.text("key id")))))
                .isEqualTo(alias.bytes("alias mac"));
        Vector owner = vector("owner mac");
        assertThat(root.mac(
                        AuthenticatedRow.ofOwner(owner.text("partition"), owner.text("region"), owner.text("account"))))
                .isEqualTo(owner.bytes("owner mac"));
    }

    @Test
    void theMacOfTheContent() {
        Vector content = vector("content mac");
        List<byte[]> keys = List.of(content.bytes("key mac"));
        List<byte[]> aliases = List.of(content.bytes("alias mac"));
        assertThat(root.mac(content(keys, aliases))).isEqualTo(content.bytes("content mac"));
        assertThat(root.mac(content(List.of(), List.of()))).isEqualTo(content.bytes("empty mac"));
        // Counted, so that no alias is taken for a key.
        assertThat(root.isAuthentic(
                        content(List.of(keys.get(0), aliases.get(0)), List.of()), content.bytes("content mac")))
                .isFalse();
    }

    private static AuthenticatedRow content(List<byte[]> keys, List<byte[]> aliases) {
        return AuthenticatedRow.ofContent().followedBy(keys).followedBy(aliases);
    }

    @Test
    void anotherStateIsAnotherMac() {
        byte[] mac = root.mac(AuthenticatedRow.ofKey(metadata(KeyState.DISABLED), 1, 1));
        assertThat(root.isAuthentic(AuthenticatedRow.ofKey(metadata(KeyState.DISABLED), 1, 1), mac))
                .isTrue();
        assertThat(root.isAuthentic(AuthenticatedRow.ofKey(metadata(KeyState.ENABLED), 1, 1), mac))
                .isFalse();
        assertThat(root.isAuthentic(AuthenticatedRow.ofKey(metadata(KeyState.DISABLED), 2, 1), mac))
                .isFalse();
        assertThat(root.isAuthentic(AuthenticatedRow.ofKey(metadata(KeyState.DISABLED), 1, 2), mac))
                .isFalse();
    }

    private static KeyMetadata metadata(KeyState state) {
        return new KeyMetadata(
                KEY_ID.toString(),
                "arn:unused",
                state,
                KeySpec.SYMMETRIC_DEFAULT,
                KeyUsage.ENCRYPT_DECRYPT,
                "personal data",
                Instant.ofEpochMilli(1795521600000L));
    }

    private static RootKey root(UUID storeId) {
        try (SecretBytes root = SecretBytes.takeOver(KEYS.bytes("root"))) {
            return new RootKey(root, storeId);
        }
    }
}
