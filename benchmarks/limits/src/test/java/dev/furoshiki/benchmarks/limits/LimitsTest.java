package dev.furoshiki.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    private static final Parameters NONE = new Parameters(1, Map.of());

    private final Subject limits = ServiceLoader.load(Subject.class).findFirst().orElseThrow();

    /** Every operation returns at least the number of bytes it moved; the first byte of a ciphertext may be negative. */
    @ParameterizedTest
    @CsvSource({"cell.seal, 64, 80", "cell.open, 64, 64", "segment.seal, 65536, 65552", "segment.open, 65536, 65536"})
    void theBareCipherMovesWhatItSays(String name, long bytes, long moved) throws Exception {
        Workload workload = limits.open(name, NONE);
        assertThat(workload.bytesPerOperation()).isEqualTo(bytes);
        assertThat(workload.run(10)).isBetween(10 * (moved - 128), 10 * (moved + 128));
    }

    @ParameterizedTest
    @CsvSource({"cache.encryption-key", "cache.decryption-key"})
    void everyReadOfTheCacheIsAHit(String name) throws Exception {
        assertThat(limits.open(name, NONE).run(1000)).isEqualTo(32_000);
    }

    @Test
    void aWorkloadThatIsNoneIsNamed() {
        assertThatThrownBy(() -> limits.open("jdbc.dream", NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JDBC workload 'jdbc.dream', only [jdbc.batch-insert");
    }

    /** A limit that ran on our own classes would be none. */
    @Test
    void noProductIsOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("dev.furoshiki.crypto.Aead")).isInstanceOf(ClassNotFoundException.class);
    }
}
