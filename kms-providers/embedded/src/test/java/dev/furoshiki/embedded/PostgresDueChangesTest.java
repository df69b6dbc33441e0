package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys whose time to be rotated or deleted has come while the store cannot be changed, though its server is there. */
@Timeout(60)
class PostgresDueChangesTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private TestPostgresStore store;
    private EmbeddedKeyService keys;
    private String rotatedId;
    private String goneId;

    @BeforeEach
    void open() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        keys = store.builder(store.location("one").maxStaleness(Duration.ofSeconds(30)))
                .clock(clock)
                .create();
        rotatedId = keys.createKey("").keyId();
        goneId = keys.createKey("").keyId();
        keys.enableKeyRotation(rotatedId, 90);
        keys.scheduleKeyDeletion(goneId, 7);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    /** As while another process is stopped within a change. */
    @Test
    void noReadWaitsForWhoHasLockedTheStoreAndTheLogOfTheProcessSaysSo() throws Exception {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Logger logger = Logger.getLogger(DueChanges.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord said) {
                logged.add(said.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (Connection other = store.database().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from furoshiki_keys.store_header for update");
            clock.advance(Duration.ofDays(91));
            List<CompletableFuture<Void>> reads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                reads.add(CompletableFuture.runAsync(this::read, work -> new Thread(work).start()));
            }
            // One that waits for the lock does so longer.
            CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).get(8, TimeUnit.SECONDS);
            assertThat(keys.listKeyRotations(rotatedId)).isEmpty();
            other.rollback();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged)
                .singleElement()
                .asString()
                .contains(
                        "are due to be rotated or deleted",
                        store.location("one").toString());
        awaitSettled();
    }

    /** Somebody has altered the schema, or taken a privilege away. */
    @Test
    void whatForbidsChangesForbidsNoReads() throws Exception {
        store.execute("create table of_somebody (id int)");
        clock.advance(Duration.ofDays(91));
        read();
        assertThat(keys.listKeyRotations(rotatedId)).isEmpty();
        assertThatThrownBy(() -> keys.createKey(""))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("of_somebody");
        store.execute("drop table of_somebody");
        awaitSettled();
    }

    /** What is to be deleted is of no use, though it is there. */
    private void read() {
        for (int i = 0; i < 3; i++) {
            keys.generateDataKey(rotatedId, 32, CONTEXT).close();
            assertThatThrownBy(() -> keys.generateDataKey(goneId, 32, CONTEXT))
                    .isInstanceOf(KmsInvalidStateException.class);
        }
    }

    private void awaitSettled() throws Exception {
        while (keys.listKeys().size() > 1 || keys.listKeyRotations(rotatedId).isEmpty()) {
            Thread.sleep(5);
        }
        keys.createAlias("alias/after", rotatedId);
    }
}
