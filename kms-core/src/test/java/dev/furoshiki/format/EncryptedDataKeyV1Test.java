package dev.furoshiki.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncryptedDataKeyV1Test {

    static List<Vector> vectors() throws IOException {
        return Document.read("docs/formats/encrypted-data-key-v1.md").vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsVersion1ForEver(Vector vector) {
        EncryptedDataKeyV1 key = EncryptedDataKeyV1.parse(vector.bytes("bytes"));
        assertThat(key.provider()).isEqualTo(vector.text("provider"));
        assertThat(key.keyArn()).isEqualTo(vector.text("key ARN"));
        assertThat(key.ciphertext()).isEqualTo(vector.bytes("ciphertext"));
        assertThat(key.toBytes()).isEqualTo(vector.bytes("bytes"));
    }

    @Property(tries = 200)
    void roundTripAndNoOtherLength(
            @ForAll @AlphaChars @StringLength(min = 1, max = 64) String provider,
            @ForAll @StringLength(min = 1, max = 50) @AlphaChars String keyArn,
            @ForAll @Size(min = 1, max = 100) byte[] ciphertext) {
        byte[] bytes = new EncryptedDataKeyV1(provider, keyArn, ciphertext).toBytes();
        EncryptedDataKeyV1 parsed = EncryptedDataKeyV1.parse(bytes);
        assertThat(parsed.provider()).isEqualTo(provider);
        assertThat(parsed.keyArn()).isEqualTo(keyArn);
        assertThat(parsed.ciphertext()).isEqualTo(ciphertext);
        for (int length = 0; length < bytes.length; length++) {
            refuses(Arrays.copyOf(bytes, length));
        }
        refuses(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** The layout authenticates nothing; but no changed byte gives the same key, or one that is written otherwise. */
    @ParameterizedTest
    @MethodSource("vectors")
    void everyFlippedByteGivesAnotherKeyOrNone(Vector vector) {
        byte[] bytes = vector.bytes("bytes");
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                EncryptedDataKeyV1 other = EncryptedDataKeyV1.parse(flipped);
                assertThat(other.toBytes()).isEqualTo(flipped).isNotEqualTo(bytes);
            } catch (MalformedCiphertextException expected) {
                refused++;
            }
        }
        // Version, lengths, and every byte of the texts that is no ASCII any more.
        assertThat(refused)
                .isGreaterThan(8 * (1 + 2 + 2 + 4)
                        + vector.text("provider").length()
                        + vector.text("key ARN").length()
                        - 1);
    }

    /** Whatever the bytes are: a key that encodes to them again, or the one exception. */
    @Property(tries = 1000)
    void anyBytesAreTheOneEncodingOrRefused(@ForAll @Size(max = 40) byte[] noise, @ForAll boolean plausible) {
        if (plausible && noise.length > 6) {
            byte[] start = {1, 0, 1, 'p', 0, 1};
            System.arraycopy(start, 0, noise, 0, start.length);
        }
        try {
            assertThat(EncryptedDataKeyV1.parse(noise).toBytes()).isEqualTo(noise);
        } catch (MalformedCiphertextException refused) {
            assertThat(refused.offset()).isBetween(0, noise.length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "02000170000161000000 01ff, 0, an encrypted data key begins with version 1",
        "01, 1, the provider is cut off",
        "010000, 3, the provider has 1 to 64 bytes",
        "010041, 3, the provider has 1 to 64 bytes",
        "01000280c0 0001 61 00000001 ff, 3, the provider is not UTF-8",
        "0100020a61 0001 61 00000001 ff, 3, the provider holds a control character",
        "01000170 0002 617f 00000001 ff, 6, the key ARN holds a control character",
        "01000170 0002 c285 00000001 ff, 6, the key ARN holds a control character",
        "01000170 0801, 6, the key ARN has 1 to 2048 bytes",
        "01000170 0001 61 00000000, 11, the ciphertext has 1 to 6144 bytes",
        "01000170 0001 61 ffffffff, 11, the ciphertext has 1 to 6144 bytes",
        "01000170 0001 61 00000002 ff, 11, the ciphertext is cut off",
        "01000170 0001 61 00000001 ffff, 12, an encrypted data key is followed by more bytes"
    })
    void saysWhereTheBytesBreak(String hex, int offset, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> EncryptedDataKeyV1.parse(bytes))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessage(message + " (at byte " + offset + ")")
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedCiphertextException.class))
                .returns(offset, MalformedCiphertextException::offset);
    }

    @Test
    void partsOutOfRangeAreRefused() {
        byte[] one = {1};
        new EncryptedDataKeyV1("p".repeat(64), "a".repeat(2048), new byte[6144]);
        assertThatThrownBy(() -> new EncryptedDataKeyV1("", "a", one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the provider of an encrypted data key has 1 to 64 bytes, not 0");
        assertThatThrownBy(() -> new EncryptedDataKeyV1("p".repeat(65), "a", one))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EncryptedDataKeyV1("p", "a".repeat(2049), one))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EncryptedDataKeyV1("p", "\ud83d", one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half of a surrogate pair");
        assertThatThrownBy(() -> new EncryptedDataKeyV1("p", "a\n2026 forged", one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key ARN of an encrypted data key holds a control character");
        assertThatThrownBy(() -> new EncryptedDataKeyV1("p", "a", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EncryptedDataKeyV1("p", "a", new byte[6145]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refuses(byte[] bytes) {
        assertThatThrownBy(() -> EncryptedDataKeyV1.parse(bytes)).isInstanceOf(MalformedCiphertextException.class);
    }
}
