package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

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
