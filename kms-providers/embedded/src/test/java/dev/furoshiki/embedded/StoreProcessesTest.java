package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
        Process process;
        try (EmbeddedKeyService keys = store.create()) {
            keys.createKey("");
            process = OtherProcess.start(
                    List.of("open", store.path().toString(), store.keyFile().toString()));
            BufferedReader output = OtherProcess.output(process);
            assertThat(output.readLine()).isEqualTo("KeyStoreInUseException");
            assertThat(output.readLine()).contains(store.path().toString());
        }
        try (BufferedWriter again = process.outputWriter(StandardCharsets.UTF_8)) {
            again.write("again\n");
        }
        assertThat(linesOf(process)).containsExactly("opened");
    }

    @Test
    void thePassphraseComesFromTheEnvironment() throws Exception {
        store.createWithPassphrase().close();
        List<String> lines = linesOf(OtherProcess.start(
                List.of("environment", store.path().toString(), "STORE_SECRET", "OTHER_SECRET"),
                "STORE_SECRET",
                TestStore.PASSPHRASE,
                "OTHER_SECRET",
                "hunter2"));
        assertThat(lines).hasSize(3).startsWith("opened", "IncorrectRootKeyException");
        assertThat(String.join("\n", lines)).contains("OTHER_SECRET").doesNotContain("hunter2");
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

    private static List<String> linesOf(Process process) throws Exception {
        try (BufferedReader output = OtherProcess.output(process)) {
            List<String> lines = output.lines().toList();
            process.waitFor();
            return lines;
        }
    }
}
