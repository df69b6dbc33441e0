package dev.furoshiki.jdbc.hunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hunt looks for is found wherever it stands: so where it is not found, it is not. */
class CanariesTest {

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOLEAN"})
    void everyValueIsFoundButTheHarmless(HuntType type) {
        for (Object value : type.values(3, false)) {
            assertThat(Canaries.in("a " + shown(value) + " b")).as(shown(value)).isPresent();
        }
        for (Object value : type.values(3, true)) {
            assertThat(Canaries.in("a " + shown(value) + " b")).as(shown(value)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kanari", "KANARI-7", "Kanari", "xanari", "iranak", "-31007", "03/1987", "03.1987", "-1904827001"
            })
    void inManyForms(String form) {
        assertThat(Canaries.in(form)).isPresent();
        assertThat(Canaries.inLines("one\n" + form + "\nthree")).containsExactly(form);
    }

    @Test
    void inHexadecimalDigits() {
        for (String text : new String[] {"kanari", "KANARI"}) {
            String hex = HexFormat.of().formatHex(text.getBytes(UTF_8));
            assertThat(Canaries.in(hex)).isPresent();
            assertThat(Canaries.in(hex.toUpperCase(Locale.ROOT))).isPresent();
        }
        String number = Long.toHexString(HuntType.LONG_STEM);
        assertThat(Canaries.in(number)).isPresent();
        assertThat(Canaries.in(number.toUpperCase(Locale.ROOT))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "canary", "-3100", "1-31000", "-310001", "1987", "anar", "a1904827", "01904827"})
    void nowhereElse(String text) {
        assertThat(Canaries.in(text)).isEmpty();
        assertThat(Canaries.inLines(text)).isEmpty();
    }

    private static String shown(Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }
}
