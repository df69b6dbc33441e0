package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.store.H2KeyDatabase;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.MacAlgorithm;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that is backed up while it is used, and restored. */
@Timeout(120)
class KeyStoreBackupTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private TestStore store;
    private Path backup;
    private Path restored;
    private EmbeddedKeyService keys;
    private String keyId;
    private String macKeyId;
    private String disabledId;
    private String pendingId;
    private Instant deletion;
    private EncryptedDataKey sealed;
    private EncryptedDataKey rotated;
    private byte[] mac;
    private List<Grant> grants;

    @BeforeEach
    void aStoreWithSomeOfEverything() throws Exception {
        store = new TestStore(folder.toRealPath());
        backup = store.folder().resolve("keys.backup");
        restored = store.folder().resolve("restored");
        keys = EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .argon2id(64, 1, 1)
                .clock(clock)
                .create();
        keyId = keys.createKey("personal data").keyId();
        keys.createAlias("alias/pii", keyId);
        keys.tagResource(keyId, Map.of("stage", "production"));
        keys.createGrant(GrantRequest.of(keyId, SHOP, GrantOperation.DECRYPT));
        grants = keys.listGrants(keyId);
        keys.enableKeyRotation(keyId, 90);
        sealed = seal();
        keys.rotateKeyOnDemand(keyId);
        rotated = seal();
        macKeyId = keys.createKey(KeyRequest.of(KeySpec.HMAC_384)).keyId();
        mac = keys.generateMac(macKeyId, MacAlgorithm.HMAC_SHA_384, new byte[] {1});
        disabledId = keys.createKey("disabled").keyId();
        keys.disableKey(disabledId);
        pendingId = keys.createKey("pending").keyId();
        deletion = keys.scheduleKeyDeletion(pendingId, 7).deletionDate().orElseThrow();
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void allThatWasThereIsThereAgain() throws Exception {
        keys.backUp(backup, passphrase());
        // Afterwards: not in the backup.
        keys.createKey("made afterwards");
        keys.enableKey(disabledId);
        try (EmbeddedKeyService again = restore()) {
            requireAll(again);
            assertThat(again.listKeys()).hasSize(4);
            assertThatThrownBy(() -> again.generateDataKey(disabledId, 32, CONTEXT))
                    .isInstanceOf(DisabledException.class);
        }
        try (EmbeddedKeyService again = open(restored)) {
            requireAll(again);
        }
        // The one that was backed up goes on by itself.
        assertThat(keys.listKeys()).hasSize(5);
    }

    @Test
    void aDateOfDeletionThatHasPassedIsKeptToAtTheFirstUse() throws Exception {
        keys.backUp(backup, passphrase());
        clock.advance(Duration.ofDays(8));
        try (EmbeddedKeyService again = restore()) {
            assertThatThrownBy(() -> again.describeKey(pendingId)).isInstanceOf(KmsException.NotFoundException.class);
            assertThat(again.listKeys()).hasSize(3);
        }
        assertThat(Files.readString(new StoreFile(restored).auditLog()))
                .containsSubsequence("\"RestoreBackup\"", "\"DeleteKey\"");
    }

    @Test
    void isForItsOwnerOnlyAndOverwritesNothing() throws Exception {
        keys.backUp(backup, passphrase());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(backup);
        assertThatThrownBy(() -> keys.backUp(backup, passphrase()))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining(backup.toString());
        assertThat(Files.readAllBytes(backup)).isEqualTo(before);
        // Nor does who may not learn whether it is there; and that he tried is recorded.
        assertThatThrownBy(() -> keys.as(SHOP).backUp(backup, passphrase())).isInstanceOf(AccessDeniedException.class);
        assertThat(Files.readString(store.audit()))
                .containsPattern("\"CreateBackup\".*\"errorCode\":\"AlreadyExistsException\"")
                .containsPattern("\"CreateBackup\".*\"errorCode\":\"AccessDeniedException\"");
        assertThatThrownBy(() -> keys.dryRun().backUp(folder.resolve("more"), passphrase()))
                .isInstanceOf(DryRunOperationException.class);
        assertThatThrownBy(() -> keys.backUp(folder.resolve("more"), RootKeySource.sealedBy(keys, "alias/pii")))
                .isInstanceOf(ValidationException.class);
        assertThat(folder.resolve("more")).doesNotExist();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".part-"));
        }
        assertThat(Files.readString(store.audit())).contains("\"CreateBackup\"", backup.toString());
    }

    @Test
    void restoringOverwritesNoStoreNorTheLogOfOne() throws Exception {
        keys.backUp(backup, passphrase());
        assertThatThrownBy(() -> builder(store.path()).restore(backup, passphrase()))
                .isInstanceOf(AlreadyExistsException.class);
        requireAll(keys);
        keys.close();
        Files.delete(store.database());
        try (EmbeddedKeyService again = builder(store.path()).restore(backup, passphrase())) {
            requireAll(again);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).anyMatch(name -> name.contains(".before-1"));
        }
    }

    /** Neither passphrase, nor key bytes, nor names of keys. */
    @Test
    void nothingOfItCanBeReadWithoutItsSecret() throws Exception {
        keys.backUp(backup, passphrase());
        String bytes = new String(Files.readAllBytes(backup), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
                .startsWith("furoshiki backup")
                .doesNotContain("personal data")
                .doesNotContain("alias/pii")
                .doesNotContain(TestStore.PASSPHRASE);
        Path wrong = Files.writeString(folder.resolve("wrong"), "hunter2 hunter2\n");
        assertThatThrownBy(() -> builder(restored).restore(backup, RootKeySource.passphraseFile(wrong)))
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining(backup.toString())
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> builder(restored).restore(backup, RootKeySource.keyFile(store.keyFile())))
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining("made with a passphrase");
        assertThatThrownBy(() -> builder(restored).restore(folder.resolve("absent"), passphrase()))
                .isInstanceOf(RootKeyUnavailableException.class);
        assertThat(H2KeyDatabase.fileOf(restored)).doesNotExist();
        assertThat(new StoreFile(restored).auditLog()).doesNotExist();
    }

    @Test
    void everyFlippedByteIsRefusedAndEveryCut() throws Exception {
        keys.backUp(backup, RootKeySource.keyFile(store.keyFile()));
        byte[] whole = Files.readAllBytes(backup);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            refused(changed, "byte " + i);
        }
        for (int length = 0; length < whole.length; length += length < 300 ? 1 : 61) {
            refused(Arrays.copyOf(whole, length), "cut at " + length);
        }
        refused(Arrays.copyOf(whole, whole.length - 1), "cut by one");
        refused(Arrays.copyOf(whole, whole.length + 1), "one more");
        assertThat(H2KeyDatabase.fileOf(restored)).doesNotExist();
        assertThat(new StoreFile(restored).auditLog()).doesNotExist();
        byte[] newer = whole.clone();
        newer[16] = 2;
        assertThatThrownBy(() -> BackupV1.parse("backup x", newer))
                .isInstanceOf(KeyStoreTooNewException.class)
                .hasMessageContaining("version 2");
    }

    private void refused(byte[] changed, String what) throws Exception {
        RootKeySource source = RootKeySource.keyFile(store.keyFile());
        assertThatThrownBy(() -> {
                    BackupV1 read = BackupV1.parse("backup x", changed);
                    try (RootSecret secret = source.read();
                            SecretBytes root = read.rootKey(source, secret)) {
                        read.open(root);
                    }
                })
                .as(what)
                .isInstanceOfAny(
                        KeyStoreDamagedException.class, KeyStoreTooNewException.class, IncorrectRootKeyException.class);
    }

    @Test
    void aFileThatIsLongerThanAnyBackupIsNotRead() throws Exception {
        keys.backUp(backup, passphrase());
        try (RandomAccessFile file = new RandomAccessFile(backup.toFile(), "rw")) {
            file.setLength((1L << 30) + 1);
        }
        assertThatThrownBy(() -> builder(restored).restore(backup, passphrase()))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("more bytes than any backup, 1073741824");
        assertThat(H2KeyDatabase.fileOf(restored)).doesNotExist();
    }

    @Test
    void aDamagedBackupLeavesNothingBehind() throws Exception {
        keys.backUp(backup, passphrase());
        byte[] bytes = Files.readAllBytes(backup);
        bytes[bytes.length - 20] ^= 1;
        Files.write(backup, bytes);
        assertThatThrownBy(() -> builder(restored).restore(backup, passphrase()))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("another backup");
        assertThat(H2KeyDatabase.fileOf(restored)).doesNotExist();
        assertThat(new StoreFile(restored).auditLog()).doesNotExist();
    }

    /** It is not continued: a log of its own says which line of the old one it comes behind. */
    @Test
    void theAuditLogOfTheRestoredStoreIsAnotherThatNamesTheOldOne() throws Exception {
        keys.backUp(backup, passphrase());
        String publicKey = keys.auditPublicKey();
        keys.createKey("made afterwards");
        keys.close();
        try (EmbeddedKeyService again = restore()) {
            again.createKey("");
            assertThat(again.auditPublicKey()).isEqualTo(publicKey);
        }
        assertThat(verify("embedded:" + restored + "?keyFile=" + store.keyFile()))
                .isZero();
        assertThat(verify("embedded:" + store.path() + "?keyFile=" + store.keyFile()))
                .isZero();
        String first = Files.readAllLines(new StoreFile(restored).auditLog()).get(1);
        assertThat(first).contains("\"RestoreBackup\"", "\"previousHash\":");
        String link = first.replaceFirst(".*\"newestAuditLinks\":\\[\"([^\"]*)\".*", "$1");
        // The old log holds that line, and more.
        assertThat(link).matches("[0-9a-f-]{36}:\\d+:[0-9a-f]{64}");
        String mark = link.substring(link.indexOf(':') + 1);
        assertThat(verify("embedded:" + store.path() + "?keyFile=" + store.keyFile(), "--at-least", mark))
                .isZero();
        // The new one does not.
        assertThat(verify("embedded:" + restored + "?keyFile=" + store.keyFile(), "--at-least", mark))
                .isEqualTo(1);
    }

    @Test
    void theCommandsOfOperators() throws Exception {
        keys.close();
        String uri = "embedded:" + store.path() + "?keyFile=" + store.keyFile();
        String secret = "keyFile=" + store.keyFile();
        assertThat(BackUpStore.run(List.of(), out(), out())).isEqualTo(2);
        assertThat(BackUpStore.run(List.of(uri, backup.toString(), "keyFile"), out(), out()))
                .isEqualTo(2);
        assertThat(BackUpStore.run(List.of(uri, backup.toString(), secret), out(), out()))
                .isZero();
        assertThat(BackUpStore.run(List.of(uri, backup.toString(), secret), out(), out()))
                .isEqualTo(4);
        String target = "embedded:" + restored + "?keyFile=" + store.keyFile();
        assertThat(RestoreStore.run(List.of(target, backup.toString(), secret), out(), out()))
                .isZero();
        assertThat(RestoreStore.run(List.of(target, backup.toString(), secret), out(), out()))
                .isEqualTo(4);
        Path other = folder.resolve("other.key");
        Files.write(other, new byte[32]);
        assertThat(ChangeRootKey.run(List.of(target, "keyFile=" + other), out(), out()))
                .isZero();
        assertThat(ChangeRootKey.run(List.of(target, "keyFile=" + other), out(), out()))
                .isEqualTo(4);
        try (EmbeddedKeyService again = EmbeddedKeyService.builder(restored)
                .rootKey(RootKeySource.keyFile(other))
                .clock(clock)
                .open()) {
            requireAll(again);
        }
    }

    private static PrintStream out() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static int verify(String... arguments) {
        return VerifyStoreAudit.run(List.of(arguments), System.out, System.err);
    }

    private RootKeySource passphrase() throws Exception {
        return RootKeySource.passphraseFile(store.passphraseFile());
    }

    private EmbeddedKeyService restore() throws Exception {
        return builder(restored).restore(backup, passphrase());
    }

    private EmbeddedKeyService open(Path path) throws Exception {
        return builder(path).open();
    }

    private EmbeddedKeyService.Builder builder(Path path) throws Exception {
        return EmbeddedKeyService.builder(path)
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .argon2id(64, 1, 1)
                .clock(clock);
    }

    private EncryptedDataKey seal() {
        try (GeneratedDataKey generated = keys.generateDataKey(keyId, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }

    private void requireAll(EmbeddedKeyService service) {
        for (EncryptedDataKey ciphertext : List.of(sealed, rotated)) {
            service.as(SHOP).decrypt(ciphertext, CONTEXT).close();
        }
        service.verifyMac(macKeyId, MacAlgorithm.HMAC_SHA_384, new byte[] {1}, mac);
        assertThat(service.listAliases()).containsExactly(Map.entry("alias/pii", keyId));
        assertThat(service.listResourceTags(keyId)).containsExactly(Map.entry("stage", "production"));
        assertThat(service.listGrants(keyId)).isEqualTo(grants);
        assertThat(service.describeKey(disabledId).state()).isEqualTo(KeyState.DISABLED);
        assertThat(service.describeKey(pendingId).deletionDate()).contains(deletion);
        assertThat(service.getKeyRotationStatus(keyId).enabled()).isTrue();
        assertThat(service.listKeyRotations(keyId)).hasSize(1);
    }
}
