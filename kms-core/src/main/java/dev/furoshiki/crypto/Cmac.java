package dev.furoshiki.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/** AES-CMAC (RFC 4493) by one CBC call for a short message. For one owner at a time. */
final class Cmac {

    static final int BLOCK = 16;

    private static final int CHUNK_BYTES = 8 * 1024;

    /** What is copied and finished in one call; longer messages go through CBC in place before that. */
    private static final int TAIL_BYTES = 256;

    private final Cipher cbc;
    private final byte[] wholeSubkey;
    private final byte[] paddedSubkey;
    private final byte[] tail = new byte[TAIL_BYTES + BLOCK];
    private final byte[] chained = new byte[TAIL_BYTES + 2 * BLOCK];

    Cmac(CryptoProvider provider, RawKey key) throws GeneralSecurityException {
        this.cbc = provider.cipher("AES/CBC/NoPadding");
        start(key);
        this.wholeSubkey = doubled(cbc.doFinal(new byte[BLOCK]));
        this.paddedSubkey = doubled(wholeSubkey);
    }

    /** One init serves every message, since doFinal takes CBC back to its key and IV. */
    private void start(RawKey key) throws GeneralSecurityException {
        cbc.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK]));
    }

    /**
     * The 16 bytes of the MAC.
     *
     * @param xorEnd what the message's last 16 bytes are combined with first (as S2V of RFC 5297 does); only for
     *     messages of at least 16 bytes
     */
    byte[] compute(byte[] message, byte @Nullable [] xorEnd) throws GeneralSecurityException {
        int start = Math.max(0, (message.length - TAIL_BYTES + BLOCK - 1) / BLOCK * BLOCK);
        int length = message.length - start;
        feed(message, start);
        System.arraycopy(message, start, tail, 0, length);
        if (xorEnd != null) {
            xor(xorEnd, tail, length - BLOCK);
        }
        int padded = pad(length);
        int written = cbc.doFinal(tail, 0, padded, chained, 0);
        Arrays.fill(tail, 0, padded, (byte) 0);
        return Arrays.copyOfRange(chained, written - BLOCK, written);
    }

    private void feed(byte[] message, int length) throws GeneralSecurityException {
        if (length == 0) {
            return;
        }
        byte[] ignored = new byte[Math.min(length, CHUNK_BYTES) + BLOCK];
        for (int done = 0; done < length; done += CHUNK_BYTES) {
            cbc.update(message, done, Math.min(CHUNK_BYTES, length - done), ignored, 0);
        }
    }

    /** Completes and masks the last block; returns the padded length. */
    private int pad(int length) {
        if (length > 0 && length % BLOCK == 0) {
            xor(wholeSubkey, tail, length - BLOCK);
            return length;
        }
        int padded = length / BLOCK * BLOCK + BLOCK;
        tail[length] = (byte) 0x80;
        Arrays.fill(tail, length + 1, padded, (byte) 0);
        xor(paddedSubkey, tail, padded - BLOCK);
        return padded;
    }

    void wipe(RawKey throwAway) throws GeneralSecurityException {
        Arrays.fill(wholeSubkey, (byte) 0);
        Arrays.fill(paddedSubkey, (byte) 0);
        Arrays.fill(chained, (byte) 0);
        start(throwAway);
    }

    /** Multiplies by x in GF(2^128), without a branch on the secret. */
    static byte[] doubled(byte[] block) {
        byte[] twice = new byte[BLOCK];
        for (int i = 0; i < BLOCK - 1; i++) {
            twice[i] = (byte) (block[i] << 1 | (block[i + 1] & 0xff) >>> 7);
        }
        twice[BLOCK - 1] = (byte) (block[BLOCK - 1] << 1 ^ (block[0] >> 7 & 0x87));
        return twice;
    }

    static void xor(byte[] block, byte[] into, int offset) {
        for (int i = 0; i < BLOCK; i++) {
            into[offset + i] ^= block[i];
        }
    }
}
