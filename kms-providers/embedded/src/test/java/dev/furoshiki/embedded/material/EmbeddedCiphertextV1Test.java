package dev.furoshiki.embedded.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** docs/formats/embedded-ciphertext-v1.md, read for ever. */
class EmbeddedCiphertextV1Test {

    private static final UUID KEY_ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
    private static final EncryptionContext CONTEXT = EncryptionContext.of(Map.of("tenant", "42", "purpose", "tést"));
    private static final byte[] PLAINTEXT = range(0x40, 0x60);

    @Test
    void theVectorsOfThePage() {
        open(
                "0111111111222243338444555555555555"
                        + "00000001202122232425262728292a2b2c2d2e2f303132333435363738393a3b"
                        + "d7ca4dbeea731a43c62cb36baeb41bfb825f1e92ba97068e866116708982d8c937b57870576b1385066460b5325be29d",
                1,
                EncryptionContext.empty(),
                PLAINTEXT);
        open(
                "0111111111222243338444555555555555"
                        + "00000007202122232425262728292a2b2c2d2e2f303132333435363738393a3b"
                        + "41c825f4e244ca32366e37335b2bd996b46d29bb9cad8418d2204709f43930a3cfd4644d9853347a38b9133a4472d250",
                7,
                CONTEXT,
                PLAINTEXT);
        open(
                "0111111111222243338444555555555555"
                        + "ffffffff202122232425262728292a2b2c2d2e2f303132333435363738393a3b"
                        + "7546084317e4040be09ced2a7adc39f0c8",
                -1,
                EncryptionContext.of("x", ""),
                new byte[] {0x61});
    }

    @Property(tries = 200)
    void whatIsSealedOpensAgain(@ForAll @Size(min = 1, max = 4096) byte[] plaintext, @ForAll int number) {
        try (SecretBytes secret = SecretBytes.copyOf(plaintext)) {
            EmbeddedCiphertextV1 sealed = EmbeddedCiphertextV1.seal(KEY_ID, number, backingKey(), secret, CONTEXT);
            assertThat(sealed.toBytes()).hasSize(65 + plaintext.length);
            EmbeddedCiphertextV1 parsed = EmbeddedCiphertextV1.parse(sealed.toBytes());
            assertThat(parsed.keyId()).isEqualTo(KEY_ID);
            assertThat(parsed.backingKeyNumber()).isEqualTo(number);
            try (SecretBytes opened = parsed.open(backingKey(), CONTEXT)) {
                assertThat(opened.toByteArray()).isEqualTo(plaintext);
            }
        }
    }

    @Test
    void noTwoCiphertextsShareNonceOrIv() {
        byte[] first = seal().toBytes();
        byte[] second = seal().toBytes();
        assertThat(Arrays.copyOfRange(first, 21, 37)).isNotEqualTo(Arrays.copyOfRange(second, 21, 37));
        assertThat(Arrays.copyOfRange(first, 37, 49)).isNotEqualTo(Arrays.copyOfRange(second, 37, 49));
        assertThat(Arrays.copyOf(first, 21)).isEqualTo(Arrays.copyOf(second, 21));
    }

    @Test
    void everyBitOfEveryByteIsAuthenticated() {
        byte[] bytes = seal().toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> EmbeddedCiphertextV1.parse(changed).open(backingKey(), CONTEXT))
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    @Property(tries = 100)
    void everyLengthButItsOwnIsRefused(@ForAll @IntRange(max = 200) int length) {
        byte[] bytes = seal().toBytes();
        if (length != bytes.length) {
            assertThatThrownBy(() -> EmbeddedCiphertextV1.parse(Arrays.copyOf(bytes, length))
                            .open(backingKey(), CONTEXT))
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    @Test
    void anotherContextIsNamedAndRefused() {
        EncryptionContext other = EncryptionContext.of("tenant", "43");
        assertThatThrownBy(() -> seal().open(backingKey(), other))
                .isInstanceOf(InvalidCiphertextException.class)
                .hasMessageContaining(KEY_ID.toString())
                .hasMessageContaining("43");
    }

    @Test
    void anotherBackingKeyIsRefused() {
        try (SecretBytes other = SecretBytes.random(32)) {
            assertThatThrownBy(() -> seal().open(other, CONTEXT)).isInstanceOf(InvalidCiphertextException.class);
        }
    }

    private static void open(String hex, int number, EncryptionContext context, byte[] plaintext) {
        EmbeddedCiphertextV1 ciphertext =
                EmbeddedCiphertextV1.parse(HexFormat.of().parseHex(hex));
        assertThat(ciphertext.keyId()).isEqualTo(KEY_ID);
        assertThat(ciphertext.backingKeyNumber()).isEqualTo(number);
        try (SecretBytes opened = ciphertext.open(backingKey(), context)) {
            assertThat(opened.toByteArray()).isEqualTo(plaintext);
        }
    }

    private static EmbeddedCiphertextV1 seal() {
        try (SecretBytes secret = SecretBytes.copyOf(PLAINTEXT)) {
            return EmbeddedCiphertextV1.seal(KEY_ID, 1, backingKey(), secret, CONTEXT);
        }
    }

    private static SecretBytes backingKey() {
        return SecretBytes.takeOver(range(0, 32));
    }

    private static byte[] range(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
