package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.embedded.CuttableLink.AtCommit;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes between a backup and the store in PostgreSQL that it becomes: a connection that is lost, a kill. */
@Timeout(3600)
class PostgresRestoringTest {

    private static final int KILLS = Boolean.getBoolean("furoshiki.soak") ? 200 : 2;
    private static final int MOST_MILLIS_OF_RESTORING = 1_000;

    @TempDir
    Path folder;

    private TestPostgresStore store;
    private Path backup;

    @BeforeEach
    void aBackup() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        backup = folder.toRealPath().resolve("backup");
        TestStore original =
                new TestStore(Files.createDirectory(folder.toRealPath().resolve("original")));
        try (EmbeddedKeyService keys = original.create()) {
            keys.createAlias("alias/pii", keys.createKey("").keyId());
            keys.backUp(backup, secret());
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundToHaveHappened() throws Exception {
        try (CuttableLink link = new CuttableLink(LocalPostgres.port())) {
            link.atCommit(AtCommit.ANSWER_IS_LOST);
            restore(link).close();
        }
        requireWhole();
    }

    @Test
    void aCommitThatIsLostIsFoundNotToHaveHappened() throws Exception {
        try (CuttableLink link = new CuttableLink(LocalPostgres.port())) {
            link.atCommit(AtCommit.IS_LOST);
            assertThatThrownBy(() -> restore(link))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("could not be restored");
            assertThatThrownBy(() -> store.open("one")).isInstanceOf(KeyStoreNotFoundException.class);
            restore(link).close();
        }
        requireWhole();
    }

    /** Who looks for the store finds one that somebody has altered by then. */
    @Test
    void whereNobodyKnowsThatIsSaid() throws Exception {
        try (CuttableLink link = new CuttableLink(LocalPostgres.port())) {
            link.atCommit(AtCommit.ANSWER_IS_LOST, this::removeHeader);
            assertThatThrownBy(() -> restore(link))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("unknown");
        }
    }

    /** Before the commit there is no store, and behind it the whole one with its record. */
    @Test
    void aKilledProcessLeavesNoStoreOrTheWholeOne() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        Random random = new Random(seed);
        int whole = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = OtherProcess.start(
                    List.of("restore", store.uri("one"), store.keyFile().toString(), backup.toString()));
            try (BufferedReader output = OtherProcess.output(process)) {
                assertThat(output.readLine()).isEqualTo("ready");
                process.outputWriter().append('\n').flush();
                Thread.sleep(random.nextInt(MOST_MILLIS_OF_RESTORING), random.nextInt(1_000_000));
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            try {
                restore(null).close();
            } catch (AlreadyExistsException committed) {
                whole++;
            }
            requireWhole();
            empty();
        }
        System.out.printf(
                "killed %d processes that restored a store into PostgreSQL, %d behind the commit, with furoshiki.seed=%d%n",
                KILLS, whole, seed);
    }

    private EmbeddedKeyService restore(@Nullable CuttableLink link) throws Exception {
        return store.builder(link == null ? store.location("one") : store.location("one", link))
                .restore(backup, secret());
    }

    private void requireWhole() throws Exception {
        try (EmbeddedKeyService keys = store.open("one")) {
            assertThat(keys.listAliases()).containsOnlyKeys("alias/pii");
        }
        assertThat(Files.readAllLines(store.audit("one")).get(1))
                .contains("\"RestoreBackup\"")
                .doesNotContain("\"errorCode\":\"");
        assertThat(store.verify("one")).isZero();
    }

    private void removeHeader() {
        try {
            store.execute("delete from store_header");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void empty() throws Exception {
        store.execute("drop schema furoshiki_keys cascade");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("one."))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private RootKeySource secret() throws Exception {
        return RootKeySource.keyFile(store.keyFile());
    }
}
