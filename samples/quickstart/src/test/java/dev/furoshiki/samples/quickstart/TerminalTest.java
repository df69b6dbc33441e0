package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final PrintStream out = new PrintStream(OutputStream.nullOutputStream());

    @Test
    void aTerminalHasColoursAndLinesThatAreDrawnAgain() {
        assertThat(Terminal.of(out, true, Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isEqualTo(new Terminal(out, true, true));
    }

    @Test
    void nobodyIsGivenColoursWhoWantsNone() {
        assertThat(Terminal.of(out, true, Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isEqualTo(new Terminal(out, true, false));
    }

    @Test
    void logsAndDumbTerminalsHaveNeither() {
        assertThat(Terminal.of(out, false, Map.of("TERM", "xterm"))).isEqualTo(new Terminal(out, false, false));
        assertThat(Terminal.of(out, true, Map.of("TERM", "dumb"))).isEqualTo(new Terminal(out, false, false));
        assertThat(Terminal.of(out, true, Map.of())).isEqualTo(new Terminal(out, false, false));
    }
}
