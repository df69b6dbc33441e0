package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.testing.documents.Document;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drill of docs/key-loss.md, its commands run as they stand there, in folders of this test. */
@Timeout(120)
class RestoreDrillTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    @TempDir
    Path folder;

    @Test
    void whatThePageSaysBringsTheKeysBack() throws Exception {
        Path root = folder.toRealPath();
        for (String place : List.of("var/lib/shop", "run/secrets", "backup", "drill")) {
            Files.createDirectories(root.resolve(place));
        }
        Files.write(root.resolve("run/secrets/root.key"), new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8
        });
        Files.writeString(root.resolve("run/secrets/backup"), TestStore.PASSPHRASE);
        EncryptedDataKey sealed;
        try (EmbeddedKeyService keys = EmbeddedKeyService.builder(root.resolve("var/lib/shop/keys"))
                .rootKey(RootKeySource.keyFile(root.resolve("run/secrets/root.key")))
                .argon2id(64, 1, 1)
                .create()) {
            String keyId = keys.createKey("").keyId();
            keys.createAlias("alias/pii", keyId);
            keys.createAlias("alias/old", keys.createKey("").keyId());
            keys.disableKey(keys.describeKey("alias/old").keyId());
            try (GeneratedDataKey generated = keys.generateDataKey(keyId, 32, CONTEXT)) {
                sealed = generated.encrypted();
            }
        }
        List<String> commands = Document.read("docs/key-loss.md").blocks("sh").get(0);
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            run(command.replaceAll("(?<=[ :=])/(?=var/|run/|backup/|drill/)", root + "/"));
        }
        try (EmbeddedKeyService keys = EmbeddedKeyService.open(
                root.resolve("drill/keys"), RootKeySource.keyFile(root.resolve("drill/root.key")))) {
            keys.decrypt(sealed, CONTEXT).close();
            assertThat(keys.describeKey("alias/old").state()).isEqualTo(KeyState.DISABLED);
        }
    }

    private static void run(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        builder.environment().put("CP", System.getProperty("java.class.path"));
        builder.environment()
                .merge("PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (path, java) -> java + path);
        // Each of these processes lives for a moment.
        builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", ChildJvm.OPTIONS));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
    }
}
