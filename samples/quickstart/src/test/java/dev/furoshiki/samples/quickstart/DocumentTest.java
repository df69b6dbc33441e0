package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DocumentTest {

    @Test
    void hasNumberedLinesOfOneLength() throws IOException {
        String text = new String(new Document(3 * 64).open().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(text.lines())
                .hasSize(3)
                .allMatch(line -> line.length() == 63)
                .allMatch(line -> line.endsWith("of a contract which is nobody else's business ..."));
        assertThat(text.lines().map(line -> line.substring(0, 13)))
                .containsExactly("line 00000000", "line 00000001", "line 00000002");
    }

    @Property
    void isTheSameHoweverItIsRead(
            @ForAll @IntRange(min = 1, max = 20) int lines, @ForAll @IntRange(min = 1, max = 200) int atOnce)
            throws IOException {
        Document document = new Document(lines * 64L);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream stream = document.open()) {
            byte[] some = new byte[atOnce];
            for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
                read.write(some, 0, count);
            }
            assertThat(stream.read()).isEqualTo(-1);
        }
        assertThat(read.toByteArray()).isEqualTo(document.lines(0, lines));
    }

    @Test
    void anyRangeOfItCanBeTold() throws IOException {
        Document document = new Document(64 * 64);
        byte[] all = document.open().readAllBytes();
        assertThat(document.lines(60, 4)).isEqualTo(java.util.Arrays.copyOfRange(all, 60 * 64, 64 * 64));
    }

    @Test
    void hasNoPartsOfLines() {
        assertThatThrownBy(() -> new Document(100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Document(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
