package dev.furoshiki.benchmarks.limits;

import dev.furoshiki.benchmarks.protocol.Workload;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The counterpart of {@link RawGcmSealing}: opens one sealed message again and again, into one array. */
final class RawGcmOpening implements Workload {

    private final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    private final SecretKey key = new SecretKeySpec(new byte[32], "AES");
    private final GCMParameterSpec nonce = new GCMParameterSpec(128, new byte[12]);
    private final byte[] sealed;
    private final byte[] plaintext;

    RawGcmOpening(int plaintextBytes) throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key, nonce);
        this.sealed = cipher.doFinal(new byte[plaintextBytes]);
        this.plaintext = new byte[plaintextBytes];
    }

    @Override
    public long run(long operations) throws GeneralSecurityException {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce);
            sum += cipher.doFinal(sealed, 0, sealed.length, plaintext, 0) + plaintext[0];
        }
        return sum;
    }

    @Override
    public long bytesPerOperation() {
        return plaintext.length;
    }
}
