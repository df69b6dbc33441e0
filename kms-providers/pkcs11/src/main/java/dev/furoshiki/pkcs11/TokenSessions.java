package dev.furoshiki.pkcs11;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions with one token: kept when they are not in use, opened anew, with a login, after the token was away.
 * Thread-safe; no call to the token is made under a lock.
 *
 * <p>An operation that met the end of its session is done once more in a new one, and no more than once. A failure that is not
 * known to be harmless ends the session, so that the next user finds no operation half done in it.
 */
final class TokenSessions implements AutoCloseable {

    private static final long LONGEST_WAIT_SECONDS = 30;

    private final Cryptoki cryptoki;
    private final TokenName name;
    private final PinSource pins;
    private final int most;
    private final Semaphore permits;
    private final Deque<TokenSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** What is done in a session. */
    interface Work<T> {
        T in(TokenSession session) throws CryptokiException;
    }

    TokenSessions(Cryptoki cryptoki, TokenName name, PinSource pins, int most) {
        this.cryptoki = cryptoki;
        this.name = name;
        this.pins = pins;
        this.most = most;
        this.permits = new Semaphore(most);
    }

    /**
     * Looks for the token, logs in, and checks that it can do what is needed.
     *
     * @throws KeyStoreNotFoundException when there is no such token, or several
     */
    void connect() {
        try {
            cryptoki.initialize();
            TokenName.Slot slot = name.find(cryptoki);
            if (!cryptoki.signs(slot.number(), Cryptoki.AES_CMAC)) {
                throw new UnsupportedOperationException(
                        "the token " + name + " has no AES-CMAC (CKM_AES_CMAC), by which "
                                + "message keys are derived: allow it in the device's settings, or use another token");
            }
            giveBack(open());
        } catch (CryptokiException failed) {
            throw TokenErrors.translate(failed, name);
        }
    }

    /** Does the work in a session that nobody else uses meanwhile. Throws as the work does, and when the token is away. */
    <T> T use(Work<T> work) {
        acquirePermit();
        try {
            try {
                return once(work);
            } catch (CryptokiException failed) {
                if (!TokenErrors.mayPass(failed)) {
                    throw TokenErrors.translate(failed, name);
                }
                forgetIdle(!TokenErrors.endsSessions(failed));
            }
            return once(work);
        } catch (CryptokiException again) {
            throw TokenErrors.translate(again, name);
        } catch (KeyStoreNotFoundException away) {
            throw new DependencyTimeoutException(
                    "the token is away: " + away.getMessage() + "; the next operation looks for it anew", away);
        } finally {
            permits.release();
        }
    }

    private void acquirePermit() {
        try {
            // At once where one is free, also for a thread that was interrupted and has cleaning up to do.
            if (permits.tryAcquire() || permits.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DependencyTimeoutException(
                    "interrupted while waiting for a session with the token " + name, interrupted);
        }
        throw new DependencyTimeoutException(
                "all " + most + " sessions with the token " + name + " were in use for " + LONGEST_WAIT_SECONDS
                        + " s: raise the option sessions, or look whether its device answers",
                null);
    }

    private <T> T once(Work<T> work) throws CryptokiException {
        TokenSession kept = idle.pollFirst();
        TokenSession session = kept == null ? open() : kept;
        try {
            T result = work.in(session);
            giveBack(session);
            return result;
        } catch (CryptokiException failed) {
            if (!TokenErrors.endsSessions(failed)) {
                end(session);
            }
            throw failed;
        } catch (RuntimeException refused) {
            // The token did all that it was asked.
            giveBack(session);
            throw refused;
        }
    }

    private TokenSession open() throws CryptokiException {
        cryptoki.initialize();
        TokenName.Slot slot = name.find(cryptoki);
        TokenSession session = new TokenSession(cryptoki, cryptoki.openSession(slot.number()), slot.token());
        try {
            TokenLogin.ensure(cryptoki, slot.number(), session.handle(), pins);
            return session;
        } catch (Throwable failed) {
            end(session);
            throw failed;
        }
    }

    private void giveBack(TokenSession session) {
        idle.addFirst(session);
        if (closed) {
            forgetIdle(true);
        }
    }

    private void forgetIdle(boolean stillOpen) {
        for (@Nullable TokenSession session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            if (stillOpen) {
                end(session);
            }
        }
    }

    private static void end(TokenSession session) {
        try {
            session.cryptoki().closeSession(session.handle());
        } catch (CryptokiException alreadyEnded) {
            // What is wanted is that it is no longer there.
        }
    }

    /** Ends those that are not in use; those in use end when they are given back. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        forgetIdle(true);
    }
}
