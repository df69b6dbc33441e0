package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.embedded.FaultyKeyService.Fault;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * What a cache over a faulty key service may answer, beside the cache itself: each step is done and its outcome held against
 * what the docs say, from the faults, the ages and the failures in a row alone. Used by one thread.
 */
final class FaultsModel {

    static final Duration MAX_AGE = Duration.ofMinutes(5);
    static final int FAILURES = 5;
    static final Duration PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** By then it is the longest. */
    private static final int MOST_DOUBLINGS = 10;

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    private final FaultyKeyService service;
    private final SettableTicker ticker;
    private final DataKeyCache cache;
    private final String keyId;

    private final List<SealedMessage> messages = new ArrayList<>();
    /** Whose ciphertext opens to nothing, and whose plaintext is not the one sealed. */
    private final Set<EncryptedDataKey> garbage = new HashSet<>();

    private final Set<EncryptedDataKey> unsealed = new HashSet<>();
    /** When a key that opens was asked for, and those of them that are lies. */
    private final Map<EncryptedDataKey, Long> openers = new HashMap<>();

    private final Set<EncryptedDataKey> falseOpeners = new HashSet<>();
    /** What was asked for while the network was away. */
    private final Set<Object> lostSoon = new HashSet<>();

    private @Nullable EncryptedDataKey sealer;
    private long sealerNanos;
    private Fault fault = Fault.NONE;
    private int failuresInARow;
    private long lastFailureNanos;

    FaultsModel(FaultyKeyService service, SettableTicker ticker, DataKeyCache cache, String keyId) {
        this.service = service;
        this.ticker = ticker;
        this.cache = cache;
        this.keyId = keyId;
    }

    int sealed() {
        return messages.size();
    }

    void tick(Duration time) {
        ticker.advance(time);
    }

    void suffer(Fault next) throws InterruptedException {
        int lost = fault == Fault.PARTITIONED && next != Fault.PARTITIONED ? service.blocked() : 0;
        long failures = cache.statistics().loadFailures();
        fault = next;
        if (next != Fault.PARTITIONED) {
            // Cut off once more, what is under way still is: who asks for the same joins it.
            lostSoon.clear();
        }
        service.suffer(next);
        while (cache.statistics().loadFailures() < failures + lost) {
            Thread.sleep(1);
        }
        for (int i = 0; i < lost; i++) {
            failed();
        }
    }

    /** The service is back: without any help, it is used again once the longest pause is over. */
    void recover() throws Exception {
        suffer(Fault.NONE);
        tick(LONGEST_PAUSE);
        seal();
        for (int i = 0; i < messages.size(); i++) {
            open(i);
        }
    }

    void seal() throws Exception {
        boolean warm = sealer != null && ticker.read() - sealerNanos < MAX_AGE.toNanos();
        int calls = service.calls();
        String text = "message " + messages.size();
        try (DataKey key = leased(warm, keyId, () -> cache.forEncryption(keyId, 32, CONTEXT, text.length()))) {
            assertThat(key.secret().sizeBytes()).isEqualTo(32);
            if (warm) {
                assertThat(key.encrypted()).isEqualTo(sealer);
                assertThat(service.calls()).isEqualTo(calls);
            } else {
                answered();
                assertThat(fault.isHarmless() || fault.isLie())
                        .as("served while %s", fault)
                        .isTrue();
                assertThat(key.encrypted()).isNotEqualTo(sealer);
                sealer = key.encrypted();
                sealerNanos = ticker.read();
                if (fault == Fault.GARBAGE) {
                    garbage.add(key.encrypted());
                } else if (fault == Fault.OTHER_PLAINTEXT) {
                    unsealed.add(key.encrypted());
                }
            }
            messages.add(new SealedMessage(text, key));
        } catch (RuntimeException failure) {
            assertThat(warm).as("warm, yet %s", failure).isFalse();
            if (fault == Fault.SHORT && failure instanceof KmsInternalException) {
                // An answer that is none.
                failed();
            } else {
                requireFailure(failure);
            }
        }
    }

