package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.CreatedGrant;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.InvalidGrantTokenException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.MacAlgorithm;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything of a store goes under another root key. */
@Timeout(120)
class RootKeyChangeTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");
    private static final int KILLS = Boolean.getBoolean("furoshiki.soak") ? 100 : 2;

    @TempDir
    Path folder;

    private TestStore store;
    private Path otherKey;
    private String keyId;
    private String macKeyId;
    private String disabledId;
    private EncryptedDataKey sealed;
    private byte[] mac;

    @BeforeEach
    void aStoreWithSomeOfEverything() throws Exception {
        store = new TestStore(folder.toRealPath());
        otherKey = store.folder().resolve("other.key");
        try (SecretBytes key = SecretBytes.random(32)) {
            Files.write(otherKey, key.toByteArray());
        }
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("personal data").keyId();
            keys.createAlias("alias/pii", keyId);
            keys.tagResource(keyId, Map.of("stage", "production"));
            keys.createGrant(GrantRequest.of(keyId, SHOP, GrantOperation.DECRYPT));
            sealed = seal(keys);
            keys.rotateKeyOnDemand(keyId);
            macKeyId = keys.createKey(KeyRequest.of(KeySpec.HMAC_512)).keyId();
            mac = keys.generateMac(macKeyId, MacAlgorithm.HMAC_SHA_512, new byte[] {1});
            disabledId = keys.createKey("disabled").keyId();
            keys.disableKey(disabledId);
        }
    }

    @Test
    void allThatWasThereIsThereUnderTheOtherRootKeyAlone() throws Exception {
        try (EmbeddedKeyService keys = store.open();
                EmbeddedKeyService sharing = store.open()) {
            keys.changeRootKey(RootKeySource.keyFile(otherKey));
            requireAll(keys);
            requireAll(sharing);
            sharing.createKey("made afterwards");
        }
        assertThatThrownBy(store::open).isInstanceOf(IncorrectRootKeyException.class);
        try (EmbeddedKeyService keys = open(otherKey)) {
            requireAll(keys);
            assertThat(keys.listKeys()).hasSize(4);
        }
        assertThat(verify(otherKey)).isZero();
    }

    @Test
    void fromAKeyFileToAPassphraseAndBack() throws Exception {
        RootKeySource passphrase = RootKeySource.passphraseFile(store.passphraseFile());
        Path cheap = folder.resolve("cheap");
        try (EmbeddedKeyService keys = EmbeddedKeyService.builder(cheap)
                .rootKey(RootKeySource.keyFile(otherKey))
                .argon2id(64, 1, 1)
                .create()) {
            keyId = keys.createKey("").keyId();
            sealed = seal(keys);
            keys.changeRootKey(passphrase);
            // Who shares the store shows the new one.
            EmbeddedKeyService.open(cheap, passphrase).close();
            assertThatThrownBy(() -> EmbeddedKeyService.open(cheap, RootKeySource.keyFile(otherKey)))
                    .isInstanceOf(IncorrectRootKeyException.class)
                    .hasMessageContaining("passphrase");
        }
        try (EmbeddedKeyService keys = EmbeddedKeyService.open(cheap, passphrase)) {
            requireOpens(keys);
            keys.changeRootKey(RootKeySource.keyFile(otherKey));
        }
        try (EmbeddedKeyService keys = EmbeddedKeyService.open(cheap, RootKeySource.keyFile(otherKey))) {
            requireOpens(keys);
        }
    }

    /** The bytes of the file's rows: nothing that the old root key opens or authenticates is left in a row. */
    @Test
    void everyRowIsSealedAnew() throws Exception {
        Map<String, String> before = StoreRowsOfTest.all(store.path());
        try (EmbeddedKeyService keys = store.open()) {
            keys.changeRootKey(RootKeySource.keyFile(otherKey));
        }
        Map<String, String> after = StoreRowsOfTest.all(store.path());
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after)
                .hasSizeGreaterThan(12)
                .allSatisfy((row, sealing) -> assertThat(sealing).isNotEqualTo(before.get(row)));
    }

    @Test
    void grantTokensOfBeforeAreRefusedAndTheGrantsHold() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            CreatedGrant grant = keys.createGrant(GrantRequest.of(keyId, SHOP, GrantOperation.DECRYPT));
            keys.changeRootKey(RootKeySource.keyFile(otherKey));
            assertThatThrownBy(() -> keys.retireGrant(grant.grantToken()))
                    .isInstanceOf(InvalidGrantTokenException.class);
            requireOpens(keys.as(SHOP));
            String token = keys.createGrant(GrantRequest.of(keyId, SHOP, GrantOperation.DECRYPT))
                    .grantToken();
            keys.retireGrant(token);
        }
    }

    @Test
    void onlyTheRootPrincipalMayAndADryRunDoesNothing() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            assertThatThrownBy(() -> keys.as(SHOP).changeRootKey(RootKeySource.keyFile(otherKey)))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(SHOP.toString());
            assertThatThrownBy(() -> keys.dryRun().changeRootKey(RootKeySource.keyFile(otherKey)))
                    .isInstanceOf(DryRunOperationException.class);
            assertThatThrownBy(() -> keys.changeRootKey(RootKeySource.keyFile(folder.resolve("absent"))))
                    .isInstanceOf(RootKeyUnavailableException.class);
            // Neither is asked for before it is clear who asks, and that it is meant.
            RootKeySource absent = RootKeySource.keyFile(folder.resolve("absent"));
            assertThatThrownBy(() -> keys.as(SHOP).changeRootKey(absent)).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> keys.dryRun().changeRootKey(absent)).isInstanceOf(DryRunOperationException.class);
            // It would be no change.
            assertThatThrownBy(() -> keys.changeRootKey(RootKeySource.keyFile(store.keyFile())))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("already");
            assertThat(Files.readString(store.audit()))
                    .containsPattern("\"ChangeRootKey\".*\"errorCode\":\"AccessDeniedException\"")
                    .containsPattern("\"ChangeRootKey\".*\"errorCode\":\"RootKeyUnavailableException\"")
                    .containsPattern("\"ChangeRootKey\".*\"errorCode\":\"ValidationException\"");
            requireAll(keys);
        }
        try (EmbeddedKeyService keys = store.open()) {
            requireAll(keys);
        }
    }

    @Test
    void isInTheAuditLogWithoutTheSecret() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            keys.changeRootKey(RootKeySource.keyFile(otherKey));
        }
        assertThat(Files.readAllLines(store.audit()).stream().filter(line -> line.contains("\"ChangeRootKey\"")))
                .singleElement()
                .asString()
                .contains("\"rootKey\":\"key file " + otherKey + "\"", "\"readOnly\":false")
                .doesNotContain(HexFormat.of().formatHex(Files.readAllBytes(otherKey)));
    }

    /** What fails before the commit leaves the old root key, in the file and in the process. */
    @Test
    void whatFailsLeavesTheOldRootKey() throws Exception {
        OpenStore open = OpenStore.open(new StoreOptions(
                new StoreFile(store.path()),
                RootKeySource.keyFile(store.keyFile()),
                Creation.NEVER,
                KeyOwner.DEFAULT,
                Argon2id.DEFAULT,
                InstantSource.system(),
                AuditPolicy.DEFAULT));
        try (RootSecret secret = RootKeySource.keyFile(otherKey).read();
                RootSecret.Made made = open.makeRootKey(secret)) {
            assertThatThrownBy(() -> open.change(AuditedOperation.of(Operation.CREATE_KEY, Map.of()), before -> {
                        KeyringChange<Boolean> change = open.rewrapping(before, made);
                        return new KeyringChange<>(
                                true,
                                change.after(),
                                (database, rows) -> {
                                    change.write().to(database, rows);
                                    throw new IllegalStateException("for this test");
                                },
                                change.abandon(),
                                change.complete(),
                                List.of());
                    }))
                    .hasMessageContaining("for this test");
            // The next change is written under the old one.
            new Aliases(Caller.of(open, open.owner().root())).createAlias("alias/next", keyId);
        } finally {
            open.close();
        }
        assertThatThrownBy(() -> open(otherKey)).isInstanceOf(IncorrectRootKeyException.class);
        try (EmbeddedKeyService keys = store.open()) {
            requireOpens(keys);
            assertThat(keys.listAliases()).containsKeys("alias/next", "alias/pii");
        }
    }

    @Test
    void readersAndTheAuditLogGoOnMeanwhile() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            AtomicBoolean done = new AtomicBoolean();
            List<CompletableFuture<Integer>> readers = List.of(read(keys, done), read(keys, done));
            for (int i = 0; i < 5; i++) {
                keys.changeRootKey(RootKeySource.keyFile(i % 2 == 0 ? otherKey : store.keyFile()));
            }
            done.set(true);
            for (CompletableFuture<Integer> reader : readers) {
                assertThat(reader.join()).isPositive();
            }
        }
        try (EmbeddedKeyService keys = open(otherKey)) {
            requireAll(keys);
        }
        assertThat(verify(otherKey)).isZero();
    }

    private CompletableFuture<Integer> read(EmbeddedKeyService keys, AtomicBoolean done) {
        return CompletableFuture.supplyAsync(() -> {
            int reads = 0;
            do {
                requireOpens(keys);
                reads++;
            } while (!done.get());
            return reads;
        });
    }

    /** A process that changes the root key there and back, killed at any moment. */
    @Test
    void aKilledProcessLeavesTheOneOrTheOther() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.println("killing " + KILLS + " processes, -Dfuroshiki.seed=" + seed);
        Random random = new Random(seed);
        Path current = store.keyFile();
        for (int i = 0; i < KILLS; i++) {
            Path other = current.equals(otherKey) ? store.keyFile() : otherKey;
            Process process = OtherProcess.start(
                    List.of("change-root-key", store.path().toString(), current.toString(), other.toString()));
            try (BufferedReader output = OtherProcess.output(process)) {
                assertThat(output.readLine()).isEqualTo("changed");
                Thread.sleep(random.nextInt(60));
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            current = opens(store.keyFile()) ? store.keyFile() : otherKey;
            assertThat(opens(otherKey)).isEqualTo(current.equals(otherKey));
            try (EmbeddedKeyService keys = open(current)) {
                requireAll(keys);
            }
            assertThat(verify(current)).isZero();
        }
    }

    private boolean opens(Path keyFile) {
        try {
            open(keyFile).close();
            return true;
        } catch (IncorrectRootKeyException otherOne) {
            return false;
        }
    }

    private EmbeddedKeyService open(Path keyFile) {
        return EmbeddedKeyService.open(store.path(), RootKeySource.keyFile(keyFile));
    }

    private int verify(Path keyFile) {
        return VerifyStoreAudit.run(
                List.of("embedded:" + store.path() + "?keyFile=" + keyFile), System.out, System.err);
    }

    private EncryptedDataKey seal(EmbeddedKeyService keys) {
        try (GeneratedDataKey generated = keys.generateDataKey(keyId, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }

    private void requireOpens(EmbeddedKeyService keys) {
        try (SecretBytes opened = keys.decrypt(sealed, CONTEXT)) {
            assertThat(opened.sizeBytes()).isEqualTo(32);
        }
    }

    private void requireAll(EmbeddedKeyService keys) {
        requireOpens(keys);
        requireOpens(keys.as(SHOP));
        assertThat(keys.listAliases()).containsEntry("alias/pii", keyId);
        assertThat(keys.listResourceTags(keyId)).containsExactly(Map.entry("stage", "production"));
        assertThat(keys.listKeyRotations(keyId)).hasSize(1);
        assertThat(keys.describeKey(disabledId).state()).isEqualTo(KeyState.DISABLED);
        keys.verifyMac(macKeyId, MacAlgorithm.HMAC_SHA_512, new byte[] {1}, mac);
    }
}
