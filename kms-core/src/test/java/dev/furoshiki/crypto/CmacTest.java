package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CMAC beside RFC 4493, and beside BouncyCastle's for lengths that published vectors do not reach. */
class CmacTest {

    private static final byte[] KEY = HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c");

    /** RFC 4493, section 4. */
    @ParameterizedTest
    @EnumSource
    void theExamplesOfTheRfc(Providers providers) throws GeneralSecurityException {
        Cmac cmac = new Cmac(providers.get(), new RawKey("AES", KEY.clone()));
        String message = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
        assertThat(mac(cmac, "")).isEqualTo("bb1d6929e95937287fa37d129b756746");
        assertThat(mac(cmac, message.substring(0, 32))).isEqualTo("070a16b46b4d4144f79bdd9dd04a287c");
        assertThat(mac(cmac, message.substring(0, 80))).isEqualTo("dfa66747de9ae63030ca32611497c827");
        assertThat(mac(cmac, message)).isEqualTo("51f0bebf7e3b9d92fc49741779363cfe");
    }

    private static String mac(Cmac cmac, String message) throws GeneralSecurityException {
        return HexFormat.of().formatHex(cmac.compute(HexFormat.of().parseHex(message), null));
    }

    @Property(tries = 400)
    void agreesWithBouncyCastle(
            @ForAll("lengths") int length,
            @ForAll @Size(16) byte[] end,
            @ForAll boolean combined,
            @ForAll("providers") CryptoProvider provider)
            throws GeneralSecurityException {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (i * 17 + length);
        }
        Cmac cmac = new Cmac(provider, new RawKey("AES", KEY.clone()));
        byte[] xorEnd = combined && length >= 16 ? end : null;
        byte[] kept = message.clone();
        byte[] mac = cmac.compute(message, xorEnd);
        assertThat(message).isEqualTo(kept);
        if (xorEnd != null) {
            Cmac.xor(xorEnd, message, length - 16);
        }
        CMac reference = new CMac(AESEngine.newInstance());
        reference.init(new KeyParameter(KEY));
        reference.update(message, 0, length);
        byte[] expected = new byte[16];
        reference.doFinal(expected, 0);
        assertThat(mac).isEqualTo(expected);
        assertThat(cmac.compute(message, null)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 50),
                Arbitraries.integers().between(230, 300),
                Arbitraries.integers().between(8150, 8500),
                Arbitraries.integers().between(16_000, 33_500));
    }

    @Provide
    Arbitrary<CryptoProvider> providers() {
        return Arbitraries.of(Providers.usable());
    }
}
