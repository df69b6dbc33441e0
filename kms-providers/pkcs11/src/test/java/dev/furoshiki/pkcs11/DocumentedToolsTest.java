package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import dev.furoshiki.testing.documents.Document;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands of docs/keys.md make a token and a key that the service accepts. */
class DocumentedToolsTest {

    private static final Map<String, String> PINS = Map.of(
            "softhsm2-util", " --so-pin 567890 --pin " + SoftToken.PIN, "pkcs11-tool", " --pin " + SoftToken.PIN);

    @Test
    void theyMakeWhatTheServiceOpens() throws Exception {
        List<String> commands = Document.read("docs/keys.md").blocks("sh").get(0);
        assertThat(commands).hasSize(2);
        SoftHsm.assumeInstalled();
        // Writes the configuration, too.
        SoftHsm.newToken();
        for (String command : commands) {
            String tool = command.substring(0, command.indexOf(' '));
            assumeTrue(isInstalled(tool), tool + " is not installed: apt-get install softhsm2 opensc, or the like");
            // What a person would be asked for.
            run(command.replace(
                            "/usr/lib/softhsm/libsofthsm2.so", SoftHsm.library().toString())
                    + PINS.get(tool));
        }
        SoftHsm.restart();
        try (Pkcs11KeyService keys = Pkcs11KeyService.builder(SoftHsm.library())
                        .token("shop")
                        .pin(TestToken.pin(SoftToken.PIN))
                        .open();
                GeneratedDataKey generated = keys.generateDataKey("alias/orders", 32, EncryptionContext.empty())) {
            assertThat(generated.encrypted().keyArn()).isEqualTo("arn:furoshiki:pkcs11:shop::key/0a01");
        }
    }

    private static void run(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", SoftHsm.configuration().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
