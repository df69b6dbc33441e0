package dev.furoshiki.embedded.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/formats/embedded-ciphertext-v1.md, read for ever. */
class EmbeddedCiphertextV1Test {

    private static final UUID KEY_ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
    private static final EncryptionContext CONTEXT = EncryptionContext.of(Map.of("tenant", "42", "purpose", "tést"));
    private static final byte[] PLAINTEXT = range(0x40, 0x60);

    static List<Vector> vectors() throws IOException {
        return Document.read("docs/formats/embedded-ciphertext-v1.md").vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsVersion1ForEver(Vector vector) {
        EmbeddedCiphertextV1 ciphertext = EmbeddedCiphertextV1.parse(vector.bytes("ciphertext"));
        assertThat(ciphertext.keyId()).isEqualTo(UUID.fromString(vector.text("key id")));
        assertThat(ciphertext.backingKeyNumber()).isEqualTo(Integer.parseUnsignedInt(vector.text("backing")));
        try (SecretBytes backingKey = SecretBytes.takeOver(vector.bytes("backing key"));
                SecretBytes messageKey = Hkdf.expandSha256(backingKey, info(vector), 32);
                SecretBytes opened = ciphertext.open(backingKey, context(vector))) {
            assertThat(messageKey.toByteArray()).isEqualTo(vector.bytes("message key"));
            assertThat(opened.toByteArray()).isEqualTo(vector.bytes("plaintext"));
        }
    }

    private static byte[] info(Vector vector) {
        byte[] header = Arrays.copyOf(vector.bytes("ciphertext"), 37);
        byte[] label = "furoshiki embedded ciphertext v1".getBytes(StandardCharsets.US_ASCII);
        byte[] info = Arrays.copyOf(label, label.length + header.length);
        System.arraycopy(header, 0, info, label.length, header.length);
        return info;
    }

    private static EncryptionContext context(Vector vector) {
        Map<String, String> pairs = new HashMap<>();
        JsonParser.parseString(vector.text("context"))
                .getAsJsonObject()
                .entrySet()
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue().getAsString()));
        return EncryptionContext.of(pairs);
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
