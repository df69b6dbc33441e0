package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/formats/pkcs11-ciphertext-v1.md, read for ever. */
class Pkcs11CiphertextV1Test {

    private static final byte[] KEY = range(0, 32);
    private static final byte[] ID = range(0x10, 0x14);
    private static final EncryptionContext CONTEXT = EncryptionContext.of(Map.of("tenant", "42", "purpose", "tést"));

    static List<Vector> vectors() throws IOException {
        return Document.read("docs/formats/pkcs11-ciphertext-v1.md").vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsVersion1ForEver(Vector vector) throws Exception {
        byte[] bytes = vector.bytes("ciphertext");
        Pkcs11CiphertextV1 ciphertext = Pkcs11CiphertextV1.parse(bytes);
        assertThat(ciphertext.keyId()).isEqualTo(vector.bytes("CKA_ID"));
        MessageKeySource source = cmac(vector.bytes("key"));
        byte[] header = Arrays.copyOf(bytes, 18 + vector.bytes("CKA_ID").length);
        try (SecretBytes messageKey = Pkcs11CiphertextV1.messageKey(source, header);
                SecretBytes opened = ciphertext.open(source, context(vector))) {
            assertThat(messageKey.toByteArray()).isEqualTo(vector.bytes("message key"));
            assertThat(opened.toByteArray()).isEqualTo(vector.bytes("plaintext"));
        }
    }

    /** The token computes what the page says, and not just what it reads itself. */
    @ParameterizedTest
    @MethodSource("vectors")
    void aTokenWithThatKeyReadsVersion1ForEver(Vector vector) throws Exception {
        SoftHsm.assumeInstalled();
        SoftToken token = SoftHsm.newToken();
        token.importKey("orders", vector.text("CKA_ID"), vector.bytes("key"));
        EncryptedDataKey sealed = new EncryptedDataKey(
                "pkcs11",
                "arn:furoshiki:pkcs11:" + token.label().replace(" ", "%20") + "::key/" + vector.text("CKA_ID"),
                vector.bytes("ciphertext"));
        try (Pkcs11KeyService keys = TestToken.open(token);
                SecretBytes opened = keys.decrypt(sealed, context(vector))) {
            assertThat(opened.toByteArray()).isEqualTo(vector.bytes("plaintext"));
        }
    }

    @Property(tries = 100)
    void whatIsSealedOpensAgain(
            @ForAll @Size(min = 1, max = 64) byte[] id, @ForAll @Size(min = 1, max = 4096) byte[] plaintext)
            throws Exception {
        try (SecretBytes secret = SecretBytes.copyOf(plaintext)) {
            Pkcs11CiphertextV1 sealed = Pkcs11CiphertextV1.seal(id, cmac(KEY), secret, CONTEXT);
            assertThat(sealed.toBytes()).hasSize(46 + id.length + plaintext.length);
            Pkcs11CiphertextV1 parsed = Pkcs11CiphertextV1.parse(sealed.toBytes());
            assertThat(parsed.keyId()).isEqualTo(id);
            try (SecretBytes opened = parsed.open(cmac(KEY), CONTEXT)) {
                assertThat(opened.toByteArray()).isEqualTo(plaintext);
            }
        }
    }

    @Test
    void noTwoCiphertextsShareNonceOrIv() throws Exception {
        byte[] first = seal();
        byte[] second = seal();
        assertThat(Arrays.copyOfRange(first, 6, 22)).isNotEqualTo(Arrays.copyOfRange(second, 6, 22));
        assertThat(Arrays.copyOfRange(first, 22, 34)).isNotEqualTo(Arrays.copyOfRange(second, 22, 34));
        assertThat(Arrays.copyOf(first, 6)).isEqualTo(Arrays.copyOf(second, 6));
    }

    @Test
    void everyBitOfEveryByteIsAuthenticated() throws Exception {
        byte[] bytes = seal();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Pkcs11CiphertextV1.parse(changed).open(cmac(KEY), CONTEXT))
                    .as("bit " + bit)
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    @Property(tries = 100)
    void everyLengthButItsOwnIsRefused(@ForAll @IntRange(max = 200) int length) throws Exception {
        byte[] bytes = seal();
        if (length != bytes.length) {
            assertThatThrownBy(() -> Pkcs11CiphertextV1.parse(Arrays.copyOf(bytes, length))
                            .open(cmac(KEY), CONTEXT))
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    /** An id of 128 bytes or more would be a negative length. */
    @Test
    void everyLengthOfAnIdIsReadOrRefused() {
        for (int length = 0; length < 256; length++) {
            byte[] bytes = new byte[600];
            bytes[0] = 1;
            bytes[1] = (byte) length;
            if (length >= 1 && length <= 64) {
                assertThat(Pkcs11CiphertextV1.parse(bytes).keyId()).hasSize(length);
            } else {
                assertThatThrownBy(() -> Pkcs11CiphertextV1.parse(bytes))
                        .isInstanceOf(InvalidCiphertextException.class)
                        .hasMessageContaining(" " + (bytes[1] & 0xff) + " ");
            }
        }
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        byte[] bytes = seal();
        assertThatThrownBy(() -> Pkcs11CiphertextV1.parse(bytes).open(cmac(range(1, 33)), CONTEXT))
                .isInstanceOf(InvalidCiphertextException.class);
    }

    private static byte[] seal() throws Exception {
        try (SecretBytes secret = SecretBytes.takeOver(range(0x40, 0x60))) {
            return Pkcs11CiphertextV1.seal(ID, cmac(KEY), secret, CONTEXT).toBytes();
        }
    }

    /** A second implementation, without a token. */
    private static MessageKeySource cmac(byte[] key) {
        return message -> {
            CMac mac = new CMac(AESEngine.newInstance());
            mac.init(new KeyParameter(key));
            mac.update(message, 0, message.length);
            byte[] out = new byte[16];
            mac.doFinal(out, 0);
            return SecretBytes.takeOver(out);
        };
    }

    private static EncryptionContext context(Vector vector) {
        Map<String, String> pairs = new HashMap<>();
        JsonParser.parseString(vector.text("context"))
                .getAsJsonObject()
                .entrySet()
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue().getAsString()));
        return EncryptionContext.of(pairs);
    }

    private static byte[] range(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
