package dev.furoshiki.pkcs11;

import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.TokenInfo;

/**
 * An open session with a token, logged in where the token wants it. Used by one thread at a time.
 *
 * @param opening when it was asked for, in its owner's count of moments
 * @param opened when it was there
 */
record TokenSession(Cryptoki cryptoki, long handle, TokenInfo info, long opening, long opened) {

    /** The token's label, for messages. */
    String token() {
        return "'" + info.label() + "'";
    }

    /** Whether it was there when the other was asked for; so it went when that one went. */
    boolean wasThereBefore(TokenSession other) {
        return opened < other.opening;
    }

    /** @throws CryptokiException CKR_USER_NOT_LOGGED_IN when somebody in this process logged out */
    void requireLogin() throws CryptokiException {
        if (info.requiresLogin() && !cryptoki.isLoggedIn(handle)) {
            throw new CryptokiException("C_GetSessionInfo", ReturnValue.USER_NOT_LOGGED_IN);
        }
    }
}
