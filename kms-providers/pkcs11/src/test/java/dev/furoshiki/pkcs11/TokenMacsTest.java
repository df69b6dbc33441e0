package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token's MACs are what message keys are made of: none that is wrong makes one under which anything is kept. */
class TokenMacsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("a", "b");
    private static final int MACS_TO_SEAL = 4;

    private SoftToken token;
    private FaultyCryptoki library;
    private Pkcs11KeyService keys;

    @BeforeEach
    void open() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        library = new FaultyCryptoki(SoftHsm.calls());
        keys = TestToken.open(token, library, SoftToken.PIN, 1);
    }

    @AfterEach
    void close() {
        if (keys != null) {
            keys.close();
        }
    }

    /** The message key would be 32 zeros, which everybody has. */
    @Test
    void aMacThatWasNotWrittenSealsNothing() {
        EncryptedDataKey sealed = seal();
        library.macs(mac -> new byte[16]);
        assertRefused("wrote none");
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT)).isInstanceOf(KmsInternalException.class);
        library.heal();
        keys.decrypt(sealed, CONTEXT).close();
    }

    @Test
    void macsThatAreAllAlikeSealNothing() {
        byte[] first = new byte[16];
        first[3] = 7;
        library.macs(mac -> first.clone());
        assertRefused("the same AES-CMAC of two messages");
    }

    /** Else all that is encrypted under the data key would be lost. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whatDoesNotOpenAgainIsNotReleased(int wrong) {
        library.macs(wrongAt(wrong));
        assertRefused("does not open");
        try (SecretBytes plaintext = SecretBytes.random(32)) {
            library.macs(wrongAt(wrong));
            assertThatThrownBy(() -> keys.encrypt(TestToken.KEY, plaintext, CONTEXT))
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining("0a01");
        }
        // The token is right again.
        keys.decrypt(seal(), CONTEXT).close();
    }

    @Test
    void aSessionInWhichAMacWasWrongIsEnded() {
        int ended = library.calls("C_CloseSession");
        library.macs(wrongAt(1));
        assertRefused("does not open");
        assertThat(library.calls("C_CloseSession") - ended).isEqualTo(1);
    }

    @Test
    void sealingTakesTwoMoreMacsThanOpening() {
        EncryptedDataKey sealed = seal();
        assertThat(library.calls("C_Sign")).isEqualTo(MACS_TO_SEAL);
        keys.decrypt(sealed, CONTEXT).close();
        assertThat(library.calls("C_Sign")).isEqualTo(MACS_TO_SEAL + 2);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(this::seal)
                .isInstanceOf(KmsInternalException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(token.label());
    }

    private static UnaryOperator<byte[]> wrongAt(int which) {
        AtomicInteger made = new AtomicInteger();
        return mac -> {
            if (made.incrementAndGet() == which) {
                mac[3] ^= 4;
            }
            return mac;
        };
    }

    private EncryptedDataKey seal() {
        try (GeneratedDataKey generated = keys.generateDataKey(TestToken.KEY, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }
}
