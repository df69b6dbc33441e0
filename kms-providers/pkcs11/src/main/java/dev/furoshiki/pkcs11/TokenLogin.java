package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.TokenInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Logs this process in to a token. A token counts wrong PINs and locks itself after a few, often for good; hence, over the
 * whole process: one login at a time for a token, a PIN that it refused is never tried again, and none is tried when the
 * next wrong one would lock the token. Thread-safe.
 */
final class TokenLogin {

    private static final long LONGEST_LOGIN_SECONDS = 60;

    /** A second one for what others in the process may do in between, such as to log out. */
    private static final int MOST_LOGINS = 2;

    /** By token. Whoever holds the latch there logs in; the others wait for it and look again. */
    private static final Map<String, CountDownLatch> IN_PROGRESS = new ConcurrentHashMap<>();

    private TokenLogin() {}

    /**
     * Returns when the process is logged in.
     *
     * @param slot where the session is
     * @throws IncorrectRootKeyException when the token refuses the PIN, or did so before
     * @throws RootKeyUnavailableException when there is no PIN, or the token takes none
     * @throws KmsInternalException when logins succeed, and nobody is logged in after them
     */
    static void ensure(Cryptoki cryptoki, long slot, long session, PinSource pins) throws CryptokiException {
        TokenInfo token = cryptoki.tokenInfo(slot);
        String key = token.label() + "\n" + token.serial();
        int logins = 0;
        while (token.requiresLogin() && !cryptoki.isLoggedIn(session)) {
            if (logins == MOST_LOGINS) {
                throw withoutEffect(token);
            }
            CountDownLatch mine = new CountDownLatch(1);
            CountDownLatch other = IN_PROGRESS.putIfAbsent(key, mine);
            if (other != null) {
                await(other, token);
                continue;
            }
            try {
                logins++;
                login(cryptoki, cryptoki.tokenInfo(slot), session, pins);
            } finally {
                IN_PROGRESS.remove(key, mine);
                mine.countDown();
            }
        }
    }

    private static void await(CountDownLatch other, TokenInfo token) {
        try {
            if (other.await(LONGEST_LOGIN_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DependencyTimeoutException(
                    "interrupted while waiting for the login to the token '" + token.label() + "'", interrupted);
        }
        throw new DependencyTimeoutException(
                "the login to the token '" + token.label() + "' takes longer than " + LONGEST_LOGIN_SECONDS
                        + " s: look whether its device answers",
                null);
    }

    private static void login(Cryptoki cryptoki, TokenInfo token, long session, PinSource pins)
            throws CryptokiException {
        requireReady(token);
        try (SecretBytes pin = pins.read()) {
            RefusedPins.Attempt attempt = RefusedPins.of(token, pin);
            if (attempt.wasRefused()) {
                throw incorrect(token, pins, " before, and was not tried again");
            }
            byte[] bytes = pin.toByteArray();
            try {
                cryptoki.login(session, bytes);
            } catch (CryptokiException failed) {
                if (failed.is(ReturnValue.PIN_INCORRECT, ReturnValue.PIN_INVALID, ReturnValue.PIN_LEN_RANGE)) {
                    attempt.refused();
                    throw incorrect(token, pins, "");
                }
                if (!failed.is(ReturnValue.USER_ALREADY_LOGGED_IN)) {
                    throw translated(failed, token);
                }
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    private static void requireReady(TokenInfo token) {
        if (token.isLocked()) {
            throw locked(token);
        }
        if (token.isOnFinalTry()) {
            throw new RootKeyUnavailableException(
                    "the token '" + token.label()
                            + "' locks itself after one more wrong PIN, so none was tried: log in "
                            + "once with its own tools and the right PIN, which sets its counter back",
                    null);
        }
    }

    private static RuntimeException translated(CryptokiException failed, TokenInfo token) throws CryptokiException {
        if (failed.is(ReturnValue.PIN_LOCKED)) {
            return locked(token);
        }
        if (failed.is(ReturnValue.USER_PIN_NOT_INITIALIZED)) {
            return new RootKeyUnavailableException(
                    "the token '" + token.label()
                            + "' has no PIN for its user yet: its security officer has to set one "
                            + "with its own tools",
                    failed);
        }
        if (failed.is(ReturnValue.PIN_EXPIRED)) {
            return new RootKeyUnavailableException(
                    "the PIN of the token '" + token.label() + "' has expired: set a new one with its own tools",
                    failed);
        }
        if (failed.is(ReturnValue.USER_ANOTHER_ALREADY_LOGGED_IN)) {
            return new RootKeyUnavailableException(
                    "something else in this process is logged in to the token '" + token.label()
                            + "' as its security officer, which keeps its user out: log that out",
                    failed);
        }
        throw failed;
    }

    private static IncorrectRootKeyException incorrect(TokenInfo token, PinSource pins, String when) {
        return new IncorrectRootKeyException("the token '" + token.label() + "' refused the PIN (" + pins + ")" + when
                + ": correct the PIN, not by trying, since a token locks itself after a few wrong ones; when it was the "
                + "token's PIN that was changed to this one, start the process anew");
    }

    private static KmsInternalException withoutEffect(TokenInfo token) {
        return new KmsInternalException(
                "the token '" + token.label() + "' accepted the PIN " + MOST_LOGINS + " times, and says that nobody is "
                        + "logged in: look whether something else in this process logs out again and again; else its "
                        + "library does not keep to the standard",
                null);
    }

    private static RootKeyUnavailableException locked(TokenInfo token) {
        return new RootKeyUnavailableException(
                "the token '" + token.label()
                        + "' is locked after too many wrong PINs: its security officer has to set "
                        + "a new PIN with its own tools",
                null);
    }
}
