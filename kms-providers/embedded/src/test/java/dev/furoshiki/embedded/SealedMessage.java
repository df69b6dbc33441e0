package dev.furoshiki.embedded;

import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an application stores: a message under a data key, and the data key encrypted. Sealed and opened by the JCA alone.
 * Immutable.
 */
final class SealedMessage {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;
    private final byte[] nonce = new byte[12];
    private final byte[] sealed;
    private final EncryptedDataKey key;

    SealedMessage(String text, DataKey key) throws GeneralSecurityException {
        this.text = text;
        this.key = key.encrypted();
        RANDOM.nextBytes(nonce);
        this.sealed = cipher(Cipher.ENCRYPT_MODE, nonce, key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was sealed. */
    String text() {
        return text;
    }

    /** The key that it was sealed under, encrypted. */
    EncryptedDataKey key() {
        return key;
    }

    /** @throws javax.crypto.AEADBadTagException when the key is another */
    String openedWith(DataKey opener) throws GeneralSecurityException {
        return new String(cipher(Cipher.DECRYPT_MODE, nonce, opener).doFinal(sealed), StandardCharsets.UTF_8);
    }

    private static Cipher cipher(int mode, byte[] nonce, DataKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key.secret().toByteArray(), "AES"), new GCMParameterSpec(128, nonce));
        return cipher;
    }
}
