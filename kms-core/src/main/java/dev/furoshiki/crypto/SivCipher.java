package dev.furoshiki.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * One AES-SIV cipher with its key (RFC 5297): S2V over CMAC makes the synthetic IV, under which CTR encrypts.
 *
 * <p>A short message costs one CBC call, for the CMAC, and one CTR call: what depends on the associated data alone is kept
 * from the last message, since the cells of a domain share it.
 */
final class SivCipher implements CipherPool.Pooled {

    private static final int BLOCK = Cmac.BLOCK;
    private static final int CHUNK_BYTES = 8 * 1024;

    private final Cmac cmac;
    private final Cipher ctr;
    private final RawKey macKey;
    private final RawKey ctrKey;
    private byte[][] lastAad = {};
    private byte[] lastAadDigest;

    /** @param key two AES keys of one size, first CMAC's, then CTR's; zeroed here */
    SivCipher(CryptoProvider provider, byte[] key) {
        this.macKey = new RawKey("AES", Arrays.copyOf(key, key.length / 2));
        this.ctrKey = new RawKey("AES", Arrays.copyOfRange(key, key.length / 2, key.length));
        Arrays.fill(key, (byte) 0);
        this.ctr = provider.cipher("AES/CTR/NoPadding");
        try {
            this.cmac = new Cmac(provider, macKey);
            this.lastAadDigest = digest(lastAad);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-SIV could not be set up", e);
        }
    }

    /** {@code synthetic IV 16 | ciphertext} */
    byte[] seal(byte[] plaintext, byte[]... aad) {
        try {
            byte[] iv = syntheticIv(plaintext, aad);
            byte[] sealed = Arrays.copyOf(iv, BLOCK + plaintext.length);
            startCtr(iv);
            runCtr(plaintext, 0, plaintext.length, sealed, BLOCK);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-SIV could not encrypt", e);
        }
    }

    byte[] open(byte[] sealed, int offset, int length, byte[]... aad) {
        try {
            byte[] iv = Arrays.copyOfRange(sealed, offset, offset + BLOCK);
            byte[] plaintext = new byte[length - BLOCK];
            startCtr(iv);
            runCtr(sealed, offset + BLOCK, plaintext.length, plaintext, 0);
            if (MessageDigest.isEqual(iv, syntheticIv(plaintext, aad))) {
                return plaintext;
            }
            Arrays.fill(plaintext, (byte) 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-SIV could not decrypt", e);
        }
        throw new AuthenticationFailedException("an AES-SIV synthetic IV does not match: the ciphertext or what it is"
                + " bound to was changed, or the key is another one");
    }

    /** CTR starts from the IV with two bits cleared (RFC 5297, section 2.5). */
    private void startCtr(byte[] iv) throws GeneralSecurityException {
        byte[] counter = iv.clone();
        counter[8] &= 0x7f;
        counter[12] &= 0x7f;
        ctr.init(Cipher.ENCRYPT_MODE, ctrKey, new IvParameterSpec(counter));
    }

    private void runCtr(byte[] in, int offset, int length, byte[] out, int outOffset) throws GeneralSecurityException {
        int from = offset;
        int left = length;
        int to = outOffset;
        while (left > CHUNK_BYTES) {
            to += ctr.update(in, from, CHUNK_BYTES, out, to);
            from += CHUNK_BYTES;
            left -= CHUNK_BYTES;
        }
        ctr.doFinal(in, from, left, out, to);
    }

    /** S2V (RFC 5297, section 2.4). */
    private byte[] syntheticIv(byte[] plaintext, byte[][] aad) throws GeneralSecurityException {
        byte[] digest = digestOf(aad);
        if (plaintext.length >= BLOCK) {
            return cmac.compute(plaintext, digest);
        }
        byte[] last = Cmac.doubled(digest);
        for (int i = 0; i < plaintext.length; i++) {
            last[i] ^= plaintext[i];
        }
        last[plaintext.length] ^= (byte) 0x80;
        return cmac.compute(last, null);
    }

    private byte[] digestOf(byte[][] aad) throws GeneralSecurityException {
        if (!Arrays.deepEquals(aad, lastAad)) {
            byte[][] copy = new byte[aad.length][];
            Arrays.setAll(copy, i -> aad[i].clone());
            lastAadDigest = digest(copy);
            lastAad = copy;
        }
        return lastAadDigest;
    }

    private byte[] digest(byte[][] aad) throws GeneralSecurityException {
        byte[] digest = cmac.compute(new byte[BLOCK], null);
        for (byte[] part : aad) {
            digest = Cmac.doubled(digest);
            Cmac.xor(cmac.compute(part, null), digest, 0);
        }
        return digest;
    }

    @Override
    public void wipe() {
        macKey.destroy();
        ctrKey.destroy();
        Arrays.fill(lastAadDigest, (byte) 0);
        RawKey throwAway = new RawKey("AES", new byte[32]);
        try {
            cmac.wipe(throwAway);
            ctr.init(Cipher.ENCRYPT_MODE, throwAway, new IvParameterSpec(new byte[BLOCK]));
        } catch (GeneralSecurityException unreachableAnyway) {
            // The cipher is dropped in any case.
        }
    }
}
