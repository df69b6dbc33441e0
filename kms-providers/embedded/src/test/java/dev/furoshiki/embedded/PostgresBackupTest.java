package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.audit.AuditLink;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a store that processes share: of what all of them did, and restored beside it. */
@Timeout(120)
class PostgresBackupTest {

    private static final List<String> TABLES =
            List.of("store_header", "kms_key", "backing_key", "alias", "key_record", "audit_key", "audit_anchor");
    private static final int TIMES = Boolean.getBoolean("furoshiki.soak") ? 200 : 3;

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    @Test
    void whatAnotherProcessWasToldIsDoneIsInIt() throws Exception {
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.open("two")) {
            for (int i = 0; i < TIMES; i++) {
                String keyId = one.createKey("").keyId();
                BackupContentV1 content = backUp(two, "backup" + i);
                assertThat(content.rows().keys()).anyMatch(key -> key.keyId().equals(UUID.fromString(keyId)));
                one.disableKey(keyId);
                assertThat(backUp(two, "again" + i).rows().keys())
                        .anyMatch(key -> key.keyId().equals(UUID.fromString(keyId))
                                && key.state().equals(KeyState.DISABLED.name()));
            }
        }
    }

    @Test
    void theLogsOfAllProcessesAreNamed() throws Exception {
        String restoredLog;
        AuditLink ofOne;
        try (EmbeddedKeyService one = store.create("one")) {
            one.createKey("");
            // A process of its own, with a log of its own, which is nobody's who uses keys.
            String backup = folder.resolve("backup").toString();
            assertThat(BackUpStore.run(
                            List.of(store.uri("operator"), backup, "keyFile=" + store.keyFile()),
                            System.out,
                            System.err))
                    .isZero();
            ofOne = newest("one");
            try (EmbeddedKeyService restored = EmbeddedKeyService.builder(folder.resolve("restored"))
                    .rootKey(secret())
                    .restore(Path.of(backup), secret())) {
                assertThat(restored.listKeys()).hasSize(1);
            }
            restoredLog =
                    Files.readAllLines(folder.resolve("restored.audit.jsonl")).get(1);
        }
        assertThat(restoredLog)
                .contains("\"RestoreBackup\"", ofOne.chainId().toString(), AuditLogName.of(store.audit("one")));
    }

    /** A backup that waits its turn does not keep from happening what it waits for. */
    @Test
    void waitsForNoLookOnTheStoresThread() throws Exception {
        CountDownLatch occupied = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.open("two")) {
            String keyId = one.createKey("").keyId();
            backUp(two, "before");
            StoreThread thread = threadOf(two);
            CompletableFuture<?> occupying = CompletableFuture.runAsync(() -> thread.run(() -> {
                occupied.countDown();
                free.await();
                return true;
            }));
            occupied.await();
            CompletableFuture<BackupContentV1> backup = CompletableFuture.supplyAsync(() -> backUp(two, "backup"));
            Thread.sleep(150);
            one.disableKey(keyId);
            // Longer than what is known may be used.
            Thread.sleep(700);
            free.countDown();
            occupying.join();
            assertThat(backup.join().rows().keys())
                    .singleElement()
                    .satisfies(key -> assertThat(key.state()).isEqualTo(KeyState.DISABLED.name()));
        }
    }

    /** Who administers the server puts a restored copy in the place of the store, in which a key is enabled that was disabled. */
    @Test
    void aRestoredCopyUnderTheSameKeyFileDoesNotPassForTheStore() throws Exception {
        Path backup = folder.resolve("backup");
        TestPostgresStore copy =
                TestPostgresStore.in(Files.createDirectory(folder.toRealPath().resolve("copy")));
        try (EmbeddedKeyService keys = store.create("one")) {
            String keyId = keys.createKey("").keyId();
            keys.backUp(backup, secret());
            keys.disableKey(keyId);
            try (EmbeddedKeyService restored = EmbeddedKeyService.builder(copy.location("one"))
                    .rootKey(secret())
                    .restore(backup, secret())) {
                for (int i = 0; i < 4; i++) {
                    restored.createKey("");
                }
            }
            replaceBy(copy);
            for (int i = 0; i < 100; i++) {
                try {
                    keys.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
                    throw new AssertionError("the key was enabled");
                } catch (DisabledException notSeenYet) {
                    Thread.sleep(10);
                } catch (IncorrectRootKeyException | KeyStoreDamagedException seen) {
                    break;
                }
            }
            assertThatThrownBy(() -> keys.createKey(""))
                    .isInstanceOfAny(IncorrectRootKeyException.class, KeyStoreDamagedException.class);
        }
    }

    private void replaceBy(TestPostgresStore copy) throws Exception {
        try (Connection from = copy.database().connect();
                Connection to = store.database().connect();
                Statement reading = from.createStatement();
                Statement writing = to.createStatement()) {
            to.setAutoCommit(false);
            for (int i = TABLES.size() - 1; i >= 0; i--) {
                writing.execute("delete from furoshiki_keys." + TABLES.get(i));
            }
            for (String table : TABLES) {
                try (ResultSet row = reading.executeQuery("select * from furoshiki_keys." + table)) {
                    int columns = row.getMetaData().getColumnCount();
                    try (PreparedStatement insert = to.prepareStatement(
                            "insert into furoshiki_keys." + table + " values (" + "?, ".repeat(columns - 1) + "?)")) {
                        while (row.next()) {
                            for (int column = 1; column <= columns; column++) {
                                insert.setObject(column, row.getObject(column));
                            }
                            insert.executeUpdate();
                        }
                    }
                }
            }
            to.commit();
        }
    }

    private AuditLink newest(String process) throws Exception {
        try (Connection connection = store.database().connect();
                PreparedStatement statement = connection.prepareStatement(
                        "select chain_id, sequence from furoshiki_keys.audit_anchor where log = ?")) {
            statement.setString(1, AuditLogName.of(store.audit(process)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new AuditLink(row.getObject(1, UUID.class), row.getLong(2), "0".repeat(64));
            }
        }
    }

    private BackupContentV1 backUp(EmbeddedKeyService keys, String name) {
        try {
            Path file = folder.resolve(name);
            keys.backUp(file, secret());
            BackupV1 backup = BackupV1.read(name, file);
            try (RootSecret secret = secret().read();
                    SecretBytes root = backup.rootKey(secret(), secret)) {
                return backup.open(root);
            }
        } catch (KmsException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private RootKeySource secret() throws Exception {
        return RootKeySource.keyFile(store.keyFile());
    }

    /** Of the store that the service shares. */
    private static StoreThread threadOf(EmbeddedKeyService keys) throws Exception {
        Field caller = EmbeddedKeyService.class.getDeclaredField("caller");
        caller.setAccessible(true);
        Field thread = OpenStore.class.getDeclaredField("thread");
        thread.setAccessible(true);
        return (StoreThread) thread.get(((Caller) caller.get(keys)).store());
    }
}