    void open(int number) throws Exception {
        if (messages.isEmpty()) {
            return;
        }
        SealedMessage message = messages.get(number % messages.size());
        EncryptedDataKey encrypted = message.key();
        Long asked = openers.get(encrypted);
        boolean warm = asked != null && ticker.read() - asked < MAX_AGE.toNanos();
        int calls = service.calls();
        try (DataKey key = leased(warm, encrypted, () -> cache.forDecryption(encrypted, CONTEXT))) {
            assertThat(garbage).doesNotContain(encrypted);
            if (warm) {
                assertThat(service.calls()).isEqualTo(calls);
            } else {
                answered();
                assertThat(fault.isHarmless() || fault.isLie())
                        .as("served while %s", fault)
                        .isTrue();
                openers.put(encrypted, ticker.read());
                if (fault.isLie()) {
                    falseOpeners.add(encrypted);
                } else {
                    falseOpeners.remove(encrypted);
                }
            }
            assertThat(message.openedWith(key)).isEqualTo(message.text());
            assertThat(falseOpeners).doesNotContain(encrypted);
            assertThat(unsealed).doesNotContain(encrypted);
        } catch (AEADBadTagException wrongKey) {
            assertThat(falseOpeners.contains(encrypted) || unsealed.contains(encrypted))
                    .as("a right key that does not open %s", message.text())
                    .isTrue();
        } catch (InvalidCiphertextException refused) {
            assertThat(garbage).contains(encrypted);
            answered();
        } catch (RuntimeException failure) {
            assertThat(warm).as("warm, yet %s", failure).isFalse();
            requireFailure(failure);
        }
    }

    private interface Lease {
        DataKey take();
    }

    /** Who comes while a call that was lost still ends shares its failure; that is over soon. */
    private DataKey leased(boolean warm, Object asked, Lease lease) throws InterruptedException {
        if (fault == Fault.PARTITIONED && !warm) {
            return interrupted(asked, lease);
        }
        while (true) {
            try {
                return lease.take();
            } catch (DependencyTimeoutException failure) {
                if (!FaultyKeyService.LOST.equals(failure.getMessage())) {
                    throw failure;
                }
                Thread.sleep(1);
            }
        }
    }

    /**
     * Instead of waiting for an answer in vain, once the call is under way: it is lost when the network comes back. One that
     * nobody waits for any more would not be made at all.
     */
    private DataKey interrupted(Object asked, Lease lease) {
        boolean isNew = lostSoon.add(asked);
        int blocked = service.blocked();
        AtomicBoolean ended = new AtomicBoolean();
        Thread asking = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            while (isNew && service.blocked() == blocked && !ended.get()) {
                Thread.onSpinWait();
            }
            asking.interrupt();
        });
        interrupting.start();
        try {
            return lease.take();
        } finally {
            ended.set(true);
            while (interrupting.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(Thread.interrupted()).isTrue();
            if (isNew && service.blocked() == blocked) {
                // Left alone: no call is under way.
                lostSoon.remove(asked);
            }
        }
    }

    private void requireFailure(RuntimeException failure) {
        if (failure instanceof DependencyTimeoutException && mayBeLeftAlone()) {
            return;
        }
        Class<? extends RuntimeException> expected = switch (fault) {
            case THROTTLED -> ThrottlingException.class;
            case INTERNAL -> KmsInternalException.class;
            case PARTITIONED -> DependencyTimeoutException.class;
            case DEFECTIVE -> IllegalStateException.class;
            default -> throw new AssertionError("failed while " + fault, failure);
        };
        assertThat(failure).isExactlyInstanceOf(expected);
        if (fault != Fault.PARTITIONED) {
            // One that is cut off fails when the network comes back.
            failed();
        }
    }

    /** The pause is half to whole of what doubles with each further failure. */
    private boolean mayBeLeftAlone() {
        if (failuresInARow < FAILURES) {
            return false;
        }
        int doublings = Math.min(MOST_DOUBLINGS, failuresInARow - FAILURES);
        long pauseNanos = Math.min(LONGEST_PAUSE.toNanos(), PAUSE.toNanos() << doublings);
        return ticker.read() - lastFailureNanos < pauseNanos || service.blocked() > 0;
    }

    private void failed() {
        failuresInARow++;
        lastFailureNanos = ticker.read();
    }

    private void answered() {
        failuresInARow = 0;
    }
}
