package dev.furoshiki.benchmarks.tuning.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces in files: one's own format, and published ones. */
class TraceFileTest {

    private static final List<KeyUse> USES = List.of(
            new KeyUse(0, Operation.ENCRYPT, KeyUse.ANY_NODE, 0, 0, 17, KeyUse.UNREAD, 120),
            new KeyUse(1_500_000, Operation.ENCRYPT, 3, 2, 1, 18, 4711, 0),
            new KeyUse(2_000_000, Operation.DECRYPT, 4, 0, 0, 18, 4711, 1L << 40));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"uses.csv", "uses.csv.gz"})
    void whatIsWrittenIsRead(String name) throws IOException {
        Path file = folder.resolve(name);
        TraceFile.write(Trace.of(Duration.ofMinutes(90), USES), file);
        Trace read = TraceFile.read(file);
        assertThat(read).containsExactlyElementsOf(USES);
        assertThat(read.length()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void aLineIsAUse() throws IOException {
        Path file = folder.resolve("uses.csv");
        TraceFile.write(Trace.of(Duration.ofHours(1), USES), file);
        assertThat(file).hasContent("""
                        furoshiki-key-uses,1,PT1H
                        0,e,-1,0,0,17,-1,120
                        1500000,e,3,2,1,18,4711,0
                        2000000,d,4,0,0,18,4711,1099511627776
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,e,-1,0,0,17,-1",
                "0,x,-1,0,0,17,-1,120",
                "0,d,-1,0,0,17,-1,120",
                "-1,e,-1,0,0,17,-1,120",
                "0,e,-1,0,0,17,-1,120,7",
                "0,e,-1,0,0,seventeen,-1,120"
            })
    void whatIsNoUseIsNamed(String line) throws IOException {
        Path file =
                Files.writeString(folder.resolve("uses.csv"), "furoshiki-key-uses,1,PT1H\n0,e,-1,0,0,1,-1,1\n" + line);
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,2,3", "furoshiki-key-uses,2,PT1H", "furoshiki-key-uses,1,an hour"})
    void whatIsNoTraceIsRefused(String head) throws IOException {
        Path file = Files.writeString(folder.resolve("uses.csv"), head);
        assertThatThrownBy(() -> TraceFile.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void lirsIsANumberALine() throws IOException {
        assertThat(read(PublicTrace.LIRS, "7\n*\n9\n7\n"))
                .containsExactly(
                        KeyUse.decrypting(0, 0, 0, 1),
                        KeyUse.decrypting(500_000_000, 1, 1, 1),
                        KeyUse.decrypting(1_000_000_000, 0, 0, 1));
    }

    @Test
    void arcIsSoManyFromANumberOn() throws IOException {
        assertThat(read(PublicTrace.ARC, "100 3 0 0\n101 1 0 1\n"))
                .extracting(KeyUse::item)
                .containsExactly(0L, 1L, 2L, 1L);
    }

    @Test
    void umassSaysWhenAndWhatIsWritten() throws IOException {
        Trace trace = read(PublicTrace.UMASS_STORAGE, "0,20,1024,R,10.5\n0,21,512,w,11.5\n1,21,512,r,12.0\n");
        assertThat(trace)
                .containsExactly(
                        KeyUse.decrypting(0, 0, 0, 512),
                        KeyUse.decrypting(500_000_000, 1, 1, 512),
                        KeyUse.encrypting(1_000_000_000, 1, 1, 512),
                        KeyUse.decrypting(1_500_000_000, 2, 2, 512));
        assertThat(trace.length()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void twitterSaysTheSecondInWhichTheUsesAreSpread() throws IOException {
        assertThat(read(
                        PublicTrace.TWITTER,
                        "100,abc,3,20,1,get,0\n100,abc,3,30,1,set,0\n101,abc,3,30,2,gets,0\n101,abc,3,0,2,delete,0\n"))
                .containsExactly(
                        KeyUse.decrypting(0, 0, 0, 20),
                        KeyUse.encrypting(500_000_000, 0, 0, 30),
                        KeyUse.decrypting(1_000_000_000, 0, 0, 30));
    }

    @Test
    void aLineOfAnotherFormatIsNamed() {
        assertThatThrownBy(() -> read(PublicTrace.ARC, "1 2 3\n\nnothing\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 3: no line of a trace of ARC");
        assertThatThrownBy(() -> read(PublicTrace.TWITTER, "1,2,3\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(PublicTrace.LIRS, "*\n")).isInstanceOf(IOException.class);
    }

    private Trace read(PublicTrace format, String text) throws IOException {
        return format.read(Files.writeString(folder.resolve("published"), text), 2);
    }
}
