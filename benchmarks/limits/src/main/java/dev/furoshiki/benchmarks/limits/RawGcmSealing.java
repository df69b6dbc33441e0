package dev.furoshiki.benchmarks.limits;

import dev.furoshiki.benchmarks.protocol.Workload;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with cipher, key and arrays kept: the least that any sealing does. The nonce is a counter, there is no
 * associated data and nothing is framed, so whatever a product needs besides counts against it.
 */
final class RawGcmSealing implements Workload {

    private static final int TAG_BYTES = 16;

    private final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    private final SecretKey key = new SecretKeySpec(new byte[32], "AES");
    private final ByteBuffer nonce = ByteBuffer.allocate(12);
    private final byte[] plaintext;
    private final byte[] sealed;
    private long count;

    RawGcmSealing(int plaintextBytes) throws GeneralSecurityException {
        this.plaintext = new byte[plaintextBytes];
        this.sealed = new byte[plaintextBytes + TAG_BYTES];
    }

    @Override
    public long run(long operations) throws GeneralSecurityException {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            nonce.putLong(0, ++count);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce.array()));
            sum += cipher.doFinal(plaintext, 0, plaintext.length, sealed, 0) + sealed[0];
        }
        return sum;
    }

    @Override
    public long bytesPerOperation() {
        return plaintext.length;
    }
}
