package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CallPolicy;
import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.embedded.FaultyKeyService.Fault;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache over a real key service that is slow, throttled, cut off, broken or lying. */
@Timeout(60)
class KeyServiceFaultsTest {

    static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final CallPolicy CALLS = CallPolicy.DEFAULT
            .withTimeout(Duration.ofMillis(500))
            .withCircuitBreaker(5, Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final Map<Fault, Class<? extends RuntimeException>> FAILURES = Map.of(
            Fault.THROTTLED, ThrottlingException.class,
            Fault.INTERNAL, KmsInternalException.class,
            Fault.PARTITIONED, DependencyTimeoutException.class,
            Fault.DEFECTIVE, IllegalStateException.class);

    @TempDir
    static Path folder;

    private static EmbeddedKeyService keys;
    private static String keyId;

    private final SettableTicker ticker = new SettableTicker();
    private FaultyKeyService service;
    private DataKeyCache cache;

    @BeforeAll
    static void create() throws Exception {
        keys = new TestStore(folder).create();
        keyId = keys.createKey("").keyId();
    }

    @AfterAll
    static void closeAll() {
        keys.close();
    }

    @BeforeEach
    void open() {
        service = new FaultyKeyService(keys);
        cache = new DataKeyCache(service, CachePolicy.DEFAULT.with(CALLS), ticker);
    }

    @AfterEach
    void close() {
        service.close();
        cache.close();
    }

    /** Refreshes fail from four fifths of it on, which nobody notices. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OTHER_PLAINTEXT", "GARBAGE", "SHORT"})
    void warmAnOutageShorterThanMaxAgeCostsNothing(Fault fault) throws Exception {
        SealedMessage message = seal("before");
        open(message);
        service.suffer(fault);
        Duration step = Duration.ofSeconds(15);
        for (Duration age = step; age.compareTo(MAX_AGE) < 0; age = age.plus(step)) {
            ticker.advance(step);
            assertThat(open(seal("meanwhile, after " + age))).startsWith("meanwhile");
            assertThat(open(message)).isEqualTo("before");
        }
        service.suffer(Fault.NONE);
        ticker.advance(step);
        assertThat(open(eventually(() -> seal("after")))).isEqualTo("after");
        assertThat(open(message)).isEqualTo("before");
    }

    /** Nobody waits longer than callTimeout, though the call goes on. */
    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL", "PARTITIONED", "DEFECTIVE"})
    void coldItIsATypedException(Fault fault) throws Exception {
        SealedMessage message = seal("before");
        ticker.advance(MAX_AGE);
        service.suffer(fault);
        assertThatThrownBy(() -> seal("meanwhile")).isExactlyInstanceOf(FAILURES.get(fault));
        assertThatThrownBy(() -> open(message)).isExactlyInstanceOf(FAILURES.get(fault));
        while (fault == Fault.PARTITIONED && service.blocked() < 2) {
            Thread.sleep(1);
        }
        service.suffer(Fault.NONE);
        assertThat(eventually(() -> open(message))).isEqualTo("before");
    }

    @Test
    void afterRecoveryTheBreakerClosesByItself() throws Exception {
        service.suffer(Fault.THROTTLED);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> seal("meanwhile")).isInstanceOf(ThrottlingException.class);
        }
        service.suffer(Fault.NONE);
        int calls = service.calls();
        assertThatThrownBy(() -> seal("too early"))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("5 times in a row");
        assertThat(service.calls()).isEqualTo(calls);
        ticker.advance(Duration.ofMillis(100));
        assertThat(open(seal("after"))).isEqualTo("after");
        // And stays closed: one failure more is one, not the sixth.
        ticker.advance(MAX_AGE);
        service.suffer(Fault.THROTTLED);
        assertThatThrownBy(() -> seal("again")).isInstanceOf(ThrottlingException.class);
        service.suffer(Fault.NONE);
        assertThat(open(seal("after again"))).isEqualTo("after again");
    }

    /** A shorter key would encrypt, and less well than was asked for. */
    @Test
    void aKeyOfAnotherLengthIsNotUsed() {
        service.suffer(Fault.SHORT);
        assertThatThrownBy(() -> seal("with a short key"))
                .isExactlyInstanceOf(KmsInternalException.class)
                .hasMessageContaining("'embedded'")
                .hasMessageContaining("16 bytes")
                .hasMessageContaining("32");
        assertThat(cache.statistics().entries()).isZero();
    }

    /** A cipher that authenticates is what notices. */
    @Test
    void aWrongPlaintextNeverOpensToAWrongValue() throws Exception {
        SealedMessage message = seal("before");
        service.suffer(Fault.OTHER_PLAINTEXT);
        assertThatThrownBy(() -> open(message)).isInstanceOf(AEADBadTagException.class);
        ticker.advance(MAX_AGE);
        SealedMessage lost = seal("under a key that is not the one sealed");
        service.suffer(Fault.NONE);
        ticker.advance(MAX_AGE);
        assertThat(open(message)).isEqualTo("before");
        assertThatThrownBy(() -> open(lost)).isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void aGarbageCiphertextIsRefusedWhenItIsRead() throws Exception {
        service.suffer(Fault.GARBAGE);
        SealedMessage lost = seal("whose key nobody can open");
        service.suffer(Fault.NONE);
        assertThatThrownBy(() -> open(lost)).isInstanceOf(KmsException.InvalidCiphertextException.class);
    }

    /** As of a machine that slept: all is too old at once, and nothing is served that is. */
    @Test
    void aTickerThatJumpsAheadMakesAllTooOld() throws Exception {
        SealedMessage message = seal("before");
        open(message);
        int calls = service.calls();
        ticker.advance(Duration.ofDays(365));
        service.suffer(Fault.THROTTLED);
        assertThat(catchThrowable(() -> open(message))).isInstanceOf(ThrottlingException.class);
        assertThat(catchThrowable(() -> seal("with what is too old"))).isInstanceOf(ThrottlingException.class);
        service.suffer(Fault.NONE);
        assertThat(open(message)).isEqualTo("before");
        assertThat(service.calls()).isEqualTo(calls + 3);
    }

    private SealedMessage seal(String text) throws GeneralSecurityException {
        try (DataKey key = cache.forEncryption(keyId, 32, CONTEXT, text.length())) {
            return new SealedMessage(text, key);
        }
    }

    private String open(SealedMessage message) throws GeneralSecurityException {
        try (DataKey key = cache.forDecryption(message.key(), CONTEXT)) {
            return message.openedWith(key);
        }
    }

    private interface Attempt<T> {
        T make() throws Exception;
    }

    /** Who comes while a call that is lost still ends shares its failure, and a breaker that is open needs time. */
    private <T> T eventually(Attempt<T> attempt) throws Exception {
        while (true) {
            try {
                return attempt.make();
            } catch (DependencyTimeoutException ending) {
                ticker.advance(Duration.ofMillis(10));
            }
        }
    }
}
