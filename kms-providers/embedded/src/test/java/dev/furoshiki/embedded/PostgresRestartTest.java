package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.embedded.CuttableLink.AtCommit;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server that crashes and starts again. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class PostgresRestartTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    /** So long that a restart of a busy machine is over. */
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    static Path servers;

    private static LocalPostgres server;

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeAll
    static void start() {
        server = LocalPostgres.under(servers);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath(), server.createDatabase());
        // Nothing is written behind a commit's back.
        store.execute("alter system set wal_writer_delay = '10s'");
        store.execute("select pg_reload_conf()");
    }

    @Test
    void keysAreUsedMeanwhileAndNothingAcknowledgedIsLost() throws Exception {
        try (EmbeddedKeyService keys =
                store.builder(store.location("one").maxStaleness(LONG)).create()) {
            String keyId = keys.createKey("").keyId();
            keys.createAlias("alias/a", keyId);
            server.crash();
            keys.generateDataKey("alias/a", 32, CONTEXT).close();
            assertThatThrownBy(() -> keys.disableKey(keyId)).isInstanceOf(DependencyTimeoutException.class);
            server.restart();
            keys.generateDataKey("alias/a", 32, CONTEXT).close();
            keys.disableKey(keyId);
            try (EmbeddedKeyService other = store.open("other")) {
                assertThat(other.describeKey("alias/a").state()).isEqualTo(KeyState.DISABLED);
            }
        }
        assertThat(store.verify("one")).isZero();
    }

    /** The server has not written the number anywhere, and gives it to whoever asks next. */
    @Test
    void aChangeDidNotHappenThoughTheNumberOfItsTransactionCommits() throws Exception {
        String keyId;
        try (EmbeddedKeyService admin = store.create("admin")) {
            keyId = admin.createKey("").keyId();
        }
        int port = store.source().getPortNumbers()[0];
        try (CuttableLink link = new CuttableLink(port);
                EmbeddedKeyService keys = store.builder(
                                store.location("one", link).maxStaleness(LONG))
                        .open()) {
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            link.atCommit(AtCommit.IS_LOST, () -> {
                server.crash();
                server.restart();
                giveNumbers();
            });
            assertThatThrownBy(() -> keys.disableKey(keyId))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("did not happen");
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            keys.disableKey(keyId);
        }
        assertThat(store.verify("one")).isZero();
    }

    private void giveNumbers() {
        try (Connection connection = store.database().connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 100; i++) {
                statement.execute("select pg_current_xact_id()");
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
