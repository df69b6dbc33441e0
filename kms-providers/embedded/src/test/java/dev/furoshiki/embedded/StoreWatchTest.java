package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoreLooks;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What may be used of a store that is looked at in vain, and what a cache may go on with. */
@Timeout(60)
class StoreWatchTest {

    private static final byte[] NONE = {};
    private static final StoreHeader HEADER = new StoreHeader(
            new UUID(1, 1), "", "", "", NONE, "", NONE, 0, 0, 0, NONE, null, NONE, NONE, 0, SchemaVersions.NEWEST);

    private final KnownKeys known =
            new KnownKeys(new StoreState(Keyring.of(KeyOwner.DEFAULT), StoreHeader.beginning(), 0));
    private final AtomicBoolean isDamaged = new AtomicBoolean();
    private final AtomicBoolean isAnchored = new AtomicBoolean(true);
    private final AtomicBoolean isThere = new AtomicBoolean();
    private StoreWatch watch;

    @BeforeEach
    void begin() {
        PostgresKeyStore store = PostgresKeyStore.of(new PGSimpleDataSource(), Path.of("/nowhere/log.jsonl"))
                .pollInterval(Duration.ofMillis(10))
                .maxStaleness(Duration.ofMillis(50));
        watch = new StoreWatch(
                store,
                Moment.now(),
                new Looks(),
                known,
                (look, before) -> {},
                failed -> new DependencyTimeoutException("away", failed),
                isAnchored::get);
        known.watchedBy(watch);
        watch.start();
    }

    @AfterEach
    void end() {
        watch.close();
    }

    @Test
    void whileTheServerIsAwayACacheGoesOnAndNothingElseIsUsed() throws Exception {
        awaitStale();
        assertThat(known.useOfCached().keyring()).isSameAs(known.state().keyring());
        assertThatThrownBy(known::use).isInstanceOf(DependencyTimeoutException.class);
    }

    @Test
    void whatTookLongIsAskedOfTheSameKeys() throws Exception {
        KnownKeys.Use cached = known.useOfCached();
        awaitStale();
        known.requireUsable(cached);
        known.become(new StoreState(Keyring.of(KeyOwner.DEFAULT), StoreHeader.beginning(), 1));
        assertThatThrownBy(() -> known.requireUsable(cached)).isInstanceOf(DependencyTimeoutException.class);
    }

    /** A change of this process's own may have happened: it may have disabled a key. */
    @Test
    void afterAChangeOfUnknownOutcomeNoCacheGoesOn() throws Exception {
        awaitStale();
        known.distrust();
        assertThatThrownBy(known::useOfCached).isInstanceOf(DependencyTimeoutException.class);
    }

    @Test
    void noCacheGoesOnWithKeysOfADamagedStore() throws Exception {
        isDamaged.set(true);
        awaitStale();
        assertThatThrownBy(known::useOfCached).isInstanceOf(KeyStoreDamagedException.class);
        isDamaged.set(false);
        Thread.sleep(30);
        // The server is away now: what was seen before holds.
        assertThatThrownBy(known::useOfCached).isInstanceOf(KeyStoreDamagedException.class);
    }

    /** Somebody may see to it that the log's newest line is not kept, so that a cut would not be noticed. */
    @Test
    void whereTheServerIsBackAndKeepsNoLinkACacheGoesOnForAMomentOnly() throws Exception {
        awaitStale();
        isAnchored.set(false);
        isThere.set(true);
        while (!watch.isServerThere()) {
            known.useOfCached();
        }
        assertThatThrownBy(() -> {
                    while (true) {
                        known.useOfCached();
                    }
                })
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("audit_anchor");
    }

    private void awaitStale() throws InterruptedException {
        Thread.sleep(60);
    }

    /** Of a server that is away, unless a test says otherwise. */
    private final class Looks implements StoreLooks {

        @Override
        public Look look(byte[] knownContentMac, long knownChange) throws SQLException {
            if (isDamaged.get()) {
                throw new KeyStoreDamagedException("damaged", null);
            }
            if (!isThere.get()) {
                throw new SQLException("no way there", "08006");
            }
            return new Look(HEADER, Optional.empty());
        }

        @Override
        public void close() {}
    }
}
