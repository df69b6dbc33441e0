package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import dev.furoshiki.testing.provider.Canary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A token locks itself after a few wrong PINs: none is tried that does not have to be. */
class TokenLoginTest {

    private static final String WRONG = "wrong-pin-9431";
    private static final long FINAL_TRY = 0x20000;
    private static final long LOCKED = 0x40000;

    private SoftToken token;
    private FaultyCryptoki library;

    @BeforeEach
    void make() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        library = new FaultyCryptoki(SoftHsm.calls());
    }

    @Test
    void aWrongPinIsSaidAndNotShown() {
        assertThatThrownBy(() -> TestToken.open(token, WRONG))
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining(token.label())
                .hasMessageContaining("PIN given")
                .satisfies(Canary.of(WRONG.getBytes(StandardCharsets.UTF_8))::assertNotIn);
        Canary.of(WRONG.getBytes(StandardCharsets.UTF_8))
                .assertNotIn(TestToken.pin(WRONG).toString());
    }

    @Test
    void aPinIsZeroedWhetherItWasRightOrWrong() {
        assertThatThrownBy(() -> open(WRONG)).isInstanceOf(IncorrectRootKeyException.class);
        assertThat(library.lastPin()).hasSize(WRONG.length()).containsOnly(0);
        open(SoftToken.PIN).close();
        assertThat(library.lastPin()).hasSize(SoftToken.PIN.length()).containsOnly(0);
    }

    @Test
    void aWrongPinIsTriedOnceHoweverOftenTheServiceIsOpened() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> open(WRONG)).isInstanceOf(IncorrectRootKeyException.class);
        }
        assertThat(library.calls("C_Login")).isEqualTo(1);
        // Another PIN is tried.
        open(SoftToken.PIN).close();
        assertThat(library.calls("C_Login")).isEqualTo(2);
    }

    @Test
    void aWrongPinIsTriedOnceHoweverManyThreadsOpenTheService() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Object>> opened = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            opened.add(pool.submit(() -> {
                start.await();
                return open(WRONG);
            }));
        }
        start.countDown();
        for (Future<Object> each : opened) {
            assertThatThrownBy(each::get).hasCauseInstanceOf(IncorrectRootKeyException.class);
        }
        pool.shutdown();
        assertThat(library.calls("C_Login")).isEqualTo(1);
    }

    @Test
    void aPinThatTheTokenDoesNotTakeAnyMoreIsTriedOnceInALongLife() throws Exception {
        byte[] pin = SoftToken.PIN.getBytes(StandardCharsets.UTF_8);
        try (Pkcs11KeyService keys = new Pkcs11KeyService(
                library, new TokenName(token.label(), null), PinSource.of(SecretBytes.takeOver(pin)), 4)) {
            keys.generateDataKey(TestToken.KEY, 32, EncryptionContext.empty()).close();
            pin[0] ^= 1;
            token.closeAllSessions();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> keys.generateDataKey(TestToken.KEY, 32, EncryptionContext.empty()))
                        .isInstanceOf(IncorrectRootKeyException.class);
            }
            assertThat(library.calls("C_Login")).isEqualTo(2);
        }
    }

    @Test
    void noPinIsTriedBeforeTheLastOneThatWouldLock() {
        library.flag(FINAL_TRY);
        assertThatThrownBy(() -> open(SoftToken.PIN))
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining("one more wrong PIN");
        assertThat(library.calls("C_Login")).isZero();
    }

    @Test
    void aLockedTokenIsNamed() {
        library.flag(LOCKED);
        assertThatThrownBy(() -> open(SoftToken.PIN))
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining("is locked")
                .hasMessageContaining(token.label());
        assertThat(library.calls("C_Login")).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"PIN_LOCKED", "PIN_EXPIRED", "USER_PIN_NOT_INITIALIZED", "USER_ANOTHER_ALREADY_LOGGED_IN"})
    void aTokenThatTakesNoPinSaysWhy(ReturnValue value) {
        library.fail("C_Login", value, 1);
        assertThatThrownBy(() -> open(SoftToken.PIN))
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining(token.label());
        assertThat(library.calls("C_Login")).isEqualTo(1);
        assertThat(library.calls("C_CloseSession")).isEqualTo(library.calls("C_OpenSession"));
    }

    /** Each one would read the PIN, and the next operation would wait for its end. */
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // nothing there heeds an interrupt
    void loginsWithoutEffectAreNotRepeatedForEver() {
        library.withoutLogins();
        assertThatThrownBy(() -> open(SoftToken.PIN))
                .isInstanceOf(KmsInternalException.class)
                .hasMessageContaining(token.label())
                .hasMessageContaining("nobody is logged in");
        assertThat(library.calls("C_Login")).isEqualTo(2);
        assertThat(library.calls("C_CloseSession")).isEqualTo(library.calls("C_OpenSession"));
    }

    @Test
    void aTokenWithoutAPinSaysSo() throws Exception {
        SoftToken fresh = SoftHsm.newTokenWithoutPin();
        assertThatThrownBy(() -> TestToken.open(fresh))
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining("no PIN");
    }

    @Test
    void aPinFromAFileCountsWithoutItsLineBreak(@TempDir Path folder) throws Exception {
        for (String end : List.of("", "\n", "\r\n")) {
            Path file = Files.writeString(folder.resolve("pin"), SoftToken.PIN + end);
            open(PinSource.file(file)).close();
        }
    }

    @Test
    void aPinThatIsMissingIsNamedByItsPlace(@TempDir Path folder) throws Exception {
        Path absent = folder.resolve("absent");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path huge = Files.writeString(folder.resolve("huge"), "1".repeat(1025));
        for (Path file : List.of(absent, empty, huge)) {
            assertThatThrownBy(() -> open(PinSource.file(file)))
                    .isInstanceOf(RootKeyUnavailableException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThatThrownBy(() -> open(PinSource.environment("FUROSHIKI_NO_SUCH_PIN")))
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining("FUROSHIKI_NO_SUCH_PIN");
        assertThat(library.calls("C_Login")).isZero();
    }

    private Pkcs11KeyService open(String pin) {
        return TestToken.open(token, library, pin, 4);
    }

    private Pkcs11KeyService open(PinSource pin) {
        return new Pkcs11KeyService(library, new TokenName(token.label(), null), pin, 4);
    }
}
