package dev.furoshiki.pkcs11;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;

/** What the errors of a token mean for whoever uses a key of it. Stateless. */
final class TokenErrors {

    private TokenErrors() {}

    /** Whether the session it was met in, and those opened with it, are gone: their handles may mean others by now. */
    static boolean endsSessions(CryptokiException failed) {
        return failed.is(
                ReturnValue.SESSION_HANDLE_INVALID,
                ReturnValue.SESSION_CLOSED,
                ReturnValue.DEVICE_REMOVED,
                ReturnValue.TOKEN_NOT_PRESENT,
                ReturnValue.TOKEN_NOT_RECOGNIZED,
                ReturnValue.SLOT_ID_INVALID,
                ReturnValue.CRYPTOKI_NOT_INITIALIZED);
    }

    /** Whether a new session may do what the old one could not. */
    static boolean mayPass(CryptokiException failed) {
        return endsSessions(failed)
                || failed.is(
                        ReturnValue.USER_NOT_LOGGED_IN,
                        ReturnValue.DEVICE_ERROR,
                        ReturnValue.GENERAL_ERROR,
                        ReturnValue.FUNCTION_FAILED,
                        ReturnValue.OPERATION_ACTIVE,
                        ReturnValue.OPERATION_NOT_INITIALIZED,
                        // The key was removed after it was found; looking for it again says so.
                        ReturnValue.KEY_HANDLE_INVALID,
                        ReturnValue.OBJECT_HANDLE_INVALID);
    }

    /** The exception that says what happened, and the way out. */
    static KmsException translate(CryptokiException failed, TokenName token) {
        String what = "the token " + token + " failed (" + failed.getMessage() + "): ";
        if (mayPass(failed)) {
            return new DependencyTimeoutException(
                    what + "look whether it is connected and its device works; the next operation tries it anew",
                    failed);
        }
        // Others use the device too, and leave it again: that it has no room now says nothing of a key.
        if (failed.is(ReturnValue.SESSION_COUNT)) {
            return new DependencyTimeoutException(
                    what + "it has no more sessions; lower the option sessions, here or in other processes", failed);
        }
        if (failed.is(ReturnValue.HOST_MEMORY, ReturnValue.DEVICE_MEMORY)) {
            return new DependencyTimeoutException(
                    what + "it has no memory left; remove objects or close sessions", failed);
        }
        if (failed.is(ReturnValue.MECHANISM_INVALID, ReturnValue.FUNCTION_NOT_SUPPORTED)) {
            return new UnsupportedOperationException(what + "it has no AES-CMAC, by which message keys are derived; "
                    + "allow it in the device's settings, or use another token");
        }
        if (failed.is(ReturnValue.KEY_FUNCTION_NOT_PERMITTED, ReturnValue.KEY_TYPE_INCONSISTENT)) {
            return new InvalidKeyUsageException(what + "the key may not make AES-CMACs; name one that may");
        }
        if (failed.is(ReturnValue.PIN_EXPIRED, ReturnValue.PIN_LOCKED, ReturnValue.USER_PIN_NOT_INITIALIZED)) {
            return new DependencyTimeoutException(what + "set a PIN with its own tools", failed);
        }
        if (failed.is(ReturnValue.CANT_LOCK)) {
            return new UnsupportedOperationException(
                    what + "its library cannot be used by several threads; use another library");
        }
        return new KmsInternalException(what + "its manual, or its library's log, says more", failed);
    }
}
