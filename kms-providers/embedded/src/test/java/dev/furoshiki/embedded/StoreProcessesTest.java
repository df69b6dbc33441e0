package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store and several processes. */
@Timeout(120)
class StoreProcessesTest {

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void name() {
        store = new TestStore(folder);
    }

    @Test
    void anotherProcessIsKeptOutWhileTheStoreIsOpen() throws Exception {
        try (EmbeddedKeyService keys = store.create()) {
            keys.createKey("");
            assertThat(run("open", store.keyFile().toString()))
                    .hasSize(2)
                    .first()
                    .isEqualTo("KeyStoreInUseException");
        }
        assertThat(run("open", store.keyFile().toString())).containsExactly("opened");
    }

    @Test
    void thePassphraseComesFromTheEnvironment() throws Exception {
        store.createWithPassphrase().close();
        assertThat(run("environment", "STORE_SECRET", "STORE_SECRET", TestStore.PASSPHRASE))
                .containsExactly("opened");
        List<String> refused = run("environment", "STORE_SECRET", "STORE_SECRET", "hunter2");
        assertThat(refused).first().isEqualTo("IncorrectRootKeyException");
        assertThat(String.join("\n", refused)).contains("STORE_SECRET").doesNotContain("hunter2");
    }

    /** Java replaces what it cannot decode: any two passphrases of so many bytes would be one. */
    @Test
    void aPassphraseThatTheLocaleCannotReadIsRefused() throws Exception {
        store.createWithPassphrase().close();
        // Through a shell, since Java would write the bytes in the locale of this process, which may be as poor.
        String poorLocale = "STORE_SECRET=$(printf 'p\\303\\244ssw\\303\\266rd') LC_ALL=C exec \"$0\" \"$@\"";
        List<String> refused = linesOf(OtherProcess.startThrough(
                List.of("sh", "-c", poorLocale),
                List.of("environment", store.path().toString(), "STORE_SECRET")));
        assertThat(refused).first().isEqualTo("RootKeyUnavailableException");
        assertThat(String.join("\n", refused))
                .contains("STORE_SECRET", "locale")
                .doesNotContain("ssw");
    }

    @Test
    void whatWasAcknowledgedOutlivesAKilledProcessAndIsInTheAuditLog() throws Exception {
        store.create().close();
        List<String> acknowledged = new ArrayList<>();
        Process process = OtherProcess.start(
                List.of("work", store.path().toString(), store.keyFile().toString()));
        try (BufferedReader output = OtherProcess.output(process)) {
            while (acknowledged.size() < 15) {
                acknowledged.add(output.readLine());
            }
            // Not Process.destroyForcibly, which would close the output that is still to be read.
            process.toHandle().destroyForcibly();
            process.waitFor();
            output.lines().filter(line -> line.length() == 36).forEach(acknowledged::add);
        }
        List<String> recorded;
        try (Stream<String> lines = Files.lines(store.audit())) {
            recorded = lines.filter(line -> line.endsWith("}"))
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(record -> record.get("eventName").getAsString().equals("CreateKey"))
                    .map(record -> record.getAsJsonObject("responseElements")
                            .get("keyId")
                            .getAsString())
                    .toList();
        }
        assertThat(recorded).containsAll(acknowledged);
        // Not 1: nothing was changed or lost. For the last lines nobody may vouch.
        assertThat(VerifyStoreAudit.run(
                        List.of("embedded:" + store.path() + "?keyFile=" + store.keyFile()), System.out, System.err))
                .isIn(0, 3);
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.listKeys()).extracting(KeyMetadata::keyId).containsAll(acknowledged);
            // Nothing is there that was not recorded.
            assertThat(recorded)
                    .containsAll(
                            keys.listKeys().stream().map(KeyMetadata::keyId).toList());
            for (String keyId : acknowledged) {
                assertThat(keys.describeKey(keyId).state()).isEqualTo(KeyState.DISABLED);
            }
            assertThat(keys.listAliases().values()).containsAll(acknowledged);
        }
        assertThat(VerifyStoreAudit.run(
                        List.of("embedded:" + store.path() + "?keyFile=" + store.keyFile()), System.out, System.err))
                .isZero();
    }

    private List<String> run(String what, String secret, String... environment) throws Exception {
        return linesOf(OtherProcess.start(List.of(what, store.path().toString(), secret), environment));
    }

    private static List<String> linesOf(Process process) throws Exception {
        try (BufferedReader output = OtherProcess.output(process)) {
            List<String> lines = output.lines().toList();
            process.waitFor();
            return lines;
        }
    }
}
