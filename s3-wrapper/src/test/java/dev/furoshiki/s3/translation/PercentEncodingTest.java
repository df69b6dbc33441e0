package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @Provide
    static Arbitrary<String> keys() {
        return Arbitraries.strings()
                .ofMaxLength(20)
                .filter(key -> key.codePoints().noneMatch(PercentEncodingTest::isHalf));
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    @Property(tries = 300)
    void decodesWhatIsEncoded(@ForAll("keys") String key) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(PercentEncoding.decode(encoded)).isEqualTo(key);
        assertThat(PercentEncoding.decode(key.replace("%", "%25")))
                .as("as it is")
                .isEqualTo(key);
    }

    /** A lenient decoder makes them U+FFFD, another key. */
    @ParameterizedTest
    @ValueSource(strings = {"%FF", "a%C3", "%C3%28", "%ED%A0%80", "%", "%4", "%4G", "%-1"})
    void refusesWhatIsNoUtf8(String encoded) {
        assertThatIllegalArgumentException().isThrownBy(() -> PercentEncoding.decode(encoded));
    }

    @Test
    void refusesHalfACharacter() {
        assertThatIllegalArgumentException().isThrownBy(() -> PercentEncoding.decode("a\ud800"));
    }
}
