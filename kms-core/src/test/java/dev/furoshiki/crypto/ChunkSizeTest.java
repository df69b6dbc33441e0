package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkSizeTest {

    @Test
    void onlyTheFirstLongMessagesGoInSmallParts() {
        ChunkSize chunks = ChunkSize.inParts();
        for (int i = 0; i < ChunkSize.COLD_MESSAGES; i++) {
            // A short one says nothing, and is not counted.
            assertThat(chunks.of(ChunkSize.COLD_BYTES)).isEqualTo(Integer.MAX_VALUE);
            assertThat(chunks.of(ChunkSize.COLD_BYTES + 1)).isEqualTo(ChunkSize.COLD_BYTES);
        }
        assertThat(chunks.of(ChunkSize.COLD_BYTES + 1)).isEqualTo(ChunkSize.WARM_BYTES);
        assertThat(chunks.of(1 << 30)).isEqualTo(ChunkSize.WARM_BYTES);
        assertThat(chunks.of(0)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aCipherThatNeedsNoPartsGetsNone() {
        assertThat(ChunkSize.whole().of(1 << 30)).isEqualTo(Integer.MAX_VALUE);
    }

    /** Whatever the parts were, the ciphertext is the one of the whole. */
    @Test
    void partsGiveTheCiphertextOfTheWhole() {
        byte[] plaintext = new byte[200_000];
        byte[] nonce = new byte[Aead.NONCE_BYTES];
        byte[] aad = {1, 2, 3};
        byte[] cold = seal(Providers.JDK.get(), nonce, plaintext, aad);
        for (int i = 0; i < ChunkSize.COLD_MESSAGES; i++) {
            Providers.JDK.get().chunks().of(Integer.MAX_VALUE);
        }
        assertThat(seal(Providers.JDK.get(), nonce, plaintext, aad)).isEqualTo(cold);
        assertThat(seal(Providers.CORRETTO.get(), nonce, plaintext, aad)).isEqualTo(cold);
    }

    private static byte[] seal(CryptoProvider provider, byte[] nonce, byte[] plaintext, byte[] aad) {
        byte[] out = new byte[plaintext.length + Aead.OVERHEAD_BYTES];
        new GcmCipher(provider, new byte[32]).seal(nonce, plaintext, 0, plaintext.length, aad, out, 0);
        return out;
    }
}
