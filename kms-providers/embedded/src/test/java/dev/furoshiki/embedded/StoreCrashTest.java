package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.NotFoundException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that works on a key store is killed at any moment, again and again, and the next goes on with the store: what was
 * acknowledged is there and in the audit log, what was not is there whole or not at all, and the audit log verifies.
 */
@Timeout(3600)
class StoreCrashTest {

    private static final int RUNS = Boolean.getBoolean("furoshiki.soak") ? 200 : 20;
    private static final int MOST_LINES = 120;
    /** Some are killed while they open the store. */
    private static final int MOST_MILLIS_OF_OPENING = 600;

    private static final int OLDER_DATA_KEYS = 10;

    /** What a failure left behind is looked at. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> dataKeys = new ArrayList<>();
    private final Set<String> deleted = new TreeSet<>();
    private StoreModel model = new StoreModel(SettableClock.START);
    private TestStore store;
    private int auditLines;

    @BeforeEach
    void create() throws IOException {
        store = new TestStore(folder);
        // A store begins its audit log with its first record: a process killed before that leaves none.
        try (EmbeddedKeyService keys = store.create()) {
            keys.generateRandom(1).close();
        }
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingIsHalfDone() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.printf("store crash: %d runs with furoshiki.seed=%d%n", RUNS, seed);
        Random random = new Random(seed);
        int changes = 0;
        for (int run = 1; run <= RUNS; run++) {
            int known = dataKeys.size();
            List<String> lines =
                    killed(WorkingProcess.start(store, model.now(), random.nextLong(), "run" + run), random);
            assertThat(verify()).as("run %d: %s", run, said()).isIn(0, 3);
            List<String> recorded = newRecords();
            List<String> doubtful = List.of();
            for (String line : lines) {
                List<String> words = List.of(line.split(" ", -1));
                doubtful = follow(words, doubtful, recorded);
                changes += words.get(0).equals("did") ? 1 : 0;
            }
            try (EmbeddedKeyService keys = open(model.now())) {
                requireState(keys, doubtful, recorded, "run " + run);
                requireDataKeys(keys, dataKeys.subList(known, dataKeys.size()));
                requireDataKeys(keys, some(random, known));
            }
            auditLines = auditLines().size();
        }
        try (EmbeddedKeyService keys = open(model.now())) {
            requireDataKeys(keys, dataKeys);
        }
        assertThat(verify()).as(said()).isZero();
        assertThat(succeeded(0))
                .containsAll(deleted.stream().map(keyId -> "DeleteKey " + keyId).toList());
        System.out.printf(
                "store crash: %d changes and %d data keys acknowledged, %d audit records%n",
                changes, dataKeys.size(), auditLines().size());
        assertThat(changes).isGreaterThan(RUNS);
        assertThat(dataKeys.size()).isGreaterThan(RUNS);
    }

    private int verify() throws IOException {
        out.reset();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return VerifyStoreAudit.run(
                List.of("embedded:" + store.path() + "?keyFile=" + store.keyFile()), stream, stream);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private EmbeddedKeyService open(Instant now) throws IOException {
        SettableClock clock = new SettableClock();
        clock.advance(Duration.between(clock.instant(), now));
        return EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .clock(clock)
                .open();
    }

    /** The lines that the process had printed, whole, when it was killed. */
    private static List<String> killed(Process process, Random random) throws Exception {
        List<String> lines = new ArrayList<>();
        int wanted = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(MOST_LINES);
        try (BufferedReader output = OtherProcess.output(process)) {
            while (lines.size() < wanted) {
                String line = output.readLine();
                assertThat(line).as("it ended by itself: " + lines).isNotNull();
                lines.add(line);
            }
            Thread.sleep(random.nextInt(wanted == 0 ? MOST_MILLIS_OF_OPENING : 10), random.nextInt(1_000_000));
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
        assertThat(lines).allMatch(line -> line.matches("(will|did|data) .*"));
        return lines;
    }

    /** Takes a line into the model; the change that was begun and not acknowledged, if any. */
    private List<String> follow(List<String> words, List<String> doubtful, List<String> recorded) {
        List<String> operation = words.subList(1, words.size());
        switch (words.get(0)) {
            case "data" -> {
                dataKeys.add(String.join(" ", operation));
                String record = "GenerateDataKey " + operation.get(1);
                assertThat(recorded.remove(record)).as(record).isTrue();
                return doubtful;
            }
            case "will" -> {
                return operation;
            }
            default -> {
                apply(operation, recorded);
                return List.of();
            }
        }
    }

    private void apply(List<String> operation, List<String> recorded) {
        Set<String> gone = new TreeSet<>(model.keyIds());
        model.apply(operation.toArray(String[]::new));
        gone.removeAll(model.keyIds());
        deleted.addAll(gone);
        if (!operation.get(0).equals("clock")) {
            String record = recordOf(operation);
            assertThat(recorded.remove(record)).as(record).isTrue();
        }
    }

    private static String recordOf(List<String> operation) {
        String about = operation.get(operation.size() - 1);
        return switch (operation.get(0)) {
            case "create" -> "CreateKey " + about;
            case "rotate" -> "RotateKeyOnDemand " + about;
            case "enable" -> "EnableKey " + about;
            case "disable" -> "DisableKey " + about;
            case "schedule" -> "ScheduleKeyDeletion " + operation.get(1);
            case "cancel" -> "CancelKeyDeletion " + about;
            case "alias" -> "CreateAlias " + about;
            case "unalias" -> "DeleteAlias " + about;
            case "grant" -> "CreateGrant " + about;
            case "retire" -> "RetireGrant " + about;
            default -> throw new IllegalArgumentException(operation.toString());
        };
    }

    /** The acknowledged state; or that with the change that was under way, whole and recorded. */
    private void requireState(EmbeddedKeyService keys, List<String> doubtful, List<String> recorded, String run) {
        StoreModel found = StoreModel.of(keys, model.now());
        if (!found.toString().equals(model.toString()) && !doubtful.isEmpty()) {
            List<String> whole = new ArrayList<>(doubtful);
            String newId = newId(doubtful, found);
            if (newId != null) {
                whole.add(newId);
            }
            apply(whole, recorded);
        }
        assertThat(found).as("%s, not acknowledged: %s", run, doubtful).hasToString(model.toString());
    }

    /** What the store named the key or grant that the process did not tell of any more. */
    private @Nullable String newId(List<String> doubtful, StoreModel found) {
        Set<String> added = new TreeSet<>();
        if (doubtful.get(0).equals("create")) {
            added.addAll(found.keyIds());
            added.removeAll(model.keyIds());
        } else if (doubtful.get(0).equals("grant")) {
            added.addAll(found.grantsOf(doubtful.get(1)));
            added.removeAll(model.grantsOf(doubtful.get(1)));
        } else {
            return null;
        }
        assertThat(added).hasSize(1);
        return added.iterator().next();
    }

    private void requireDataKeys(EmbeddedKeyService keys, List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            EncryptedDataKey sealed = new EncryptedDataKey(
                    "embedded",
                    "arn:furoshiki:kms:local:000000000000:key/" + words[0],
                    Base64.getDecoder().decode(words[2]));
            EncryptionContext context = EncryptionContext.of("number", words[1]);
            Class<? extends KmsException> refusal = refusal(model.stateOf(words[0]));
            if (refusal != null) {
                assertThatThrownBy(() -> keys.decrypt(sealed, context)).isExactlyInstanceOf(refusal);
                continue;
            }
            try (SecretBytes opened = keys.decrypt(sealed, context)) {
                assertThat(HexFormat.of().formatHex(opened.toByteArray())).isEqualTo(words[3]);
            }
        }
    }

