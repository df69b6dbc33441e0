package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.DataKeys;
import dev.furoshiki.embedded.CuttableLink.AtCommit;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes away and comes back. */
@Timeout(120)
class PostgresOutageTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    private TestPostgresStore store;
    private CuttableLink link;
    private EmbeddedKeyService keys;
    private String keyId;

    @BeforeEach
    void open() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        try (EmbeddedKeyService admin = store.create("admin")) {
            keyId = admin.createKey("").keyId();
        }
        link = new CuttableLink(LocalPostgres.port());
        keys = EmbeddedKeyService.builder(store.location("one", link))
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .open();
    }

    @AfterEach
    void close() throws Exception {
        keys.close();
        link.close();
    }

    /** As when a server fails over: connections end, and new ones are taken a moment later. */
    @Test
    void anOutageShorterThanTheStalenessCostsNothing() throws Exception {
        keys.generateDataKey(keyId, 32, CONTEXT).close();
        for (int i = 0; i < 3; i++) {
            link.cut();
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            link.restore();
            keys.createAlias("alias/a" + i, keyId);
            keys.generateDataKey("alias/a" + i, 32, CONTEXT).close();
        }
        keys.close();
        assertThat(store.verify("one")).isZero();
    }

    @Test
    void aLongerOneEndsTheUseOfKeysUntilItIsOver() throws Exception {
        keys.generateDataKey(keyId, 32, CONTEXT).close();
        link.cut();
        awaitUnavailable();
        assertThatThrownBy(() -> keys.disableKey(keyId))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("furoshiki_keys");
        try (EmbeddedKeyService admin = store.open("admin")) {
            admin.createAlias("alias/meanwhile", keyId);
        }
        link.restore();
        awaitAvailable();
        assertThat(keys.listAliases()).containsKey("alias/meanwhile");
        keys.createAlias("alias/after", keyId);
        keys.close();
        assertThat(store.verify("one")).isZero();
    }

    /** G8: each use is recorded, though the keys by which it is allowed are as old as the outage. */
    @Test
    void aWarmCacheServesThroughALongerOne() throws Exception {
        keys.createAlias("alias/other", keyId);
        try (DataKeys cached = DataKeys.builder(keys).leaseBlock(1).build()) {
            EncryptedDataKey encrypted;
            try (DataKey key = cached.forEncryption(keyId, CONTEXT, 1)) {
                encrypted = key.encrypted();
            }
            cached.forDecryption(encrypted, CONTEXT).close();
            link.cut();
            awaitUnavailable();
            long recordedBefore = recordedUses();
            for (int i = 0; i < 200; i++) {
                cached.forEncryption(keyId, CONTEXT, 1).close();
                cached.forDecryption(encrypted, CONTEXT).close();
            }
            // Of each of the two some may have been granted before.
            assertThat(recordedUses() - recordedBefore).isGreaterThanOrEqualTo(400 - 4);
            assertThatThrownBy(() -> cached.forEncryption("alias/other", CONTEXT, 1))
                    .isInstanceOf(DependencyTimeoutException.class);
            try (EmbeddedKeyService admin = store.open("admin")) {
                admin.disableKey(keyId);
            }
            link.restore();
            awaitRefusal(DisabledException.class);
            assertThatThrownBy(() -> cached.forEncryption(keyId, CONTEXT, 1)).isInstanceOf(DisabledException.class);
            assertThatThrownBy(() -> cached.forDecryption(encrypted, CONTEXT)).isInstanceOf(DisabledException.class);
        }
        keys.close();
        assertThat(store.verify("one")).isZero();
    }

    private long recordedUses() throws IOException {
        Pattern uses = Pattern.compile("\"uses\":(\\d+)");
        try (Stream<String> lines = Files.lines(store.audit("one"))) {
            return lines.filter(line -> line.contains("\"ReserveCachedUses\"") && !line.contains("\"errorCode\""))
                    .map(uses::matcher)
                    .filter(Matcher::find)
                    .mapToLong(number -> Long.parseLong(number.group(1)))
                    .sum();
        }
    }

    /** The log is begun with the first record: that need not be while the server is there. */
    @Test
    void aFirstRecordInAnOutageWaitsForItsEnd() throws Exception {
        link.cut();
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> {
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            return true;
        });
        Thread.sleep(50);
        link.restore();
        assertThat(first.get()).isTrue();
        keys.close();
        assertThat(store.verify("one")).isZero();
    }

    @Test
    void aFirstRecordInALongOutageIsNotTheEndOfTheLog() throws Exception {
        link.cut();
        awaitUnavailable();
        link.restore();
        awaitAvailable();
        keys.close();
        assertThat(store.verify("one")).isZero();
    }

    @Test
    void aServerThatDoesNotAnswerIsAwayToo() throws Exception {
        keys.generateDataKey(keyId, 32, CONTEXT).close();
        link.silence();
        awaitUnavailable();
        link.restore();
        awaitAvailable();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundToHaveHappened() throws Exception {
        link.atCommit(AtCommit.ANSWER_IS_LOST);
        keys.createAlias("alias/happened", keyId);
        assertThat(keys.listAliases()).containsOnlyKeys("alias/happened");
        assertThatThrownBy(() -> keys.createAlias("alias/happened", keyId)).isInstanceOf(AlreadyExistsException.class);
        keys.close();
        assertThat(store.verify("one")).isZero();
    }

    @Test
    void aCommitThatIsLostIsFoundNotToHaveHappened() throws Exception {
        link.atCommit(AtCommit.IS_LOST);
        assertThatThrownBy(() -> keys.createAlias("alias/lost", keyId))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("did not happen");
        assertThat(keys.listAliases()).isEmpty();
        keys.createAlias("alias/lost", keyId);
        try (EmbeddedKeyService admin = store.open("admin")) {
            assertThat(admin.listAliases()).containsOnlyKeys("alias/lost");
        }
    }

    @Test
    void whatIsDueWaitsForTheServerAndKeepsNoKeyFromBeingUsed() throws Exception {
        keys.close();
        SettableClock clock = new SettableClock();
        keys = store.builder(store.location("two", link).maxStaleness(Duration.ofSeconds(30)))
                .clock(clock)
                .open();
        String rotatedId = keys.createKey("").keyId();
        String goneId = keys.createKey("").keyId();
        keys.enableKeyRotation(rotatedId, 90);
        keys.scheduleKeyDeletion(goneId, 7);
        link.cut();
        clock.advance(Duration.ofDays(91));
        for (int i = 0; i < 20; i++) {
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            keys.generateDataKey(rotatedId, 32, CONTEXT).close();
            assertThatThrownBy(() -> keys.generateDataKey(goneId, 32, CONTEXT))
                    .isInstanceOf(KmsInvalidStateException.class);
            Thread.sleep(5);
        }
        assertThatThrownBy(() -> keys.cancelKeyDeletion(goneId)).isInstanceOf(DependencyTimeoutException.class);
        link.restore();
        while (keys.listKeys().size() > 2 || keys.listKeyRotations(rotatedId).isEmpty()) {
            Thread.sleep(5);
        }
    }

    /** Each of them would wait for a server that says nothing, behind the one before: at full size only, since one does. */
    @Test
    void changesDoNotQueueUpForAServerThatIsAway() throws Exception {
        assumeTrue(Boolean.getBoolean("furoshiki.soak"), "with -Dfuroshiki.soak=true");
        keys.generateDataKey(keyId, 32, CONTEXT).close();
        link.silence();
        List<CompletableFuture<Void>> changes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String alias = "alias/a" + i;
            changes.add(
                    CompletableFuture.runAsync(() -> keys.createAlias(alias, keyId), work -> new Thread(work).start()));
        }
        for (CompletableFuture<Void> change : changes) {
            assertThatThrownBy(change::get).hasCauseInstanceOf(DependencyTimeoutException.class);
        }
    }

    private void awaitUnavailable() throws Exception {
        while (true) {
            try {
                keys.generateDataKey(keyId, 32, CONTEXT).close();
                Thread.sleep(5);
            } catch (DependencyTimeoutException away) {
                assertThat(away).hasMessageContaining("furoshiki_keys");
                return;
            }
        }
    }

    private void awaitRefusal(Class<? extends KmsException> refusal) throws Exception {
        while (true) {
            try {
                keys.generateDataKey(keyId, 32, CONTEXT).close();
            } catch (KmsException failed) {
                if (refusal.isInstance(failed)) {
                    return;
                }
                assertThat(failed).isInstanceOf(DependencyTimeoutException.class);
            }
            Thread.sleep(5);
        }
    }

    private void awaitAvailable() throws Exception {
        while (true) {
            try {
                keys.generateDataKey(keyId, 32, CONTEXT).close();
                return;
            } catch (DependencyTimeoutException away) {
                Thread.sleep(5);
            }
        }
    }
}
