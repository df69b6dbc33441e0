package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KeyMetadata;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of what another process has changed, and when. */
@Timeout(60)
class PostgresListenersTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    @Test
    void aChangeOfOnesOwnDelaysNoNewsOfThoseOfOthers() throws Exception {
        PostgresKeyStore slow =
                store.location("two").pollInterval(Duration.ofSeconds(1)).maxStaleness(Duration.ofSeconds(30));
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.builder(slow).open();
                Connection admin = store.database().connect();
                Statement lock = admin.createStatement()) {
            KeyMetadata key = one.createKey("");
            two.createAlias("alias/a", key.keyId());
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            try (AutoCloseable listener = two.onKeyChange(told::add)) {
                assertThat(listener).isNotNull();
                admin.setAutoCommit(false);
                lock.execute("lock table furoshiki_keys.alias in share mode");
                one.disableKey(key.keyId());
                // It sees the other change as it begins, and then waits for the table, until that is told of.
                CompletableFuture<Void> change =
                        CompletableFuture.runAsync(() -> two.createAlias("alias/b", key.keyId()));
                while (!key.arn().equals(told.poll())) {
                    Thread.sleep(5);
                }
                admin.rollback();
                change.join();
            }
        }
    }

    @Test
    void aListenerThatFailsKeepsNothingFromTheOthersNorFromLooking() throws Exception {
        PostgresKeyStore patient = store.location("two").maxStaleness(Duration.ofSeconds(5));
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.builder(patient).open()) {
            KeyMetadata key = one.createKey("");
            KeyMetadata other = one.createKey("");
            String thirdId = one.createKey("").keyId();
            two.createAlias("alias/seen", thirdId);
            Set<String> told = ConcurrentHashMap.newKeySet();
            try (AutoCloseable first = two.onKeyChange(PostgresListenersTest::fail);
                    AutoCloseable listener = two.onKeyChange(told::add);
                    AutoCloseable last = two.onKeyChange(PostgresListenersTest::fail)) {
                assertThat(List.of(first, listener, last)).doesNotHaveDuplicates();
                one.disableKey(key.keyId());
                one.disableKey(other.keyId());
                // All along, the third key can be used.
                while (!told.containsAll(List.of(key.arn(), other.arn()))) {
                    two.generateDataKey(thirdId, 32, CONTEXT).close();
                    Thread.sleep(1);
                }
                for (int i = 0; i < 40; i++) {
                    two.generateDataKey(thirdId, 32, CONTEXT).close();
                    Thread.sleep(5);
                }
            }
        }
    }

    @Test
    @Timeout(20)
    void aListenerThatHangsKeepsNothingFromTheOthers() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.open("two")) {
            KeyMetadata key = one.createKey("");
            two.createAlias("alias/seen", key.keyId());
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            try (AutoCloseable hanging = two.onKeyChange(keyArn -> await(released));
                    AutoCloseable listener = two.onKeyChange(told::add)) {
                assertThat(hanging).isNotSameAs(listener);
                one.disableKey(key.keyId());
                assertThat(told.take()).isEqualTo(key.arn());
                one.enableKey(key.keyId());
                assertThat(told.take()).isEqualTo(key.arn());
            } finally {
                released.countDown();
            }
        }
    }

    /** As who says that what it works with has changed, and ends. */
    @Test
    void aListenerMayCloseTheService() throws Exception {
        try (EmbeddedKeyService one = store.create("one")) {
            String keyId = one.createKey("").keyId();
            EmbeddedKeyService two = store.open("two");
            CountDownLatch closed = new CountDownLatch(1);
            AutoCloseable listener = two.onKeyChange(keyArn -> {
                two.close();
                closed.countDown();
            });
            assertThat(listener).isNotNull();
            one.disableKey(keyId);
            assertThat(closed.await(50, TimeUnit.SECONDS)).isTrue();
            store.open("two").close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fail(String keyArn) {
        throw new IllegalStateException("a listener that fails: " + keyArn);
    }
}
