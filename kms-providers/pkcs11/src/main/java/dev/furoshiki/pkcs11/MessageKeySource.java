package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;

/** What message keys are derived by: the AES-CMAC (RFC 4493, with 256 bits) of a key that stays where it is. */
@FunctionalInterface
interface MessageKeySource {

    /** 16 bytes; the caller closes them. */
    SecretBytes mac(byte[] message) throws CryptokiException;
}
