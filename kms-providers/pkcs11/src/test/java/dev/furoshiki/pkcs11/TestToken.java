package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.nio.charset.StandardCharsets;

/** How tests open a key service over a token of SoftHSM. */
final class TestToken {

    static final String KEY = "alias/orders";
    static final String KEY_ID = "0a01";

    private TestToken() {}

    /** A token with one key, {@link #KEY}. */
    static SoftToken withKey() throws CryptokiException {
        SoftToken token = SoftHsm.newToken();
        token.generateKey("orders", KEY_ID);
        return token;
    }

    static Pkcs11KeyService open(SoftToken token) {
        return open(token, SoftToken.PIN);
    }

    static Pkcs11KeyService open(SoftToken token, String pin) {
        return Pkcs11KeyService.builder(SoftHsm.library())
                .token(token.label())
                .pin(pin(pin))
                .open();
    }

    static Pkcs11KeyService open(SoftToken token, Cryptoki through, String pin, int sessions) {
        return new Pkcs11KeyService(through, new TokenName(token.label(), null), pin(pin), sessions);
    }

    static PinSource pin(String pin) {
        return PinSource.of(SecretBytes.takeOver(pin.getBytes(StandardCharsets.UTF_8)));
    }
}
