package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store becomes what does not go on from what a process has seen of it. */
@Timeout(60)
class PostgresHistoryTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    @Test
    void whatWasPutBackIsRefusedUntilWhatWasThereIsThereAgain() throws Exception {
        try (EmbeddedKeyService keys = store.create("one");
                EmbeddedKeyService other = store.open("two")) {
            String keyId = keys.createKey("").keyId();
            store.copyTo("before");
            keys.disableKey(keyId);
            store.copyTo("after");
            store.replaceBy("before");
            awaitRefusal(keys, keyId);
            assertThatThrownBy(() -> keys.enableKey(keyId)).isInstanceOf(KeyStoreDamagedException.class);
            store.replaceBy("after");
            awaitDisabled(keys, keyId);
            awaitDisabled(other, keyId);
            // And goes on from there.
            other.createAlias("alias/more", keyId);
            keys.deleteAlias("alias/more");
        }
    }

    /** As after a failover to a server that had not got the last changes, whose clients make others. */
    @Test
    void otherChangesInTheirPlaceDoNotMakeUpForThoseThatAreLost() throws Exception {
        try (EmbeddedKeyService keys = store.create("one")) {
            String keyId = keys.createKey("").keyId();
            store.copyTo("before");
            keys.disableKey(keyId);
            store.replaceBy("before");
            awaitRefusal(keys, keyId);
            try (EmbeddedKeyService other = store.open("two")) {
                for (int i = 0; i < 3; i++) {
                    other.createAlias("alias/a" + i, keyId);
                    assertRefuses(keys, keyId);
                }
            }
            assertThatThrownBy(() -> keys.createAlias("alias/b", keyId)).isInstanceOf(KeyStoreDamagedException.class);
        }
        try (EmbeddedKeyService again = store.open("one")) {
            assertThat(again.listAliases()).hasSize(3);
        }
    }

    /** Nobody has looked in between. */
    @Test
    void aCopyThatWasChangedElsewhereIsRefusedThoughItHasSeenMoreChanges() throws Exception {
        String keyId = fork();
        try (EmbeddedKeyService keys = store.open("one")) {
            keys.disableKey(keyId);
            store.replaceBy("fork");
            awaitRefusal(keys, keyId);
        }
    }

    @Test
    void soDoesAChange() throws Exception {
        String keyId = fork();
        try (EmbeddedKeyService keys = store.openSleepy("one")) {
            keys.disableKey(keyId);
            store.replaceBy("fork");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> keys.createAlias("alias/b", keyId))
                        .isInstanceOf(KeyStoreDamagedException.class)
                        .hasMessageContaining("change 4")
                        .hasMessageContaining("change 2")
                        .hasMessageContaining("open it again");
            }
            assertRefuses(keys, keyId);
        }
    }

    /** What is not in the fork would be gone from the backup without a word. */
    @Test
    void aBackupDoesToo() throws Exception {
        String keyId = fork();
        Path backup = folder.resolve("backup");
        RootKeySource secret = RootKeySource.keyFile(store.keyFile());
        try (EmbeddedKeyService keys = store.openSleepy("one");
                EmbeddedKeyService other = store.open("two")) {
            other.disableKey(keyId);
            // Goes on from what the one knows, though it has not seen it.
            keys.backUp(folder.resolve("before"), secret);
            keys.createAlias("alias/seen", keyId);
            store.replaceBy("fork");
            assertThatThrownBy(() -> keys.backUp(backup, secret))
                    .isInstanceOf(KeyStoreDamagedException.class)
                    .hasMessageContaining("change 4")
                    .hasMessageContaining("change 3");
            assertThat(backup).doesNotExist();
        }
    }

    @Test
    void whatWasSeenIsNotForgottenWhenTheServerIsAway() throws Exception {
        String keyId;
        try (EmbeddedKeyService admin = store.create("admin")) {
            keyId = admin.createKey("").keyId();
        }
        try (CuttableLink link = new CuttableLink(LocalPostgres.port());
                EmbeddedKeyService keys =
                        store.builder(store.location("one", link)).open()) {
            store.copyTo("before");
            keys.createAlias("alias/a", keyId);
            store.replaceBy("before");
            awaitRefusal(keys, keyId);
            link.cut();
            // Looks fail from now on, while the last one that succeeded is not old.
            for (int i = 0; i < 40; i++) {
                assertRefuses(keys, keyId);
                Thread.sleep(5);
            }
        }
    }

    @Test
    void whoDoesNotKnowWhatWasBetweenIsToldSo() throws Exception {
        try (EmbeddedKeyService keys = store.create("one");
                EmbeddedKeyService behind = store.openSleepy("two")) {
            String keyId = keys.createKey("").keyId();
            behind.createAlias("alias/seen", keyId);
            keys.createAlias("alias/a", keyId);
            keys.createAlias("alias/b", keyId);
            store.execute("delete from store_history where change_number = 3");
            assertThatThrownBy(() -> behind.createAlias("alias/c", keyId))
                    .isInstanceOf(KeyStoreDamagedException.class)
                    .hasMessageContaining("open it again");
            store.execute("insert into store_history select 3, digest from store_history where change_number = 4");
            assertThatThrownBy(() -> behind.createAlias("alias/c", keyId)).isInstanceOf(KeyStoreDamagedException.class);
        }
    }

    @Test
    void theLastTenThousandChangesAreRemembered() throws Exception {
        try (EmbeddedKeyService keys = store.create("one")) {
            keys.createKey("");
            store.execute("insert into store_history select n, '' from generate_series(-9999, 0) as n");
            keys.createKey("");
        }
        assertThat(remembered()).isEqualTo("10000 changes from -9997 to 2");
    }

    /** A store with a key, and a copy that has three changes more. */
    private String fork() throws Exception {
        String keyId;
        try (EmbeddedKeyService elsewhere = store.create("elsewhere")) {
            keyId = elsewhere.createKey("").keyId();
            store.copyTo("before");
            for (int i = 0; i < 3; i++) {
                elsewhere.createAlias("alias/a" + i, keyId);
            }
        }
        store.copyTo("fork");
        store.replaceBy("before");
        return keyId;
    }

    private String remembered() throws SQLException {
        try (Connection connection = store.database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*), min(change_number), max(change_number) from furoshiki_keys.store_history")) {
            row.next();
            return row.getLong(1) + " changes from " + row.getLong(2) + " to " + row.getLong(3);
        }
    }

    private static void assertRefuses(EmbeddedKeyService keys, String keyId) {
        assertThatThrownBy(() -> keys.generateDataKey(keyId, 32, CONTEXT).close())
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("open it again");
    }

    /** Before that, the key is used as before, or refused since it is disabled. */
    private static void awaitRefusal(EmbeddedKeyService keys, String keyId) throws Exception {
        while (true) {
            try {
                keys.generateDataKey(keyId, 32, CONTEXT).close();
            } catch (DisabledException notYet) {
                // It has not looked.
            } catch (KeyStoreDamagedException refused) {
                return;
            }
            Thread.sleep(5);
        }
    }

    private static void awaitDisabled(EmbeddedKeyService keys, String keyId) throws Exception {
        while (true) {
            try {
                keys.generateDataKey(keyId, 32, CONTEXT).close();
            } catch (KeyStoreDamagedException notYet) {
                // It has not looked.
            } catch (DisabledException disabled) {
                return;
            }
            Thread.sleep(5);
        }
    }
}
