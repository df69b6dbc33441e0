package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code aws-kms:} URIs say. */
class AwsKeyProviderTest {

    private final SystemProperties properties = new SystemProperties();

    @AfterEach
    void restore() {
        properties.restore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws-kms:?region=ap-northeast-1",
                "aws-kms:?region=us-gov-west-1&fips=true",
                "aws-kms:?region=eu-central-1&fips=false&profile=shop&callTimeout=PT2.5S",
                "aws-kms:?region=eu-central-1&endpoint=https://vpce-1.kms.eu-central-1.vpce.amazonaws.com",
                "aws-kms:?region=eu-central-1&endpoint=https://kms.example:8443/",
                "aws-kms:?region=eu-central-1&endpoint=http://127.0.0.1:5000",
                "aws-kms:?region=eu-central-1&endpoint=http%3A%2F%2Flocalhost:5000",
                "aws-kms:?region=eu-central-1&endpoint=http://[::1]:5000"
            })
    void whatIsWellFormedOpensWithoutACall(String uri) {
        try (KeyManagementService service = open(uri)) {
            assertThat(service.provider()).isEqualTo("aws-kms");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws-kms:/hunter2?region=eu-central-1",
                "aws-kms:hunter2",
                "aws-kms:?region=",
                "aws-kms:?region=EU-hunter2",
                "aws-kms:?region=x.hunter2/",
                "aws-kms:?region=eu-central-1&profile=",
                "aws-kms:?region=eu-central-1&fips=hunter2",
                "aws-kms:?region=eu-central-1&callTimeout=hunter2",
                "aws-kms:?region=eu-central-1&callTimeout=5",
                "aws-kms:?region=eu-central-1&callTimeout=PT0S",
                "aws-kms:?region=eu-central-1&callTimeout=PT-5S",
                "aws-kms:?region=eu-central-1&callTimeout=PT6M",
                "aws-kms:?region=eu-central-1&endpoint=",
                "aws-kms:?region=eu-central-1&endpoint=hunter2",
                "aws-kms:?region=eu-central-1&endpoint=ftp://hunter2",
                "aws-kms:?region=eu-central-1&endpoint=https://admin:hunter2@kms.example",
                "aws-kms:?region=eu-central-1&endpoint=https://hunter2@kms.example",
                "aws-kms:?region=eu-central-1&endpoint=https://kms.example/hunter2",
                "aws-kms:?region=eu-central-1&endpoint=https://kms.example%3Ftoken=hunter2",
                "aws-kms:?region=eu-central-1&endpoint=https://kms.example%23hunter2",
                "aws-kms:?region=eu-central-1&endpoint=https://exa mple/hunter2",
                "aws-kms:?region=eu-central-1&endpoint=http://hunter2.example",
                "aws-kms:?region=eu-central-1&endpoint=http://127.0.0.1.hunter2.example",
                "aws-kms:?region=eu-central-1&endpoint=http://10.0.0.1"
            })
    void whatIsMalformedIsRefusedAndNotRepeated(String uri) {
        assertThatThrownBy(() -> open(uri).close())
                .isExactlyInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("aws-kms")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anUnknownOptionIsNamedWithTheNearest() {
        assertThatThrownBy(() -> open("aws-kms:?regoin=hunter2").close())
                .isExactlyInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("'regoin'")
                .hasMessageContaining("did you mean 'region'")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void theRegionIsFoundAsTheSdkFindsIt() {
        properties.set("aws.region", "sa-east-1");
        try (KeyManagementService service = open("aws-kms:")) {
            assertThat(service.provider()).isEqualTo("aws-kms");
        }
    }

    @Test
    void theRegionMayBeThatOfTheProfile(@TempDir Path folder) throws IOException {
        noRegion(folder.resolve("config"));
        Files.writeString(folder.resolve("config"), "[profile shop]\nregion = sa-east-1\n");
        open("aws-kms:?profile=shop").close();
        assertThatThrownBy(() -> open("aws-kms:?profile=other").close()).isExactlyInstanceOf(ValidationException.class);
    }

    @Test
    void aMissingRegionIsRefusedWithTheWayOut(@TempDir Path folder) {
        noRegion(folder.resolve("absent"));
        assertThatThrownBy(() -> open("aws-kms:").close())
                .isExactlyInstanceOf(ValidationException.class)
                .hasMessageContaining("region=")
                .hasMessageContaining("AWS_REGION")
                .hasMessageContaining("profile");
        assertThatThrownBy(() -> AwsKeyManagementService.builder().open().close())
                .isExactlyInstanceOf(ValidationException.class);
    }

    @Test
    void theBuilderChecksWhatItIsGiven() {
        AwsKeyManagementService.Builder builder = AwsKeyManagementService.builder();
        assertThatThrownBy(() -> builder.region("Tokyo")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.callTimeout(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.endpoint(URI.create("http://kms.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> builder.endpoint(URI.create("/relative")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static KeyManagementService open(String uri) {
        return new AwsKeyProvider().open(KeyProviderUri.parse(uri));
    }

    private void noRegion(Path configFile) {
        assumeTrue(System.getenv("AWS_REGION") == null, "not tested: AWS_REGION is set here");
        properties.clear("aws.region");
        properties.set("aws.disableEc2Metadata", "true");
        properties.set("aws.configFile", configFile.toString());
        properties.set("aws.sharedCredentialsFile", configFile + ".credentials");
    }
}
