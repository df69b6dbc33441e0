package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes between a backup and the store that it becomes: others who restore, a kill, a failure. */
@Timeout(3600)
class StoreRestoringTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final int KILLS = SOAK ? 200 : 2;
    private static final int RACES = SOAK ? 200 : 4;
    private static final int MOST_MILLIS_OF_RESTORING = 100;
    private static final List<String> TABLES =
            List.of("audit_anchor", "audit_key", "key_record", "alias", "backing_key", "kms_key", "store_header");

    @TempDir
    Path folder;

    private TestStore original;
    private TestStore restored;
    private Path backup;
    private EncryptedDataKey sealed;

    @BeforeEach
    void aBackup() throws Exception {
        original = new TestStore(Files.createDirectory(folder.toRealPath().resolve("original")));
        restored = new TestStore(Files.createDirectory(folder.toRealPath().resolve("restored")));
        backup = folder.toRealPath().resolve("backup");
        try (EmbeddedKeyService keys = original.create()) {
            keys.createAlias("alias/pii", keys.createKey("").keyId());
            try (GeneratedDataKey generated = keys.generateDataKey("alias/pii", 32, CONTEXT)) {
                sealed = generated.encrypted();
            }
            keys.backUp(backup, secret());
        }
    }

    /** Under the same key file too. */
    @Test
    void theStoreHasAnIdOfItsOwnAndTheLogSaysWhose() throws Exception {
        restore().close();
        String before = storeId(original);
        String now = storeId(restored);
        assertThat(now).isNotEqualTo(before);
        requireWhole();
        assertThat(firstRecord())
                .contains("\"storeId\":\"" + before + "\"", "\"storeId\":\"" + now + "\"")
                .contains("\"type\":\"Root\"", "\"arn\":\"arn:furoshiki:iam::000000000000:root\"");
    }

    @Test
    void onlyTheRootPrincipalOfItsAccountMay() throws Exception {
        EmbeddedKeyService.Builder shop =
                builder(restored).principal(new Principal("arn:furoshiki:iam::000000000000:role/shop"));
        assertThatThrownBy(() -> shop.restore(backup, secret()))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("role/shop");
        assertThat(restored.database()).doesNotExist();
        builder(restored)
                .principal(new Principal("arn:furoshiki:iam::000000000000:root"))
                .restore(backup, secret())
                .close();
        requireWhole();
    }

    @Test
    void ofSeveralInOneProcessOneRestoresIt() throws Exception {
        for (int race = 0; race < RACES; race++) {
            CyclicBarrier start = new CyclicBarrier(2);
            List<CompletableFuture<String>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(CompletableFuture.supplyAsync(() -> outcome(start)));
            }
            assertThat(both.stream().map(CompletableFuture::join))
                    .as("race %d", race)
                    .containsExactlyInAnyOrder("restored", "AlreadyExistsException");
            requireWhole();
            empty();
        }
    }

    private String outcome(CyclicBarrier start) {
        try {
            start.await();
            restore().close();
            return "restored";
        } catch (KmsException refused) {
            return refused.errorCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void ofSeveralProcessesOneRestoresIt() throws Exception {
        List<Process> processes = List.of(process(), process());
        List<BufferedReader> outputs =
                processes.stream().map(OtherProcess::output).toList();
        for (BufferedReader output : outputs) {
            assertThat(output.readLine()).isEqualTo("ready");
        }
        for (Process process : processes) {
            process.outputWriter().append('\n').close();
        }
        List<String> said = new ArrayList<>();
        for (BufferedReader output : outputs) {
            said.add(output.readLine());
        }
        for (Process process : processes) {
            process.waitFor();
        }
        assertThat(said).containsOnlyOnce("opened");
        assertThat(said).isSubsetOf("opened", "AlreadyExistsException", "KeyStoreInUseException");
        requireWhole();
    }

    /** Before the commit there is no store, and behind it the whole one with its record. */
    @Test
    void aKilledProcessLeavesNoStoreOrTheWholeOne() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        Random random = new Random(seed);
        int whole = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = process();
            try (BufferedReader output = OtherProcess.output(process)) {
                assertThat(output.readLine()).isEqualTo("ready");
                process.outputWriter().append('\n').flush();
                Thread.sleep(random.nextInt(MOST_MILLIS_OF_RESTORING), random.nextInt(1_000_000));
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            if (isThere()) {
                whole++;
                assertThatThrownBy(() -> restore()).isInstanceOf(AlreadyExistsException.class);
            } else {
                restore().close();
            }
            requireWhole();
            empty();
        }
        System.out.printf(
                "killed %d processes that restored a store, %d behind the commit, with furoshiki.seed=%d%n",
                KILLS, whole, seed);
    }

    /** As a kill between the log's first record and the commit leaves it. */
    @Test
    void whatAnAttemptLeftIsGoneOnWith() throws Exception {
        restore().close();
        sql(TABLES.stream().map(table -> "delete from " + table).toList());
        Files.setPosixFilePermissions(restored.database(), PosixFilePermissions.fromString("rw-rw-rw-"));
        // It is no empty store, whoever would like to make one there.
        assertThatThrownBy(() -> builder(restored).createIfAbsent(true).open())
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("restore it from a backup");
        restore().close();
        requireWhole();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(restored.database())))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(restored.folder())) {
            assertThat(files.map(Path::toString)).anyMatch(name -> name.contains(".before-1"));
        }
    }

    /** What lost its header, and nothing else, may hold keys that are in no backup. */
    @Test
    void aStoreThatLostItsHeaderIsNotRestoredOver() throws Exception {
        restore().close();
        sql(List.of("delete from store_header"));
        assertThatThrownBy(() -> restore())
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("lost its header");
    }

    @Test
    void aSealingServiceThatIsAwayLeavesNothingToBeForgotten() throws Exception {
        try (EmbeddedKeyService sealing = original.open()) {
            FaultyKeyService service = new FaultyKeyService(sealing);
            EmbeddedKeyService.Builder builder =
                    EmbeddedKeyService.builder(restored.path()).rootKey(RootKeySource.sealedBy(service, "alias/pii"));
            service.suffer(FaultyKeyService.Fault.INTERNAL);
            assertThatThrownBy(() -> builder.restore(backup, secret())).isInstanceOf(RootKeyUnavailableException.class);
            assertThat(restored.audit()).doesNotExist();
            assertThatThrownBy(builder::open).isInstanceOf(KeyStoreNotFoundException.class);
            service.suffer(FaultyKeyService.Fault.NONE);
            builder.restore(backup, secret()).close();
        }
        assertThat(firstRecord()).contains("\"RestoreBackup\"");
    }

    private void requireWhole() throws Exception {
        try (EmbeddedKeyService keys = builder(restored).open();
                SecretBytes opened = keys.decrypt(sealed, CONTEXT)) {
            assertThat(opened.sizeBytes()).isEqualTo(32);
            assertThat(keys.listAliases()).containsKey("alias/pii");
        }
        assertThat(firstRecord()).contains("\"RestoreBackup\"").doesNotContain("\"errorCode\":\"");
        assertThat(VerifyStoreAudit.run(
                        List.of("embedded:" + restored.path() + "?keyFile=" + original.keyFile()),
                        System.out,
                        System.err))
                .isZero();
    }

    /** Behind the line that begins the file. */
    private String firstRecord() throws Exception {
        return Files.readAllLines(restored.audit()).get(1);
    }

    private boolean isThere() throws Exception {
        try {
            builder(restored).open().close();
            return true;
        } catch (KeyStoreNotFoundException none) {
            return false;
        } catch (KeyStoreDamagedException attempt) {
            assertThat(attempt).hasMessageContaining("lost its header");
            return false;
        }
    }

    private void empty() throws Exception {
        try (Stream<Path> files = Files.list(restored.folder())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private Process process() throws Exception {
        return OtherProcess.start(List.of(
                "restore",
                "embedded:" + restored.path() + "?keyFile=" + original.keyFile(),
                original.keyFile().toString(),
                backup.toString()));
    }

    private EmbeddedKeyService restore() throws Exception {
        return builder(restored).restore(backup, secret());
    }

    private EmbeddedKeyService.Builder builder(TestStore store) throws Exception {
        return EmbeddedKeyService.builder(store.path()).rootKey(secret());
    }

    private RootKeySource secret() throws Exception {
        return RootKeySource.keyFile(original.keyFile());
    }

    private static String storeId(TestStore store) throws Exception {
        try (Connection connection = connect(store);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select store_id from store_header")) {
            row.next();
            return row.getString(1);
        }
    }

    private void sql(List<String> statements) throws Exception {
        try (Connection connection = connect(restored);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Connection connect(TestStore store) throws Exception {
        return DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
    }
}
