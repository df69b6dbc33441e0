package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Keys are opened beside the plain connection, once, and not kept for a database that cannot be reached. */
class KeysAheadTest {

    private static final int ATTEMPTS = 500;

    @Test
    void keysAreOpenedWhileADatabaseIsAskedForTheFirstTimeOnly() throws Exception {
        try (EmbeddedKeys keys = EmbeddedKeys.inTemporaryFolder()) {
            PropertyValues own = own(keys.uri());
            try (KeysAhead first = KeysAhead.begin(own);
                    KeysAhead second = KeysAhead.begin(own)) {
                assertThat(first).isNotSameAs(KeysAhead.NONE);
                assertThat(second).isSameAs(KeysAhead.NONE);
                assertThat(second.isOpening()).isFalse();
            }
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedLeavesNoKeysOpen() throws Exception {
        EmbeddedKeys keys = EmbeddedKeys.inTemporaryFolder();
        keys.close();
        String url = "jdbc:furoshiki:postgresql://127.0.0.1:1/none?furoshiki.keys=" + keys.uri();
        assertThatThrownBy(() -> DriverManager.getConnection(url, new Properties()))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
        assertThat(isFreeSoon(keys.store().resolveSibling("keys.mv.db"))).isTrue();
    }

    @Test
    void keysThatCannotBeOpenedAreReportedByWhoeverNeedsThem() throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase()) {
            String missing = database.keys().store() + "-missing";
            assertThatThrownBy(() -> DriverManager.getConnection(database.url("furoshiki.keys=embedded:" + missing
                            + "?passphraseFile=" + database.keys().passphraseFile())))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("there is no key store at " + missing);
        }
    }

    private static PropertyValues own(String uri) throws SQLException {
        PropertyValues own = new PropertyValues();
        own.put(DriverProperty.KEYS, uri);
        return own;
    }

    /** It is closed beside us: whether nobody of this process has it locked any more. */
    private static boolean isFreeSoon(Path file) throws IOException, InterruptedException {
        for (int i = 0; i < ATTEMPTS; i++) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    return true;
                }
            } catch (OverlappingFileLockException stillOpen) {
                // Not yet.
            }
            Thread.sleep(20);
        }
        return false;
    }
}
