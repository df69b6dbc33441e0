package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether an operation whose record took long to become durable may give out what it has. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class PostgresReleaseTest {

    /** More than the store's maxStaleness, by any clock. */
    private static final long TOO_LONG_MILLIS = 600;

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    static Path folder;

    private TestPostgresStore store;
    private EmbeddedKeyService other;
    private CuttableLink link;
    private PostgresKeyStore location;
    private OpenStore open;

    @BeforeAll
    void open() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        other = store.create("other");
        link = new CuttableLink(LocalPostgres.port());
        location = store.location("one", link).maxStaleness(Duration.ofMillis(500));
        open = store.acquire(location);
    }

    @AfterAll
    void close() throws Exception {
        OpenStores.release(open.location());
        link.close();
        other.close();
    }

    @Test
    void itMayIfTheKeysAreStillTheNewest() throws Exception {
        KnownKeys.Use used = open.use();
        Thread.sleep(TOO_LONG_MILLIS);
        open.requireUsable(used);
    }

    @Test
    void itMayNotIfTheyAreNotAndWereUsedForTooLong() throws Exception {
        KnownKeys.Use used = open.use();
        other.createKey("");
        while (!isOvertaken(used.keyring())) {
            Thread.sleep(5);
        }
        Thread.sleep(TOO_LONG_MILLIS);
        assertThatThrownBy(() -> open.requireUsable(used))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("changed while");
        open.requireUsable(open.use());
    }

    @Test
    void itMayNotIfNobodyKnows() throws Exception {
        KnownKeys.Use used = open.use();
        link.cut();
        Thread.sleep(TOO_LONG_MILLIS);
        assertThatThrownBy(() -> open.requireUsable(used))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("not seen");
        link.restore();
        while (!isUsable(used)) {
            Thread.sleep(5);
        }
    }

    private boolean isOvertaken(Keyring keyring) {
        try {
            return open.keyring() != keyring;
        } catch (DependencyTimeoutException notSeenForLong) {
            return false;
        }
    }

    private boolean isUsable(KnownKeys.Use used) {
        try {
            open.requireUsable(used);
            return true;
        } catch (DependencyTimeoutException away) {
            return false;
        }
    }

    /** Their records wait for the disk, while another process disables the key. */
    @Test
    void noOperationGivesOutWhatItMadeOfThem() throws Exception {
        String keyId = other.createKey("").keyId();
        try (EmbeddedKeyService keys = store.builder(location).open()) {
            EncryptedDataKey sealed = generate(other, keyId);
            while (open.keyring().key(keyId).isEmpty()) {
                Thread.sleep(5);
            }
            Keyring before = open.keyring();
            List<Runnable> operations = List.of(
                    () -> generate(keys, keyId),
                    () -> keys.decrypt(sealed, CONTEXT).close(),
                    () -> keys.recordCachedUses(keyId, sealed, CONTEXT, true, 64));
            List<CompletableFuture<Void>> held = new ArrayList<>();
            try (HeldAuditLog log = new HeldAuditLog(open.audit())) {
                for (Runnable operation : operations) {
                    held.add(CompletableFuture.runAsync(operation, work -> new Thread(work).start()));
                }
                log.awaitRecords(operations.size());
                other.disableKey(keyId);
                while (!isOvertaken(before)) {
                    Thread.sleep(5);
                }
                Thread.sleep(TOO_LONG_MILLIS);
            }
            for (CompletableFuture<Void> operation : held) {
                assertThatThrownBy(operation::join)
                        .hasCauseInstanceOf(DependencyTimeoutException.class)
                        .hasMessageContaining("changed while");
            }
        }
    }

    private static EncryptedDataKey generate(EmbeddedKeyService by, String keyId) {
        try (GeneratedDataKey generated = by.generateDataKey(keyId, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }

    @Test
    void whatIsNotGivenOutIsZeroed() {
        SecretBytes result = SecretBytes.random(32);
        assertThatThrownBy(() -> AuditedOperation.byItself("Tested").run(open.audit(), () -> result, () -> {
                    throw new DependencyTimeoutException("as this test wants", null);
                }))
                .hasMessage("as this test wants");
        assertThatThrownBy(result::toByteArray).isInstanceOf(IllegalStateException.class);
        assertThat(open.audit().newest().sequence()).isPositive();
    }
}
