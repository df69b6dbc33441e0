package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A token comes and goes, its device breaks, and several threads use it. */
class TokenSessionsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("a", "b");

    private SoftToken token;
    private FaultyCryptoki library;
    private Pkcs11KeyService keys;

    @BeforeEach
    void open() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        library = new FaultyCryptoki(SoftHsm.calls());
        keys = TestToken.open(token, library, SoftToken.PIN, 4);
    }

    @AfterEach
    void close() {
        if (keys != null) {
            library.heal();
            keys.close();
        }
    }

    @Test
    void aSessionAndALoginServeManyOperations() {
        for (int i = 0; i < 10; i++) {
            keys.decrypt(seal(), CONTEXT).close();
        }
        assertThat(library.calls("C_OpenSession")).isEqualTo(1);
        assertThat(library.calls("C_Login")).isEqualTo(1);
    }

    @Test
    void manyThreadsUseNoMoreSessionsThanAllowed() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            EncryptionContext own = EncryptionContext.of("thread", String.valueOf(t));
            done.add(pool.submit(() -> {
                for (int i = 0; i < 25; i++) {
                    try (GeneratedDataKey generated = keys.generateDataKey(TestToken.KEY, 32, own);
                            SecretBytes opened = keys.decrypt(generated.encrypted(), own)) {
                        assertThat(opened.sameAs(generated.plaintext())).isTrue();
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();
        assertThat(library.calls("C_OpenSession")).isBetween(1, 4);
        assertThat(library.calls("C_Login")).isEqualTo(1);
    }

    @Test
    void sessionsThatOthersClosedAreOpenedAgain() throws Exception {
        EncryptedDataKey sealed = seal();
        token.closeAllSessions();
        keys.decrypt(sealed, CONTEXT).close();
        assertThat(library.calls("C_Login")).isEqualTo(2);
    }

    /** Whoever is logged out sees no keys: not to be told as "not found", which a cache would remember. */
    @Test
    void aLogoutByOthersIsFollowedByALogin() throws Exception {
        EncryptedDataKey sealed = seal();
        token.logout();
        keys.decrypt(sealed, CONTEXT).close();
        assertThat(library.calls("C_Login")).isEqualTo(2);
    }

    @Test
    void aLibraryThatOthersShutDownIsStartedAgain() throws Exception {
        EncryptedDataKey sealed = seal();
        SoftHsm.stop();
        keys.decrypt(sealed, CONTEXT).close();
        SoftHsm.restart();
        seal();
    }

    @Test
    void aTokenThatWasTakenAwayAndPutBackIsUsedAgain() throws Exception {
        EncryptedDataKey sealed = seal();
        Path folder = token.folder();
        Path away = SoftHsm.tokens().resolveSibling("away-" + folder.getFileName());
        Files.move(folder, away);
        SoftHsm.restart();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining(token.label())
                    .hasMessageContaining("away");
            assertThatThrownBy(this::seal).isInstanceOf(DependencyTimeoutException.class);
        }
        assertThatThrownBy(() -> TestToken.open(token))
                .isInstanceOf(KmsException.KeyStoreNotFoundException.class)
                .hasMessageContaining(token.label());
        Files.move(away, folder);
        SoftHsm.restart();
        keys.decrypt(sealed, CONTEXT).close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "DEVICE_ERROR",
                "GENERAL_ERROR",
                "FUNCTION_FAILED",
                "DEVICE_REMOVED",
                "TOKEN_NOT_PRESENT",
                "SESSION_HANDLE_INVALID",
                "SESSION_CLOSED",
                "USER_NOT_LOGGED_IN",
                "KEY_HANDLE_INVALID",
                "OPERATION_ACTIVE"
            })
    void whatMayPassIsTriedOnceMoreAndNoMore(ReturnValue value) {
        EncryptedDataKey sealed = seal();
        library.fail("C_Sign", value, 1);
        keys.decrypt(sealed, CONTEXT).close();
        int before = library.calls("C_Sign");
        library.fail("C_Sign", value, 100);
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("CKR_" + value.name())
                .hasMessageContaining(token.label());
        assertThat(library.calls("C_Sign") - before).isEqualTo(2);
        library.heal();
        keys.decrypt(sealed, CONTEXT).close();
    }

    @ParameterizedTest
    @CsvSource({
        "C_Sign, DEVICE_MEMORY, DependencyTimeoutException",
        "C_FindObjects, HOST_MEMORY, DependencyTimeoutException",
        "C_Sign, MECHANISM_INVALID, UnsupportedOperationException",
        "C_Sign, KEY_FUNCTION_NOT_PERMITTED, InvalidKeyUsageException",
        "C_GetAttributeValue, ARGUMENTS_BAD, KMSInternalException",
        "C_OpenSession, SESSION_COUNT, DependencyTimeoutException",
        "C_Sign, PIN_EXPIRED, DependencyTimeoutException",
        "C_Initialize, CANT_LOCK, UnsupportedOperationException",
    })
    void whatDoesNotPassIsToldAtOnce(String function, ReturnValue value, String errorCode) throws Exception {
        token.closeAllSessions();
        library.fail(function, value, 100);
        assertThatThrownBy(() -> keys.generateDataKey(TestToken.KEY, 32, CONTEXT))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        failed -> assertThat(failed.errorCode()).isEqualTo(errorCode))
                .hasMessageContaining("CKR_" + value.name())
                .hasMessageContaining(token.label());
        library.heal();
        seal();
    }

    /** Something may be left half done in it. */
    @Test
    void anErrorThatDoesNotPassEndsItsSession() {
        int ended = library.calls("C_CloseSession");
        library.fail("C_Sign", ReturnValue.DEVICE_MEMORY, 1);
        assertThatThrownBy(this::seal).isInstanceOf(DependencyTimeoutException.class);
        assertThat(library.calls("C_CloseSession") - ended).isEqualTo(1);
        seal();
        assertThat(library.calls("C_OpenSession")).isEqualTo(2);
    }

    @Test
    void ofSeveralSessionsThatEndedNoneIsTriedAgain() throws Exception {
        try (TokenSessions sessions =
                new TokenSessions(library, new TokenName(token.label(), null), TestToken.pin(SoftToken.PIN), 3)) {
            long three = sessions.use(
                    first -> sessions.use(second -> sessions.use(third -> first.handle() ^ second.handle())));
            assertThat(three).as("sessions of their own").isNotZero();
            token.closeAllSessions();
            assertThat(sessions.<Boolean>use(session -> {
                        session.requireLogin();
                        return true;
                    }))
                    .isTrue();
        }
    }

    /** Forgotten, it would stay open for the life of the process, and a token has few. */
    @Test
    void aSessionThatWasOpenedAfterOthersEndedIsNotForgotten() throws Exception {
        CountDownLatch inSign = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        library.beforeNextSign(() -> {
            inSign.countDown();
            awaitUnharmed(ended);
        });
        FutureTask<EncryptedDataKey> slow = new FutureTask<>(this::seal);
        new Thread(slow).start();
        inSign.await();
        token.closeAllSessions();
        seal(); // opens one, which is kept
        ended.countDown();
        slow.get(); // met the end of its own
        keys.close();
        assertThat(token.isLoggedIn()).as("a session is open").isFalse();
    }

    /** Handles begin anew when a library was restarted: one session must not serve two threads. */
    @Test
    void aKeptSessionDoesNotShareItsHandleWithANewOne() throws Exception {
        TokenName name = new TokenName(token.label(), null);
        try (TokenSessions sessions = new TokenSessions(library, name, TestToken.pin(SoftToken.PIN), 3)) {
            SoftHsm.restart();
            AtomicLong kept = new AtomicLong();
            long[] handles = sessions.use(session -> {
                if (kept.get() == 0) {
                    kept.set(sessions.use(TokenSession::handle));
                    SoftHsm.restart();
                    // Somebody else's, so that the next one has the handle of the one that is kept.
                    library.openSession(name.find(library).number());
                    throw new CryptokiException("C_Sign", ReturnValue.SESSION_HANDLE_INVALID);
                }
                return new long[] {session.handle(), sessions.use(TokenSession::handle)};
            });
            assertThat(handles[0]).as("SoftHSM counts so").isEqualTo(kept.get());
            assertThat(handles[1]).isNotEqualTo(handles[0]);
        }
    }

    @Test
    void aTokenWithoutTheMechanismIsRefusedWhenItIsOpened() {
        library.withoutMechanism();
        assertThatThrownBy(() -> TestToken.open(token, library, SoftToken.PIN, 1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("CKM_AES_CMAC");
    }

    @Test
    void anInterruptedThreadUsesASessionButDoesNotWaitForOne() {
        try (TokenSessions sessions =
                new TokenSessions(library, new TokenName(token.label(), null), TestToken.pin(SoftToken.PIN), 1)) {
            Thread.currentThread().interrupt();
            long used = sessions.use(TokenSession::handle);
            assertThat(used).isNotZero();
            assertThatThrownBy(() -> sessions.use(first -> sessions.use(second -> true)))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        seal();
    }

    private static void awaitUnharmed(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private EncryptedDataKey seal() {
        try (GeneratedDataKey generated = keys.generateDataKey(TestToken.KEY, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }
}
