package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NarratorTest {

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @Test
    void chaptersAreNumbered() {
        Narrator narrator = narrator(false, false);
        narrator.title("A story");
        narrator.chapter("Keys");
        narrator.say("There are %,d of them.", 1_000);
        narrator.chapter("Doors");
        narrator.code("a();\n  b();");
        assertThat(told()).isEqualTo("""
                A story

                1  Keys

                   There are 1,000 of them.

                2  Doors

                      a();
                        b();
                """);
    }

    @Test
    void failuresSpeakForThemselves() {
        narrator(false, true).quote(new IllegalStateException("100 % wrong"));
        assertThat(told()).isEqualTo("   \u001b[31mIllegalStateException: 100 % wrong\u001b[0m\n");
    }

    @Property
    void wrappedTextKeepsItsWords(
            @ForAll @AlphaChars @net.jqwik.api.constraints.Chars(' ') @StringLength(max = 200) String text,
            @ForAll @IntRange(min = 1, max = 30) int width) {
        assertThat(String.join(" ", Narrator.wrapped(text, width)).strip())
                .isEqualTo(text.strip().replaceAll(" +", " "));
        assertThat(Narrator.wrapped(text, width))
                .allSatisfy(line -> assertThat(line.length() <= width || !line.contains(" "))
                        .isTrue());
    }

    @Test
    void aLogHasOneLineForATransfer() throws IOException {
        transfer(narrator(false, false));
        assertThat(told())
                .startsWith("   put 100% [===")
                .contains("=] 2/2 MiB (")
                .endsWith("\n")
                .doesNotContain("\r");
        assertThat(told().lines()).hasSize(1);
    }

    @Test
    void aTerminalSeesTheBarGrow() throws IOException {
        transfer(narrator(true, false));
        assertThat(told())
                .startsWith("\r   put ")
                .contains("\r   put 100% [===")
                .endsWith("\n");
        assertThat(told().lines().toList().get(0).length()).isLessThanOrEqualTo(Narrator.WIDTH + 1);
    }

    private static void transfer(Narrator narrator) throws IOException {
        byte[] content = new byte[2 << 20];
        try (InputStream stream = narrator.watched("put", new ByteArrayInputStream(content), content.length)) {
            stream.transferTo(OutputStream.nullOutputStream());
        }
    }

    private Narrator narrator(boolean interactive, boolean coloured) {
        return new Narrator(new Terminal(new PrintStream(told, true, StandardCharsets.UTF_8), interactive, coloured));
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
