package dev.furoshiki.benchmarks.s3encryptionclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** That its objects come back, and are encrypted, is tested where the server is: in the suite. */
class S3EncryptionClientSubjectTest {

    private final Subject subject =
            ServiceLoader.load(Subject.class).findFirst().orElseThrow();

    @Test
    void aWorkloadThatIsNoneIsNamed() {
        assertThat(subject.name()).isEqualTo("s3-encryption-client");
        assertThatThrownBy(() -> subject.open("s3.dream", new Parameters(1, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no S3 workload 's3.dream'");
    }
}
