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
 *
 * @param text what was sealed
 */
record SealedMessage(String text, byte[] nonce, byte[] sealed, EncryptedDataKey key) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static SealedMessage of(String text, DataKey key) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        RANDOM.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, key).doFinal(text.getBytes(StandardCharsets.UTF_8));
        return new SealedMessage(text, nonce, sealed, key.encrypted());
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
