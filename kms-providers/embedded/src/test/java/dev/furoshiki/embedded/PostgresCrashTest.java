package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.DisabledException;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change one store at the same time are killed at any moment, again and again, and the next go on with it:
 * what was acknowledged is there, for every process, and in the audit log of who did it; the logs verify.
 */
@Timeout(3600)
class PostgresCrashTest {

    private static final int RUNS = Boolean.getBoolean("furoshiki.soak") ? 200 : 2;
    private static final int MOST_LINES = 30;
    private static final List<String> NAMES = List.of("one", "two");

    @TempDir
    Path folder;

    /** What was said of a key, by event. */
    private final Map<String, Map<String, List<String>>> acknowledged = new LinkedHashMap<>();

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    @Test
    void nothingAcknowledgedIsLostByWhoSharesAStoreWithThoseThatAreKilled() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.printf("shared store crash: %d runs with furoshiki.seed=%d%n", RUNS, seed);
        Random random = new Random(seed);
        try (EmbeddedKeyService witness = store.create("witness")) {
            for (int run = 1; run <= RUNS; run++) {
                int before = acknowledged.size();
                Map<String, List<String>> said = killed(run, random);
                assertThat(acknowledged.size()).as("keys made in run %d", run).isGreaterThan(before);
                requireState(witness);
                for (String name : NAMES) {
                    assertThat(store.verify(name)).as("run %d: %s", run, name).isIn(0, 3);
                    requireRecorded(name, Objects.requireNonNull(said.get(name)));
                }
            }
            witness.createKey("goes on");
        }
        for (String name : NAMES) {
            store.open(name).close();
            try (EmbeddedKeyService again = store.open(name)) {
                again.createKey("goes on");
            }
            assertThat(store.verify(name)).as(name).isZero();
        }
        assertThat(store.verify("witness")).isZero();
    }

    /** What each has said when it was killed. */
    private Map<String, List<String>> killed(int run, Random random) throws Exception {
        Map<String, Process> processes = new LinkedHashMap<>();
        for (String name : NAMES) {
            processes.put(name, SharingProcess.start(store.uri(name), name + "-" + run));
        }
        Map<String, List<String>> said = new HashMap<>();
        for (String name : NAMES) {
            Process process = Objects.requireNonNull(processes.get(name));
            List<String> lines = new ArrayList<>();
            int wanted = 1 + random.nextInt(MOST_LINES);
            try (BufferedReader output = OtherProcess.output(process)) {
                while (lines.size() < wanted) {
                    String line = output.readLine();
                    assertThat(line).as("it ended by itself: " + lines).isNotNull();
                    lines.add(line);
                }
                Thread.sleep(random.nextInt(10), random.nextInt(1_000_000));
                // Not Process.destroyForcibly, which would close the output that is still to be read.
                process.toHandle().destroyForcibly();
                process.waitFor();
                StringBuilder rest = new StringBuilder();
                for (int read = output.read(); read >= 0; read = output.read()) {
                    rest.append((char) read);
                }
                // The kill may have come within a line.
                rest.substring(0, rest.lastIndexOf("\n") + 1).lines().forEach(lines::add);
            }
            assertThat(lines).allMatch(line -> line.matches("[A-Z][A-Za-z]+ [0-9a-f-]{36}( .*)?"));
            lines.forEach(this::note);
            said.put(name, lines);
        }
        return said;
    }

    private void note(String line) {
        List<String> words = List.of(line.split(" ", -1));
        acknowledged
                .computeIfAbsent(words.get(1), id -> new HashMap<>())
                .put(words.get(0), words.subList(2, words.size()));
    }

    /** Of one that had the store open all along, and of one that opens it now. */
    private void requireState(EmbeddedKeyService witness) throws Exception {
        try (EmbeddedKeyService fresh = store.open("fresh")) {
            requireState(fresh, true);
            // It sees the newest as it changes something.
            witness.createAlias("alias/witness", fresh.createKey("").keyId());
            requireState(witness, false);
            witness.deleteAlias("alias/witness");
        }
    }

    private void requireState(EmbeddedKeyService keys, boolean opening) {
        Map<String, KeyMetadata> present =
                keys.listKeys().stream().collect(Collectors.toMap(KeyMetadata::keyId, key -> key));
        Map<String, String> aliases = keys.listAliases();
        assertThat(present.keySet()).containsAll(acknowledged.keySet());
        acknowledged.forEach((keyId, events) -> {
            if (events.containsKey("RotateKeyOnDemand")) {
                assertThat(keys.listKeyRotations(keyId)).hasSize(1);
            }
            if (events.containsKey("CreateAlias")) {
                assertThat(aliases).containsEntry(events.get("CreateAlias").get(0), keyId);
            }
            boolean isDisabled = Objects.requireNonNull(present.get(keyId)).state() == KeyState.DISABLED;
            assertThat(isDisabled || !events.containsKey("DisableKey")).isTrue();
            if (opening && events.containsKey("GenerateDataKey")) {
                requireDataKey(keys, keyId, events.get("GenerateDataKey"), isDisabled);
            }
        });
    }

    private static void requireDataKey(
            EmbeddedKeyService keys, String keyId, List<String> dataKey, boolean isDisabled) {
        EncryptedDataKey sealed = new EncryptedDataKey(
                "embedded",
                "arn:furoshiki:kms:local:000000000000:key/" + keyId,
                Base64.getDecoder().decode(dataKey.get(0)));
        EncryptionContext context = EncryptionContext.of("key", keyId);
        if (isDisabled) {
            assertThatThrownBy(() -> keys.decrypt(sealed, context)).isInstanceOf(DisabledException.class);
            return;
        }
        try (SecretBytes opened = keys.decrypt(sealed, context)) {
            assertThat(HexFormat.of().formatHex(opened.toByteArray())).isEqualTo(dataKey.get(1));
        }
    }

    private void requireRecorded(String name, List<String> said) throws Exception {
        List<String> log = Files.readString(store.audit(name)).lines().toList();
        for (String line : said) {
            String[] words = line.split(" ", -1);
            assertThat(log)
                    .as("%s's %s", name, line)
                    .anyMatch(record -> record.contains("\"eventName\":\"" + words[0] + "\"")
                            && record.contains(words[1])
                            && !record.contains("\"errorCode\""));
        }
    }
}
