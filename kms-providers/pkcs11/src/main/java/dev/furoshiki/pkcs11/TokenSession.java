package dev.furoshiki.pkcs11;

import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.TokenInfo;

/** An open session with a token, logged in where the token wants it. Used by one thread at a time. */
record TokenSession(Cryptoki cryptoki, long handle, TokenInfo info) {

    /** The token's label, for messages. */
    String token() {
        return "'" + info.label() + "'";
    }

    /** @throws CryptokiException CKR_USER_NOT_LOGGED_IN when somebody in this process logged out */
    void requireLogin() throws CryptokiException {
        if (info.requiresLogin() && !cryptoki.isLoggedIn(handle)) {
            throw new CryptokiException("C_GetSessionInfo", ReturnValue.USER_NOT_LOGGED_IN);
        }
    }
}
