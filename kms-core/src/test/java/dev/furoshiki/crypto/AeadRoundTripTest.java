package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** AES-GCM and AES-SIV give back what was sealed, and nothing else, through every provider. */
class AeadRoundTripTest {

    private static final byte[] AAD = {1, 2, 3};

    @Property(tries = 300)
    void gcmRoundTrip(
            @ForAll("messages") byte[] message,
            @ForAll("messages") byte[] aad,
            @ForAll("margins") int before,
            @ForAll("margins") int after,
            @ForAll("providers") CryptoProvider provider) {
        try (AesGcm aead = new AesGcm(SecretBytes.random(32), provider)) {
            byte[] in = framed(message, before, after);
            byte[] out = filled(after + message.length + Aead.OVERHEAD_BYTES + before, 0x55);
            int written = aead.encrypt(in, before, message.length, aad, out, after);
            assertThat(written).isEqualTo(message.length + Aead.OVERHEAD_BYTES);
            assertThat(in).isEqualTo(framed(message, before, after));
            assertThat(Arrays.copyOf(out, after)).isEqualTo(filled(after, 0x55));
            assertThat(Arrays.copyOfRange(out, after + written, out.length)).isEqualTo(filled(before, 0x55));
            assertThat(aead.decrypt(out, after, written, aad)).isEqualTo(message);
            assertThat(aead.decrypt(aead.encrypt(message, aad), aad)).isEqualTo(message);
        }
    }

    @Property(tries = 300)
    void sivRoundTrip(
            @ForAll("messages") byte[] message,
            @ForAll("messages") byte[] aad,
            @ForAll("margins") int before,
            @ForAll("margins") int after,
            @ForAll("providers") CryptoProvider provider) {
        try (AesSiv siv = new AesSiv(SecretBytes.random(64), provider)) {
            byte[] sealed = siv.encrypt(message, aad);
            assertThat(sealed).hasSize(message.length + DeterministicAead.OVERHEAD_BYTES);
            assertThat(siv.encrypt(message.clone(), aad.clone())).isEqualTo(sealed);
            assertThat(siv.decrypt(framed(sealed, before, after), before, sealed.length, aad))
                    .isEqualTo(message);
        }
    }

    /** The CMAC of the last associated data is kept: it must not be taken for another's. */
    @Property(tries = 200)
    void sivDoesNotConfuseAssociatedData(
            @ForAll @Size(max = 40) byte[] first, @ForAll @Size(max = 40) byte[] second, @ForAll byte[] message) {
        SecretBytes key = SecretBytes.random(64);
        try (AesSiv kept = new AesSiv(key);
                AesSiv fresh = new AesSiv(key)) {
            kept.encrypt(message, first);
            byte[] sealed = kept.encrypt(message, second);
            assertThat(fresh.encrypt(message, second)).isEqualTo(sealed);
            byte[] changing = first.clone();
            kept.encrypt(message, changing);
            Arrays.fill(changing, (byte) 7);
            assertThat(kept.encrypt(message, changing)).isEqualTo(fresh.encrypt(message, changing));
        }
    }

    @Property(tries = 40)
    void gcmRefusesEveryFlippedByte(
            @ForAll @Size(max = 70) byte[] message, @ForAll("providers") CryptoProvider provider) {
        try (AesGcm aead = new AesGcm(SecretBytes.random(32), provider)) {
            byte[] sealed = aead.encrypt(message, AAD);
            refusesTampering(sealed, AAD, aead::decrypt);
        }
    }

    @Property(tries = 40)
    void sivRefusesEveryFlippedByte(
            @ForAll @Size(max = 70) byte[] message, @ForAll("providers") CryptoProvider provider) {
        try (AesSiv siv = new AesSiv(SecretBytes.random(64), provider)) {
            byte[] sealed = siv.encrypt(message, AAD);
            refusesTampering(sealed, AAD, (bytes, aad) -> siv.decrypt(bytes, 0, bytes.length, aad));
        }
    }

    interface Opening {
        byte[] open(byte[] sealed, byte[] aad);
    }

    private static void refusesTampering(byte[] sealed, byte[] aad, Opening opening) {
        for (int i = 0; i < sealed.length; i++) {
            byte[] flipped = sealed.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            refuses(flipped, aad, opening);
        }
        for (int i = 0; i < aad.length; i++) {
            byte[] flipped = aad.clone();
            flipped[i] ^= (byte) 0x80;
            refuses(sealed, flipped, opening);
        }
        for (int length = 0; length < sealed.length; length++) {
            refuses(Arrays.copyOf(sealed, length), aad, opening);
        }
        refuses(Arrays.copyOf(sealed, sealed.length + 1), aad, opening);
        refuses(sealed, new byte[0], opening);
    }

    private static void refuses(byte[] sealed, byte[] aad, Opening opening) {
        assertThatThrownBy(() -> opening.open(sealed, aad)).isInstanceOf(AuthenticationFailedException.class);
    }

    /** Around the block and chunk sizes, where copying goes wrong. */
    @Provide
    Arbitrary<byte[]> messages() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.integers().between(230, 300),
                        Arbitraries.integers().between(8150, 8250),
                        Arbitraries.of(16384, 65536, 65537, 140_000))
                .map(length -> {
                    byte[] message = new byte[length];
                    for (int i = 0; i < length; i++) {
                        message[i] = (byte) (i * 7 + length);
                    }
                    return message;
                });
    }

    @Provide
    Arbitrary<Integer> margins() {
        return Arbitraries.integers().between(0, 20);
    }

    @Provide
    Arbitrary<CryptoProvider> providers() {
        return Arbitraries.of(Providers.usable());
    }

    private static byte[] framed(byte[] message, int before, int after) {
        byte[] framed = filled(before + message.length + after, 0x33);
        System.arraycopy(message, 0, framed, before, message.length);
        return framed;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
