package dev.furoshiki.benchmarks.awsencryptionsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsEncryptionSdkTest {

    private static final Parameters NONE = new Parameters(1, Map.of());

    private final Subject subject =
            ServiceLoader.load(Subject.class).findFirst().orElseThrow();

    @ParameterizedTest
    @ValueSource(strings = {"keys.hit-1", "keys.hit-2", "keys.decrypt-hit-1", "keys.decrypt-hit-2"})
    void everyOperationHasAKey(String name) throws Exception {
        Workload workload = subject.open(name, NONE);
        assertThat(workload.run(1000)).isEqualTo(1000);
        workload.close();
    }

    @Test
    void everyOperationIsAHit() {
        CachedMaterials materials = new CachedMaterials();
        materials.toEncrypt(1000);
        materials.toDecrypt(1000);
        assertThat(materials.calls()).isEqualTo(2 * 64);
    }

    @Test
    void aWorkloadThatIsNoneIsNamed() {
        assertThatThrownBy(() -> subject.open("keys.dream-1", NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no workload 'keys.dream-1', only [keys.decrypt-hit-1");
    }

    /** A peer that ran on our own classes would be none. */
    @Test
    void noProductIsOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("dev.furoshiki.crypto.Aead")).isInstanceOf(ClassNotFoundException.class);
    }
}
