package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AesSivTest {

    private static final byte[] AAD = {1, 2};

    /** RFC 5297, appendix A.1: one associated string. */
    @ParameterizedTest
    @EnumSource
    void deterministicAuthenticatedEncryptionExample(Providers providers) {
        SivCipher cipher =
                new SivCipher(providers.get(), hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        byte[] sealed = cipher.seal(
                hex("112233445566778899aabbccddee"), hex("101112131415161718191a1b1c1d1e1f2021222324252627"));
        assertThat(sealed).isEqualTo(hex("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"));
    }

    /** RFC 5297, appendix A.2: three, the last of them a nonce. */
    @ParameterizedTest
    @EnumSource
    void nonceBasedAuthenticatedEncryptionExample(Providers providers) {
        SivCipher cipher =
                new SivCipher(providers.get(), hex("7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f"));
        byte[] sealed = cipher.seal(
                hex("7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553"),
                hex("00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100"),
                hex("102030405060708090a0"),
                hex("09f911029d74e35bd84156c5635688c0"));
        assertThat(sealed)
                .isEqualTo(hex("7bdb6e3b432667eb06f4d14bff2fbd0f"
                        + "cb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829"
                        + "ea64ad544a272e9c485b62a3fd5c0d"));
    }

    @Test
    void equalMessagesAreEqualAndOthersAreNot() {
        SecretBytes key = SecretBytes.random(64);
        try (DeterministicAead one = DeterministicAead.aesSiv(key);
                DeterministicAead two = DeterministicAead.aesSiv(key);
                DeterministicAead other = DeterministicAead.aesSiv(SecretBytes.random(64))) {
            byte[] sealed = one.encrypt(new byte[] {1}, AAD);
            assertThat(two.encrypt(new byte[] {1}, AAD)).isEqualTo(sealed);
            assertThat(two.encrypt(new byte[] {2}, AAD)).isNotEqualTo(sealed);
            assertThat(two.encrypt(new byte[] {1}, new byte[] {1})).isNotEqualTo(sealed);
            assertThat(other.encrypt(new byte[] {1}, AAD)).isNotEqualTo(sealed);
        }
    }

    @Test
    void theKeyMayBeDestroyedAtOnceAndAClosedCipherRefuses() {
        SecretBytes key = SecretBytes.random(64);
        DeterministicAead siv = DeterministicAead.aesSiv(key);
        key.close();
        byte[] sealed = siv.encrypt(new byte[] {7}, AAD);
        assertThat(siv.decrypt(sealed, 0, sealed.length, AAD)).containsExactly(7);
        siv.close();
        assertThatThrownBy(() -> siv.encrypt(new byte[] {7}, AAD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the AES-SIV key was closed");
        assertThatThrownBy(() -> siv.decrypt(sealed, 0, sealed.length, AAD)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysOfOtherSizesAreRefused() {
        for (int size : new int[] {0, 32, 48, 63, 65}) {
            assertThatThrownBy(() -> DeterministicAead.aesSiv(SecretBytes.random(size)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an AES-SIV key has 64 bytes, not " + size);
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
