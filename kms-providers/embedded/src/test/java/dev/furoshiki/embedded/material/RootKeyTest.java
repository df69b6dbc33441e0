package dev.furoshiki.embedded.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** docs/formats/embedded-store-v1.md, read for ever. */
class RootKeyTest {

    private static final UUID STORE_ID = UUID.fromString("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    private static final UUID KEY_ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
    private static final byte[] SEALED = hex("303132333435363738393a3bc7a1e76696e066ba11f539bf929509141d1964c577537ef1"
            + "dddab10cc17d43da286ed179362a3267b9d1db888fbbf0b7");

    private final RootKey root = root(STORE_ID);

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void theRootOfAPassphrase() {
        try (SecretBytes derived = new Argon2id(1024, 1, 1)
                .derive("correct horse battery staple".getBytes(StandardCharsets.UTF_8), range(16))) {
            assertThat(derived.toByteArray())
                    .isEqualTo(hex("f0d1525842159cef972608e2f8bc1cb2c8230f81eea76f124789f6beb42403b2"));
        }
    }

    @Test
    void theVerifier() {
        byte[] expected = hex("62a9503f9b9885ce1ce30efecddd183d13666753eb3d14084bc910d93b8ff498");
        assertThat(root.verifier()).isEqualTo(expected);
        assertThat(root.isVerifiedBy(expected)).isTrue();
        expected[31] ^= 1;
        assertThat(root.isVerifiedBy(expected)).isFalse();
    }

    @Test
    void theSealedBackingKey() {
        try (BackingKey key = root.open(KEY_ID, 1, SEALED).orElseThrow()) {
            assertThat(key.number()).isEqualTo(1);
            assertThat(key.secret().toByteArray()).isEqualTo(range(32));
        }
    }

    @Test
    void sealingGivesSixtyBytesThatOpenInTheirPlaceOnly() {
        try (BackingKey key = BackingKey.generate(3);
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
        assertThat(root.mac(AuthenticatedRow.ofKey(metadata(KeyState.ENABLED), 1, 1)))
                .isEqualTo(hex("c1872d2d0e1ca534c4f300ec0666d8be739e6760a3a393f73c54b35aa83308fc"));
        assertThat(root.mac(AuthenticatedRow.ofAlias("alias/pii", KEY_ID)))
                .isEqualTo(hex("9a6d886b336373d19756263693edbd9d9489edee257f23edc17d03b9b46a798f"));
        assertThat(root.mac(AuthenticatedRow.ofOwner("furoshiki", "local", "000000000000")))
                .isEqualTo(hex("7e0201558c1f637e457148136835f2b702922e9dc773f5c118dfe2cdc777d559"));
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
        try (SecretBytes root =
                SecretBytes.takeOver(hex("f0d1525842159cef972608e2f8bc1cb2c8230f81eea76f124789f6beb42403b2"))) {
            return new RootKey(root, storeId);
        }
    }

    private static byte[] range(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
