package dev.furoshiki.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EqualityIndexV1Test {

    static List<Vector> vectors() throws IOException {
        return Document.read("docs/formats/equality-index-v1.md").vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void makesTheIndexesOfThePageForEver(Vector vector) {
        byte[] info = EqualityIndexV1.keyInfo(vector.bytes("domain id"), vector.number("generation"));
        SecretBytes root = SecretBytes.takeOver(vector.bytes("search root"));
        SecretBytes key = Hkdf.expandSha256(root, info, EqualityIndexV1.INDEX_KEY_BYTES);
        assertThat(key.toByteArray()).isEqualTo(vector.bytes("index key"));
        try (Prf prf = Prf.hmacSha256(key)) {
            byte[] input = EqualityIndexV1.input(vector.number("type code"), vector.bytes("canonical"));
            assertThat(EqualityIndexV1.truncate(prf.compute(input)))
                    .isEqualTo(vector.bytes("index"))
                    .hasSize(EqualityIndexV1.BYTES);
        }
    }

    /** Every bit of key, type and value decides: neighbours share no index. */
    @ParameterizedTest
    @MethodSource("vectors")
    void everyFlippedByteGivesAnotherIndex(Vector vector) {
        byte[] key = vector.bytes("index key");
        byte[] input = EqualityIndexV1.input(vector.number("type code"), vector.bytes("canonical"));
        Set<String> seen = new HashSet<>(Set.of(vector.text("index")));
        for (int bit = 0; bit < 8 * key.length; bit++) {
            assertThat(seen.add(index(flipped(key, bit), input))).isTrue();
        }
        for (int bit = 0; bit < 8 * input.length; bit++) {
            assertThat(seen.add(index(key, flipped(input, bit)))).isTrue();
        }
        assertThat(seen.add(index(key, Arrays.copyOf(input, input.length + 1)))).isTrue();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static String index(byte[] key, byte[] input) {
        try (Prf prf = Prf.hmacSha256(SecretBytes.copyOf(key))) {
            return HexFormat.of().formatHex(EqualityIndexV1.truncate(prf.compute(input)));
        }
    }

    /** One root makes both keys: their labels keep them apart. */
    @Test
    void theLabelsOfADomainAreNoBeginningOfEachOther() {
        byte[] domain = new byte[16];
        String index = new String(EqualityIndexV1.keyInfo(domain, 1), StandardCharsets.ISO_8859_1);
        String siv = new String(CellV1.deterministicKeyInfo(domain, 1), StandardCharsets.ISO_8859_1);
        assertThat(index.startsWith(siv)).isFalse();
        assertThat(siv.startsWith(index)).isFalse();
    }
}
