package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.NotFoundException;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes over one store. Two services with audit logs of their own know no more of each other than two processes
 * do; where that is not enough, there are two.
 */
@Timeout(120)
class PostgresSharingTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    @Test
    void aDisableInOneIsSeenByTheOtherAndByTheKeysThatItHasCached() throws Exception {
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.open("two");
                DataKeys cached = DataKeys.over(two)) {
            String keyId = one.createKey("").keyId();
            String otherId = one.createKey("").keyId();
            one.createAlias("alias/pii", keyId);
            awaitNoThrow(() -> two.generateDataKey("alias/pii", 32, CONTEXT).close());
            cached.forEncryption("alias/pii", CONTEXT, 1).close();
            cached.forEncryption(otherId, CONTEXT, 1).close();
            one.disableKey(keyId);
            await(
                    DisabledException.class,
                    () -> two.generateDataKey(keyId, 32, CONTEXT).close());
            await(
                    DisabledException.class,
                    () -> cached.forEncryption("alias/pii", CONTEXT, 1).close());
            long calls = cached.statistics().callsMade();
            cached.forEncryption(otherId, CONTEXT, 1).close();
            assertThat(cached.statistics().callsMade())
                    .as("the other key stays cached")
                    .isEqualTo(calls);
            one.enableKey(keyId);
            awaitNoThrow(() -> cached.forEncryption("alias/pii", CONTEXT, 1).close());
            one.deleteAlias("alias/pii");
            await(
                    NotFoundException.class,
                    () -> cached.forEncryption("alias/pii", CONTEXT, 1).close());
        }
        assertThat(store.verify("one")).isZero();
        assertThat(store.verify("two")).isZero();
    }

    /** Whatever a process knows of the store, its change is checked against what is there. */
    @Test
    void aChangeIsCheckedAgainstTheNewestState() throws Exception {
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.openSleepy("two")) {
            String keyId = one.createKey("").keyId();
            two.createAlias("alias/a", keyId);
            one.createAlias("alias/b", keyId);
            assertThatThrownBy(() -> two.createAlias("alias/b", keyId)).isInstanceOf(AlreadyExistsException.class);
            one.tagResource(keyId, Map.of("by", "one"));
            two.tagResource(keyId, Map.of("also", "two"));
            assertThat(two.listResourceTags(keyId)).isEqualTo(Map.of("by", "one", "also", "two"));
            assertThat(two.listAliases()).containsOnlyKeys("alias/a", "alias/b");
            two.generateDataKey("alias/b", 32, CONTEXT).close();
        }
    }

    @Test
    void ofThoseWhoMakeAStoreAtOnceOneDoes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<EmbeddedKeyService>> opening = new ArrayList<>();
        store.keyFile();
        for (int i = 0; i < 4; i++) {
            EmbeddedKeyService.Builder builder = store.builder("p" + i).createIfAbsent(true);
            opening.add(threads.submit((Callable<EmbeddedKeyService>) builder::open));
        }
        List<EmbeddedKeyService> opened = new ArrayList<>();
        for (Future<EmbeddedKeyService> service : opening) {
            opened.add(service.get());
        }
        threads.shutdown();
        String keyId = opened.get(0).createKey("").keyId();
        String publicKey = opened.get(0).auditPublicKey();
        for (int i = 0; i < 4; i++) {
            EmbeddedKeyService service = opened.get(i);
            awaitNoThrow(() -> service.generateDataKey(keyId, 32, CONTEXT).close());
            assertThat(service.auditPublicKey()).isEqualTo(publicKey);
            service.close();
            assertThat(store.verify("p" + i)).isZero();
        }
    }

    @Test
    void whatIsDueHappensOnce() throws Exception {
        SettableClock clock = new SettableClock();
        try (EmbeddedKeyService one =
                        store.builder("one").clock(clock).createIfAbsent(true).open();
                EmbeddedKeyService two = store.builder("two").clock(clock).open()) {
            String keyId = one.createKey("").keyId();
            String goneId = one.createKey("").keyId();
            one.enableKeyRotation(keyId, 90);
            one.scheduleKeyDeletion(goneId, 7);
            awaitNoThrow(() -> assertThat(two.describeKey(goneId).state()).isEqualTo(KeyState.PENDING_DELETION));
            clock.advance(Duration.ofDays(91));
            ExecutorService threads = Executors.newFixedThreadPool(2);
            Future<?> first = threads.submit(() -> one.describeKey(keyId));
            Future<?> second = threads.submit(() -> two.describeKey(keyId));
            first.get();
            second.get();
            threads.shutdown();
            awaitNoThrow(() -> {
                assertThat(one.listKeyRotations(keyId)).hasSize(1);
                assertThat(two.listKeyRotations(keyId)).hasSize(1);
                assertThat(one.listKeys()).extracting(KeyMetadata::keyId).containsExactly(keyId);
                assertThat(two.listKeys()).extracting(KeyMetadata::keyId).containsExactly(keyId);
            });
        }
    }

    @Test
    void processesThatChangeAtTheSameTimeLoseNothing() throws Exception {
        store.create("admin").close();
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            processes.add(OtherProcess.start(List.of("change", store.uri(name), "6")));
        }
        List<String> made = new ArrayList<>();
        for (Process process : processes) {
            try (BufferedReader output = OtherProcess.output(process)) {
                List<String> lines = output.lines().toList();
                assertThat(lines).last().isEqualTo("opened");
                made.addAll(lines.subList(0, lines.size() - 1));
            }
            process.waitFor();
        }
        try (EmbeddedKeyService keys = store.open("admin")) {
            assertThat(made).hasSize(12);
            assertThat(keys.listKeys()).extracting(KeyMetadata::keyId).containsExactlyInAnyOrderElementsOf(made);
            assertThat(keys.listAliases().values()).containsExactlyInAnyOrderElementsOf(made);
        }
        for (String name : List.of("admin", "one", "two")) {
            assertThat(store.verify(name)).as(name).isZero();
        }
    }

    private static void await(Class<? extends Exception> refusal, ThrowingCallable call) throws Exception {
        Throwable seen = null;
        while (!refusal.isInstance(seen)) {
            try {
                call.call();
                Thread.sleep(5);
            } catch (Throwable refused) {
                assertThat(refused).isInstanceOf(refusal);
                seen = refused;
            }
        }
    }

    private static void awaitNoThrow(ThrowingCallable call) throws Exception {
        while (true) {
            try {
                call.call();
                return;
            } catch (Throwable notYet) {
                Thread.sleep(5);
            }
        }
    }
}
