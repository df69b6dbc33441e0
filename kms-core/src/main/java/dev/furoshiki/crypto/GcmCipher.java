package dev.furoshiki.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** One AES-GCM cipher with its key and its supply of nonces; messages are {@code nonce 12 | ciphertext | tag 16}. */
final class GcmCipher implements CipherPool.Pooled {

    private static final int TAG_BITS = 128;
    private static final RawKey THROW_AWAY = new RawKey("AES", NonceSource.random(32));

    private final Cipher cipher;
    private final RawKey key;
    private final NonceSource nonces;
    private final ChunkSize chunks;
    private final MessageBudget budget;
    private int reserved;

    /** @param key taken over */
    GcmCipher(CryptoProvider provider, byte[] key) {
        this(provider, key, new MessageBudget());
    }

    /**
     * @param key taken over
     * @param budget of all ciphers of this key
     */
    GcmCipher(CryptoProvider provider, byte[] key, MessageBudget budget) {
        this.cipher = provider.cipher("AES/GCM/NoPadding");
        this.key = new RawKey("AES", key);
        this.nonces = new NonceSource(CryptoProvider.jdk());
        this.chunks = provider.chunks();
        this.budget = budget;
    }

    /**
     * Seals under a fresh nonce and returns the number of bytes written: {@code length + 28}.
     *
     * @throws IllegalStateException when the key's budget is used up
     */
    int seal(byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(outOffset, Aead.OVERHEAD_BYTES, out.length);
        if (reserved == 0) {
            reserved = budget.take();
        }
        reserved--;
        nonces.next(out, outOffset);
        return sealUnder(in, offset, length, aad, out, outOffset);
    }

    /** Seals under a given nonce, which must never have been used with this key: for known answers. */
    int seal(byte[] nonce, byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        System.arraycopy(nonce, 0, out, outOffset, Aead.NONCE_BYTES);
        return sealUnder(in, offset, length, aad, out, outOffset);
    }

    private int sealUnder(byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, out, outOffset, Aead.NONCE_BYTES));
            authenticate(aad);
            int chunkBytes = chunks.of(length);
            int from = offset;
            int left = length;
            int to = outOffset + Aead.NONCE_BYTES;
            while (left > chunkBytes) {
                to += cipher.update(in, from, chunkBytes, out, to);
                from += chunkBytes;
                left -= chunkBytes;
            }
            to += cipher.doFinal(in, from, left, out, to);
            return to - outOffset;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not encrypt", e);
        }
    }

    byte[] open(byte[] in, int offset, int length, byte[] aad) {
        try {
            startOpening(in, offset, aad);
            return cipher.doFinal(in, offset + Aead.NONCE_BYTES, length - Aead.NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw tagMismatch();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not decrypt", e);
        }
    }

    /** Opens into {@code out} and returns the number of bytes written; on failure they are zeros. */
    int open(byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        int plaintextBytes = length - Aead.OVERHEAD_BYTES;
        boolean verified = false;
        try {
            startOpening(in, offset, aad);
            int written = cipher.doFinal(in, offset + Aead.NONCE_BYTES, length - Aead.NONCE_BYTES, out, outOffset);
            verified = true;
            return written;
        } catch (AEADBadTagException e) {
            throw tagMismatch();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not decrypt", e);
        } finally {
            if (!verified) {
                Arrays.fill(out, outOffset, outOffset + plaintextBytes, (byte) 0);
            }
        }
    }

    private void startOpening(byte[] in, int offset, byte[] aad) throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, in, offset, Aead.NONCE_BYTES));
        authenticate(aad);
    }

    /** Providers do work even for none. */
    private void authenticate(byte[] aad) {
        if (aad.length > 0) {
            cipher.updateAAD(aad);
        }
    }

    private static AuthenticationFailedException tagMismatch() {
        return new AuthenticationFailedException(
                "an AES-GCM tag does not match: the ciphertext or what it is bound to was"
                        + " changed, or the key is another one");
    }

    @Override
    public void wipe() {
        key.destroy();
        budget.giveBack(reserved);
        reserved = 0;
        try {
            // What the provider expanded of the key goes with it.
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    THROW_AWAY,
                    new GCMParameterSpec(TAG_BITS, NonceSource.random(Aead.NONCE_BYTES)));
        } catch (GeneralSecurityException unreachableAnyway) {
            // The cipher is dropped in any case.
        }
    }
}