    private static @Nullable Class<? extends KmsException> refusal(@Nullable KeyState state) {
        if (state == null) {
            return NotFoundException.class;
        }
        return switch (state) {
            case DISABLED -> DisabledException.class;
            case PENDING_DELETION -> KmsInvalidStateException.class;
            default -> null;
        };
    }

    private List<String> some(Random random, int among) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < Math.min(OLDER_DATA_KEYS, among); i++) {
            some.add(dataKeys.get(random.nextInt(among)));
        }
        return some;
    }

    /** Without one that the kill cut off. */
    private List<String> auditLines() throws IOException {
        String log = Files.readString(store.audit());
        return log.substring(0, log.lastIndexOf('\n') + 1).lines().toList();
    }

    /** What succeeded since the last run: the operation's name, and what it made or was about. */
    private List<String> newRecords() throws IOException {
        return succeeded(auditLines);
    }

    private List<String> succeeded(int fromLine) throws IOException {
        List<String> records = new ArrayList<>();
        List<String> lines = auditLines();
        for (String line : lines.subList(fromLine, lines.size())) {
            if (!line.contains("\"serviceEventDetails\"")) {
                JsonObject record = JsonParser.parseString(line).getAsJsonObject();
                if (!record.has("errorCode")) {
                    records.add(record.get("eventName").getAsString() + " " + subject(record));
                }
            }
        }
        return records;
    }

    private static String subject(JsonObject record) {
        JsonObject request = record.getAsJsonObject("requestParameters");
        if (request.has("encryptionContext")) {
            return request.getAsJsonObject("encryptionContext").get("number").getAsString();
        }
        JsonObject both = request.deepCopy();
        if (record.get("responseElements").isJsonObject()) {
            record.getAsJsonObject("responseElements").entrySet().forEach(e -> both.add(e.getKey(), e.getValue()));
        }
        for (String name : List.of("grantId", "aliasName", "keyId")) {
            if (both.has(name)) {
                return both.get(name).getAsString();
            }
        }
        return "";
    }
}
