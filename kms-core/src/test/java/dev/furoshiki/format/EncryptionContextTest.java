package dev.furoshiki.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncryptionContextTest {

    static List<Vector> vectors() throws IOException {
        return Document.read("docs/formats/encryption-context-v1.md").vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void makesTheBytesOfThePageForEver(Vector vector) {
        Map<String, String> pairs = new LinkedHashMap<>();
        JsonParser.parseString(vector.text("pairs"))
                .getAsJsonObject()
                .asMap()
                .forEach((name, value) -> pairs.put(name, value.getAsString()));
        EncryptionContext context = EncryptionContext.of(pairs);
        assertThat(context.toBytes()).isEqualTo(vector.bytes("bytes"));
        EncryptionContext grown = EncryptionContext.empty();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            grown = grown.with(pair.getKey(), pair.getValue());
        }
        assertThat(grown).isEqualTo(context).hasSameHashCodeAs(context);
        assertThat(context.toMap()).isEqualTo(pairs);
    }

    @Property(tries = 500)
    void contextsAreEqualExactlyWhereTheirPairsAre(
            @ForAll("pairs") Map<String, String> one, @ForAll("pairs") Map<String, String> other) {
        EncryptionContext first = EncryptionContext.of(one);
        EncryptionContext second = EncryptionContext.of(other);
        assertThat(first.equals(second)).isEqualTo(one.equals(other));
        assertThat(Arrays.equals(first.toBytes(), second.toBytes())).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<Map<String, String>> pairs() {
        // Few letters, so that pairs are often alike, or alike when strung together.
        StringArbitrary texts = Arbitraries.strings().withChars('a', 'b', 'é').ofMaxLength(3);
        return Arbitraries.maps(texts.ofMinLength(1), texts).ofMaxSize(3);
    }

    /** What was sealed under a context opens under no other: each byte of each name and value counts. */
    @ParameterizedTest
    @MethodSource("vectors")
    void everyFlippedByteIsRefused(Vector vector) {
        byte[] bytes = vector.bytes("bytes");
        try (Aead aead = Aead.aesGcm(SecretBytes.random(32))) {
            byte[] sealed = aead.encrypt(new byte[] {1}, bytes);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> aead.decrypt(sealed, flipped))
                        .isInstanceOf(AuthenticationFailedException.class);
            }
        }
    }

    /** A character moved across any border gives another context. */
    @Property(tries = 300)
    void bordersCount(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 5) int border) {
        Assume.that(border < text.length());
        EncryptionContext one = EncryptionContext.of(text.substring(0, border), text.substring(border));
        assertThat(one).isNotEqualTo(EncryptionContext.of(text, ""));
        assertThat(one.toBytes())
                .isNotEqualTo(EncryptionContext.of(
                                text.substring(0, border) + text.charAt(border), text.substring(border + 1))
                        .toBytes());
        if (!text.substring(0, border).equals(text.substring(border))) {
            assertThat(one.toBytes())
                    .isNotEqualTo(EncryptionContext.of(text.substring(0, border), "")
                            .with(text.substring(border), "")
                            .toBytes());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('a', 'b', '\0', '\1')
                .ofMinLength(2)
                .ofMaxLength(6);
    }

    @Test
    void namesAreThereOnce() {
        EncryptionContext context = EncryptionContext.of("table", "person");
        assertThatThrownBy(() -> context.with("table", "person"))
                .isInstanceOf(InvalidEncryptionContextException.class)
                .hasMessage("the encryption context has table already");
        assertThatThrownBy(() -> EncryptionContext.of("", "person"))
                .isInstanceOf(InvalidEncryptionContextException.class)
                .hasMessage("a name in an encryption context is empty");
    }

    @Test
    void halvesOfSurrogatePairsAreRefused() {
        for (String half : List.of("\ud83d", "\udd12", "a\udd12\ud83d")) {
            assertThatThrownBy(() -> EncryptionContext.of(half, "x"))
                    .isInstanceOf(InvalidEncryptionContextException.class)
                    .hasMessageContaining("half of a surrogate pair");
            assertThatThrownBy(() -> EncryptionContext.of("x", half))
                    .isInstanceOf(InvalidEncryptionContextException.class)
                    .hasMessageStartingWith("the value of x in an encryption context holds half");
        }
        assertThat(EncryptionContext.of("\ud83d\udd12", "x").toBytes()).hasSize(4 + 4 + 4 + 4 + 1);
    }

    @Test
    void namesAndValuesHave8KibTogether() {
        String most = "v".repeat(EncryptionContext.MOST_BYTES - 1);
        assertThat(EncryptionContext.of("n", most).toBytes()).hasSize(12 + EncryptionContext.MOST_BYTES);
        assertThatThrownBy(() -> EncryptionContext.of("n", most + "v"))
                .isInstanceOf(InvalidEncryptionContextException.class)
                .hasMessage(
                        "an encryption context has at most 8192 bytes in its names and values: bind the key to less")
                .extracting(refused -> ((InvalidEncryptionContextException) refused).errorCode())
                .isEqualTo("ValidationException");
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            many.put("n" + i, "");
        }
        assertThatThrownBy(() -> EncryptionContext.of(many)).isInstanceOf(InvalidEncryptionContextException.class);
        assertThatThrownBy(() -> EncryptionContext.of("n", most).with("m", ""))
                .isInstanceOf(InvalidEncryptionContextException.class);
        assertThatThrownBy(() -> EncryptionContext.of("n", "é".repeat(4096)))
                .isInstanceOf(InvalidEncryptionContextException.class);
    }

    @Test
    void whatIsHandedOutIsACopyOrCannotBeChanged() {
        EncryptionContext context = EncryptionContext.of("a", "b");
        context.toBytes()[0] = 9;
        assertThat(context.toBytes()[0]).isZero();
        assertThatThrownBy(() -> context.toMap().put("c", "d")).isInstanceOf(UnsupportedOperationException.class);
    }
}
