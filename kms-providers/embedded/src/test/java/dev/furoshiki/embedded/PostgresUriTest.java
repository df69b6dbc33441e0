package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a URI names a store in PostgreSQL. */
@Timeout(60)
class PostgresUriTest {

    private static final String GOOD = "embedded:postgresql://db.example/shop?user=u&auditLog=/tmp/a&keyFile=/k";

    @TempDir
    Path folder;

    @Test
    void itSaysWhereTheStoreIsAndHowSoonItIsSeen() {
        PostgresKeyStore store = location(GOOD);
        assertThat(store).hasToString("postgresql://db.example:5432/shop, schema furoshiki_keys");
        assertThat(store.maxStaleness()).isEqualTo(Duration.ofSeconds(2));
        assertThat(store.pollInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(store).isEqualTo(location(GOOD + "&maxStaleness=PT1S"));
        assertThat(store).isNotEqualTo(location(GOOD + "&schema=other"));
        assertThat(location(GOOD + "&schema=other&pollInterval=PT0.1S&maxStaleness=PT1S")
                        .pollInterval())
                .isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "embedded:postgresql://db/shop?auditLog=/a&keyFile=/k | user",
                "embedded:postgresql://db/shop?user=u&keyFile=/k | auditLog",
                "embedded:postgresql:/db/shop?user=u&auditLog=/a&keyFile=/k | host:port/database",
                "embedded:postgresql://db?user=u&auditLog=/a&keyFile=/k | host:port/database",
                "embedded:postgresql://db/a/b?user=u&auditLog=/a&keyFile=/k | host:port/database",
                "embedded:postgresql://u:hunter2@db/shop?user=u&auditLog=/a&keyFile=/k | passwordFile",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&password=hunter2 | secret into a URL",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&passwordFil=/x | did you mean 'passwordFile'",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&schema=A%20b | schema",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&schema=pg_x | schema",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&maxStaleness=2 | maxStaleness",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&maxStaleness=PT2H | maxStaleness",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&pollInterval=PT2S | pollInterval",
                "embedded:postgresql://db/shop?user=u&auditLog=/a&keyFile=/k&sslMode=no | verify-full",
                "embedded:/tmp/keys?user=u&keyFile=/k | no option 'user'",
            })
    void whatIsMissingOrWrongIsSaid(String uri, String said) {
        assertThatThrownBy(() ->
                        EmbeddedKeyProvider.builder(KeyProviderUri.parse(uri)).open())
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void withoutTheDriverTheArtifactIsNamed() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("postgresql-"))
                .collect(Collectors.joining(File.pathSeparator));
        TestStore keys = new TestStore(folder);
        Process process = OtherProcess.start(
                List.of("change", GOOD.replace("/k", keys.keyFile().toString()), "1"), "OTHER_CLASS_PATH", classPath);
        List<String> said = OtherProcess.output(process).lines().toList();
        assertThat(said).first().isEqualTo("InvalidProviderUriException");
        assertThat(said.get(1)).contains("org.postgresql:postgresql");
    }

    private static PostgresKeyStore location(String uri) {
        return PostgresUri.location(KeyProviderUri.parse(uri));
    }
}
