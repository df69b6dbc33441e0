package dev.furoshiki.embedded;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A process that works on a key store until it is killed, by itself when {@link StoreCrashTest} is gone. One thread changes
 * keys and says {@code will …} before and {@code did …} after each change; another has data keys made and says {@code data
 * <key id> <number> <encrypted> <plaintext>} of each.
 */
final class WorkingProcess {

    private static final int MOST_KEYS = 12;
    private static final int MOST_ROTATIONS = 20;
    private static final Principal PART = new Principal("arn:furoshiki:iam::000000000000:role/part");

    private final EmbeddedKeyService keys;
    private final SettableClock clock;
    private final Random random;
    private final StoreModel model;
    private final String run;
    private volatile List<String> enabled;

    private WorkingProcess(EmbeddedKeyService keys, SettableClock clock, Random random, String run) {
        this.keys = keys;
        this.clock = clock;
        this.random = random;
        this.model = StoreModel.of(keys, clock.instant());
        this.run = run;
        this.enabled = model.keyIdsIn(KeyState.ENABLED);
    }

    /** {@code <store> <key file> <time> <seed> <name of the run>} */
    public static void main(String[] arguments) {
        SettableClock clock = new SettableClock();
        clock.advance(Duration.between(clock.instant(), Instant.parse(arguments[2])));
        // Never closed: it is killed.
        EmbeddedKeyService keys = EmbeddedKeyService.builder(Path.of(arguments[0]))
                .rootKey(RootKeySource.keyFile(Path.of(arguments[1])))
                .clock(clock)
                .open();
        WorkingProcess process =
                new WorkingProcess(keys, clock, new Random(Long.parseLong(arguments[3])), arguments[4]);
        new Thread(process::makeDataKeys).start();
        process.changeKeys();
    }

    private void changeKeys() {
        while (!System.out.checkError()) {
            change();
            enabled = model.keyIdsIn(KeyState.ENABLED);
        }
        Runtime.getRuntime().halt(1);
    }

    private void change() {
        List<String> pending = model.keyIdsIn(KeyState.PENDING_DELETION);
        List<String> disabled = model.keyIdsIn(KeyState.DISABLED);
        List<String> usable = model.keyIdsIn(KeyState.ENABLED);
        int what = random.nextInt(11);
        if (model.keyIds().size() < 3 || (what == 0 && model.keyIds().size() < MOST_KEYS)) {
            System.out.println("will create");
            did("create", keys.createKey("").keyId());
        } else if (what == 1) {
            // Before it is set: who goes on must not be earlier.
            did("clock", model.now().plus(Duration.ofHours(random.nextInt(48))).toString());
            clock.advance(Duration.between(clock.instant(), model.now()));
        } else if (what == 2 && !pending.isEmpty()) {
            String keyId = any(pending);
            announced(() -> keys.cancelKeyDeletion(keyId), "cancel", keyId);
        } else if (what <= 3 && !disabled.isEmpty()) {
            String keyId = any(disabled);
            announced(() -> keys.enableKey(keyId), "enable", keyId);
        } else if (!usable.isEmpty()) {
            use(what, any(usable));
        }
    }

    private void use(int what, String keyId) {
        List<String> grants = model.grantsOf(keyId);
        List<String> aliases = model.aliases();
        if (what == 4) {
            announced(() -> keys.disableKey(keyId), "disable", keyId);
        } else if (what == 5) {
            int days = 7 + random.nextInt(3);
            announced(() -> keys.scheduleKeyDeletion(keyId, days), "schedule", keyId, Integer.toString(days));
        } else if (what == 6 && model.rotationsOf(keyId) < MOST_ROTATIONS) {
            announced(() -> keys.rotateKeyOnDemand(keyId), "rotate", keyId);
        } else if (what == 7 && aliases.size() < MOST_KEYS) {
            String alias = "alias/" + run + "-" + random.nextInt(Integer.MAX_VALUE);
            announced(() -> keys.createAlias(alias, keyId), "alias", keyId, alias);
        } else if (what == 8 && !aliases.isEmpty()) {
            String alias = any(aliases);
            announced(() -> keys.deleteAlias(alias), "unalias", "-", alias);
        } else if (what == 9 && grants.size() < MOST_KEYS) {
            System.out.println("will grant " + keyId);
            did(
                    "grant",
                    keyId,
                    keys.createGrant(GrantRequest.of(keyId, PART, GrantOperation.DECRYPT))
                            .grantId());
        } else if (what == 10 && !grants.isEmpty()) {
            String grantId = any(grants);
            announced(() -> keys.retireGrant(keyId, grantId), "retire", keyId, grantId);
        }
    }

    private void announced(Runnable change, String... operation) {
        System.out.println("will " + String.join(" ", operation));
        change.run();
        did(operation);
    }

    private void did(String... operation) {
        model.apply(operation);
        System.out.println("did " + String.join(" ", operation));
    }

    private String any(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    @SuppressWarnings("EmptyCatch") // the other thread changed the key meanwhile
    private void makeDataKeys() {
        for (int i = 0; ; i++) {
            List<String> usable = enabled;
            if (usable.isEmpty()) {
                Thread.onSpinWait();
                continue;
            }
            String keyId = usable.get(i % usable.size());
            String number = run + "-" + i;
            try (GeneratedDataKey made = keys.generateDataKey(keyId, 32, EncryptionContext.of("number", number))) {
                System.out.println("data " + keyId + " " + number + " "
                        + Base64.getEncoder().encodeToString(made.encrypted().ciphertext()) + " "
                        + HexFormat.of().formatHex(made.plaintext().toByteArray()));
            } catch (DisabledException | KmsInvalidStateException | NotFoundException changed) {
                // see above
            }
        }
    }

    static Process start(TestStore store, Instant now, long seed, String run) throws IOException {
        return new ProcessBuilder(ChildJvm.command(
                        96,
                        System.getProperty("java.class.path"),
                        WorkingProcess.class,
                        store.path().toString(),
                        store.keyFile().toString(),
                        now.toString(),
                        Long.toString(seed),
                        run))
                .redirectErrorStream(true)
                .start();
    }
}
