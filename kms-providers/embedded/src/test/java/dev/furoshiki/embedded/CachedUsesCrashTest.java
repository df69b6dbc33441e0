package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * G8: a crash over-counts, never under-counts. A process that uses cached keys is killed at any moment; of the uses that it had made
 * by then, none is missing in the audit log.
 */
@Timeout(3600)
class CachedUsesCrashTest {

    private static final int RUNS = Boolean.getBoolean("furoshiki.soak") ? 200 : 3;
    private static final int MOST_LINES = 1000;

    /** What a failure left behind is looked at. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void whatWasUsedIsRecordedWheneverTheProcessIsKilled() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.printf("cached uses: %d runs with furoshiki.seed=%d%n", RUNS, seed);
        Random random = new Random(seed);
        TestStore store = new TestStore(folder);
        String keyId;
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("").keyId();
        }
        long allMade = 0;
        long allRecorded = 0;
        for (int run = 1; run <= RUNS; run++) {
            String name = "run" + run;
            Map<String, Long> made = made(CachedUsesProcess.start(store, keyId, name), random);
            long encryptions = made.getOrDefault("encrypt-one", 0L) + made.getOrDefault("encrypt-two", 0L);
            long decryptions = made.getOrDefault("decrypt", 0L);
            long encryptionsRecorded = recorded(store, name);
            long decryptionsRecorded = recorded(store, name + " sealed");
            assertThat(encryptionsRecorded)
                    .as("%s encryptions of %s", name, made)
                    .isGreaterThanOrEqualTo(encryptions);
            assertThat(decryptionsRecorded)
                    .as("%s decryptions of %s", name, made)
                    .isGreaterThanOrEqualTo(decryptions);
            allMade += encryptions + decryptions;
            allRecorded += encryptionsRecorded + decryptionsRecorded;
        }
        System.out.printf("cached uses: %d made, %d recorded%n", allMade, allRecorded);
        // Else no block was ever reserved, and calls alone were counted.
        assertThat(allMade).isGreaterThan(64L * RUNS);
    }

    /** The last number that each thread said, in a whole line, when the process was killed. */
    private static Map<String, Long> made(Process process, Random random) throws Exception {
        Map<String, Long> made = new HashMap<>();
        int wanted = 100 + random.nextInt(MOST_LINES);
        StringBuilder rest = new StringBuilder();
        try (BufferedReader output = OtherProcess.output(process)) {
            for (int line = 0; line < wanted; line++) {
                String said = output.readLine();
                assertThat(said).as("it ended by itself: %s", made).isNotNull();
                take(said, made);
            }
            // Not Process.destroyForcibly, which would close the output that is still to be read.
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (int read = output.read(); read >= 0; read = output.read()) {
                rest.append((char) read);
            }
        }
        rest.substring(0, rest.lastIndexOf("\n") + 1).lines().forEach(line -> take(line, made));
        return made;
    }

    private static void take(String line, Map<String, Long> made) {
        assertThat(line).matches("(encrypt-one|encrypt-two|decrypt) [0-9]+");
        List<String> words = List.of(line.split(" "));
        made.put(words.get(0), Long.parseLong(words.get(1)));
    }

    /** One for each call that brought a key, and what was reserved. */
    private static long recorded(TestStore store, String run) throws Exception {
        long uses = 0;
        for (String line : Files.readAllLines(store.audit())) {
            // Its last line may have been cut.
            if (!line.contains("\"run\":\"" + run + "\"") || !line.endsWith("}")) {
                continue;
            }
            JsonObject record = JsonParser.parseString(line).getAsJsonObject();
            assertThat(record.has("errorCode")).as(line).isFalse();
            uses += record.get("eventName").getAsString().equals("ReserveCachedUses")
                    ? record.getAsJsonObject("requestParameters").get("uses").getAsLong()
                    : 1;
        }
        return uses;
    }
}
