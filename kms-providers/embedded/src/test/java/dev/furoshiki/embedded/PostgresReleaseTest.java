package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final long TOO_LONG_MILLIS = 400;

    @TempDir
    static Path folder;

    private TestPostgresStore store;
    private EmbeddedKeyService other;
    private CuttableLink link;
    private OpenStore open;

    @BeforeAll
    void open() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        other = store.create("other");
        link = new CuttableLink(LocalPostgres.port());
        open = store.acquire(store.location("one", link).maxStaleness(Duration.ofMillis(300)));
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
        while (open.keyring() == used.keyring()) {
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

    private boolean isUsable(KnownKeys.Use used) {
        try {
            open.requireUsable(used);
            return true;
        } catch (DependencyTimeoutException away) {
            return false;
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
