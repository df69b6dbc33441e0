package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void bytesAreShownInHexAndCutShort() {
        assertThat(Shown.value(new byte[] {1, -1, 0x2a})).isEqualTo("\\x01ff2a (3 bytes)");
        assertThat(Shown.value(new byte[10])).isEqualTo("\\x00000000000000000000 (10 bytes)");
        assertThat(Shown.value(new byte[1_000])).isEqualTo("\\x00000000000000000000... (1,000 bytes)");
    }

    @Test
    void otherValuesAreShownAsTheyAre() {
        assertThat(Shown.value(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(Shown.value("text")).isEqualTo("text");
        assertThat(Shown.value(null)).isEqualTo("null");
    }
}
