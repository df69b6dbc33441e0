package dev.furoshiki.benchmarks.micro;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** AES-256-GCM on 64 bytes, cipher, key and arrays kept: what {@link RandomizedCell} is compared with. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class RawGcm {

    private final SecretKey key = new SecretKeySpec(new byte[32], "AES");
    private final GCMParameterSpec nonceOfSealed = new GCMParameterSpec(128, new byte[12]);
    private final ByteBuffer nonce = ByteBuffer.allocate(12);
    private final byte[] plaintext = new byte[64];
    private final byte[] out = new byte[64 + 16];
    private Cipher cipher;
    private byte[] sealed;
    private long count;

    @Setup
    public void setUp() throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, nonceOfSealed);
        sealed = cipher.doFinal(plaintext);
    }

    @Benchmark
    public byte[] seal() throws GeneralSecurityException {
        nonce.putLong(0, ++count);
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce.array()));
        cipher.doFinal(plaintext, 0, plaintext.length, out, 0);
        return out;
    }

    @Benchmark
    public byte[] open() throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, nonceOfSealed);
        cipher.doFinal(sealed, 0, sealed.length, out, 0);
        return out;
    }
}
