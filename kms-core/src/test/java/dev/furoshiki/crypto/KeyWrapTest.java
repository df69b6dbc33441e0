package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyWrapTest {

    private final SecretBytes wrappingKey = SecretBytes.random(32);

    /** SunJCE has KWP since Java 17: the other implementation. */
    @Property(tries = 200)
    void wrapsAndUnwrapsAsTheJdkDoes(@ForAll @Size(min = 1, max = 100) byte[] key) throws Exception {
        byte[] wrapped = KeyWrap.wrap(wrappingKey, SecretBytes.copyOf(key));
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(wrappingKey.toByteArray(), "AES"));
        assertThat(wrapped).isEqualTo(kwp.doFinal(key));
        assertThat(KeyWrap.unwrap(wrappingKey, wrapped).toByteArray()).isEqualTo(key);
    }

    /** RFC 5649, section 6, whose wrapping key has 192 bits. */
    @ParameterizedTest
    @CsvSource({
        "c37b7e6492584340bed12207808941155068f738,"
                + " 138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
        "466f7250617369, afbeb0f07dfbf5419200f2ccb50bb24f"
    })
    void wrapsAsTheRfcDoes(String key, String wrapped) {
        byte[] wrapping = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
        assertThat(KeyWrap.wrap(wrapping, hex(key))).isEqualTo(hex(wrapped));
        assertThat(KeyWrap.unwrap(wrapping, hex(wrapped))).isEqualTo(hex(key));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Property(tries = 30)
    void refusesEveryFlippedByte(@ForAll @Size(min = 1, max = 40) byte[] key) {
        byte[] wrapped = KeyWrap.wrap(wrappingKey, SecretBytes.copyOf(key));
        for (int i = 0; i < wrapped.length; i++) {
            byte[] flipped = wrapped.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            refuses(wrappingKey, flipped);
        }
        for (int length = 0; length < wrapped.length; length++) {
            refuses(wrappingKey, Arrays.copyOf(wrapped, length));
        }
        refuses(wrappingKey, Arrays.copyOf(wrapped, wrapped.length + 1));
        refuses(wrappingKey, Arrays.copyOf(wrapped, wrapped.length + 8));
        refuses(SecretBytes.random(32), wrapped);
    }

    private static void refuses(SecretBytes key, byte[] wrapped) {
        assertThatThrownBy(() -> KeyWrap.unwrap(key, wrapped)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void otherKeysAreRefused() {
        assertThatThrownBy(() -> KeyWrap.wrap(SecretBytes.random(16), SecretBytes.random(32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key that wraps has 32 bytes, not 16");
        assertThatThrownBy(() -> KeyWrap.wrap(wrappingKey, SecretBytes.random(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyWrap.unwrap(SecretBytes.random(33), new byte[40]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
