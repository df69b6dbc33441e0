package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The time that is stated: what one process disables, no other uses when maxStaleness is over, whether the server can be reached or
 * not. The two services here know no more of each other than two processes do, and have one clock.
 */
@Timeout(120)
class PostgresStalenessTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final int ROUNDS = Boolean.getBoolean("furoshiki.soak") ? 100 : 3;
    private static final int USERS = 2;

    /** That of {@link TestPostgresStore#location(String, CuttableLink)}. */
    private static final Duration MAX_STALENESS = Duration.ofMillis(800);

    /**
     * Beyond the stated time, for what lies between two readings of the clock and a look of the other process: none is needed, since
     * a use is counted from before it was asked for, and the disable from when it had returned; and so no machine is too slow.
     */
    private static final Duration SLACK = Duration.ZERO;

    @TempDir
    Path folder;

    @Test
    void aKeyThatIsDisabledInOneIsNotUsableInTheOtherLongerThanStated() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.printf("staleness: %d rounds with furoshiki.seed=%d%n", ROUNDS, seed);
        Random random = new Random(seed);
        TestPostgresStore store = TestPostgresStore.in(folder.toRealPath());
        // When each use that succeeded was asked for.
        Queue<Long> uses = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        try (EmbeddedKeyService admin = store.create("admin");
                CuttableLink link = new CuttableLink(LocalPostgres.port());
                EmbeddedKeyService other =
                        store.builder(store.location("other", link)).open()) {
            for (int round = 0; round < ROUNDS; round++) {
                String keyId = admin.createKey("").keyId();
                awaitUse(other, keyId);
                over.set(false);
                List<Thread> users = users(other, keyId, uses, over);
                while (uses.isEmpty()) {
                    pause();
                }
                Thread.sleep(random.nextInt(60));
                // The way to the server ends before the disable, or none of it comes through, or it stays as it is.
                int fault = round % 3;
                if (fault == 1) {
                    link.cut();
                } else if (fault == 2) {
                    link.silence();
                }
                Thread.sleep(random.nextInt(60));
                admin.disableKey(keyId);
                long disabledNanos = System.nanoTime();
                Thread.sleep(MAX_STALENESS.plusMillis(300).toMillis());
                over.set(true);
                for (Thread user : users) {
                    user.join();
                }
                link.restore();
                long latest = disabledNanos + MAX_STALENESS.plus(SLACK).toNanos();
                assertThat(uses.stream()
                                .filter(nanos -> nanos - latest > 0)
                                .map(nanos -> Duration.ofNanos(nanos - disabledNanos)))
                        .as("uses in round %d after the time that is stated", round)
                        .isEmpty();
                uses.clear();
            }
        }
    }

    private static List<Thread> users(EmbeddedKeyService service, String keyId, Queue<Long> uses, AtomicBoolean over) {
        List<Thread> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            Thread user = new Thread(() -> {
                while (!over.get()) {
                    long before = System.nanoTime();
                    try {
                        service.generateDataKey(keyId, 32, CONTEXT).close();
                        uses.add(before);
                    } catch (KmsException refused) {
                        // Disabled, or nothing can be said of the key.
                    }
                    pause();
                }
            });
            user.start();
            users.add(user);
        }
        return users;
    }

    private static void awaitUse(EmbeddedKeyService service, String keyId) {
        while (true) {
            try {
                service.generateDataKey(keyId, 32, CONTEXT).close();
                return;
            } catch (KmsException notYet) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(3);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
