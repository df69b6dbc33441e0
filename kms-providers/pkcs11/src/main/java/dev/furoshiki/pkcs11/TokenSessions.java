package dev.furoshiki.pkcs11;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The sessions with one token: kept when they are not in use, opened anew, with a login, after the token was away.
 * Thread-safe; no call to the token is made under a lock.
 *
 * <p>An operation that met the end of its session is done once more in a new one, and no more than once. Those that are kept and
 * are older have ended with it; those that were opened since may live, and whoever takes one next finds out. A failure that is
 * not known to be harmless ends the session, so that the next user finds no operation half done in it.
 */
final class TokenSessions implements AutoCloseable {

    private static final long LONGEST_WAIT_SECONDS = 30;

    private final Cryptoki cryptoki;
    private final TokenName name;
    private final PinSource pins;
    private final int most;
    private final Semaphore permits;
    private final Deque<TokenSession> idle = new ConcurrentLinkedDeque<>();
    private final AtomicLong moments = new AtomicLong();
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
            return twice(work);
        } catch (CryptokiException failed) {
            throw TokenErrors.translate(failed, name);
        } catch (KeyStoreNotFoundException away) {
            throw new DependencyTimeoutException(
                    "the token is away: " + away.getMessage() + "; the next operation looks for it anew", away);
        } catch (RootKeyUnavailableException noLogin) {
            // Not the token's word on a key: keys that were opened before it serve on in a cache.
            throw new DependencyTimeoutException(
                    "there is no login to the token: " + noLogin.getMessage() + "; the next operation tries it anew",
                    noLogin);
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

    private <T> T twice(Work<T> work) throws CryptokiException {
        TokenSession kept = idle.pollFirst();
        try {
            return once(kept == null ? open() : kept, work);
        } catch (CryptokiException failed) {
            if (!TokenErrors.mayPass(failed)) {
                throw failed;
            }
            if (!TokenErrors.endsSessions(failed)) {
                endIdle();
            }
        }
        // Not in one that is kept, which may have ended too.
        return once(open(), work);
    }

    private <T> T once(TokenSession session, Work<T> work) throws CryptokiException {
        try {
            T result = work.in(session);
            giveBack(session);
            return result;
        } catch (CryptokiException failed) {
            if (TokenErrors.endsSessions(failed)) {
                // Not closed: their handles may be those of others by now.
                idle.removeIf(kept -> kept.wasThereBefore(session));
            } else {
                end(session);
            }
            throw failed;
        } catch (KmsException refused) {
            if (refused instanceof KmsInternalException) {
                end(session);
            } else {
                // The token did all that it was asked.
                giveBack(session);
            }
            throw refused;
        } catch (Throwable unknown) {
            end(session);
            throw unknown;
        }
    }

    private TokenSession open() throws CryptokiException {
        cryptoki.initialize();
        TokenName.Slot slot = name.find(cryptoki);
        long opening = moments.incrementAndGet();
        long handle = cryptoki.openSession(slot.number());
        // One that is kept under the handle of a new one has ended: the two would be used at the same time.
        idle.removeIf(kept -> kept.handle() == handle);
        TokenSession session = new TokenSession(cryptoki, handle, slot.token(), opening, moments.incrementAndGet());
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
            endIdle();
        }
    }

    private void endIdle() {
        for (@Nullable TokenSession session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            end(session);
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
        endIdle();
    }
}
