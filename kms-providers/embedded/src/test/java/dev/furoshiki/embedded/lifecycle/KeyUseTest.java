package dev.furoshiki.embedded.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS KMS's table of states, cell by cell. */
class KeyUseTest {

    @ParameterizedTest
    @CsvSource({
        "CRYPTOGRAPHY, ENABLED,          ok",
        "CRYPTOGRAPHY, DISABLED,         DisabledException",
        "CRYPTOGRAPHY, PENDING_DELETION, KMSInvalidStateException",
        "CRYPTOGRAPHY, PENDING_IMPORT,   KMSInvalidStateException",
        "CRYPTOGRAPHY, CREATING,         KMSInvalidStateException",
        "CRYPTOGRAPHY, UNAVAILABLE,      KMSInvalidStateException",
        "ENABLING,     ENABLED,          ok",
        "ENABLING,     DISABLED,         ok",
        "ENABLING,     PENDING_DELETION, KMSInvalidStateException",
        "ENABLING,     PENDING_IMPORT,   KMSInvalidStateException",
        "NAMING,       ENABLED,          ok",
        "NAMING,       DISABLED,         ok",
        "NAMING,       PENDING_DELETION, KMSInvalidStateException",
        "NAMING,       PENDING_IMPORT,   ok",
        "READING,      ENABLED,          ok",
        "READING,      DISABLED,         ok",
        "READING,      PENDING_DELETION, ok",
        "READING,      PENDING_IMPORT,   ok"
    })
    void whatAStateAllows(KeyUse use, KeyState state, String outcome) {
        assertThat(outcomeOf(use, key(state, KeyUsage.ENCRYPT_DECRYPT))).isEqualTo(outcome);
    }

    @Test
    void stateIsCheckedBeforeUsage() {
        assertThat(outcomeOf(KeyUse.CRYPTOGRAPHY, key(KeyState.ENABLED, KeyUsage.SIGN_VERIFY)))
                .isEqualTo("InvalidKeyUsageException");
        assertThat(outcomeOf(KeyUse.CRYPTOGRAPHY, key(KeyState.DISABLED, KeyUsage.SIGN_VERIFY)))
                .isEqualTo("DisabledException");
        assertThat(outcomeOf(KeyUse.ENABLING, key(KeyState.ENABLED, KeyUsage.SIGN_VERIFY)))
                .isEqualTo("ok");
    }

    private static String outcomeOf(KeyUse use, KeyMetadata key) {
        try {
            use.require(key);
            return "ok";
        } catch (KmsException refused) {
            assertThat(refused).hasMessageContaining(key.arn());
            return refused.errorCode();
        }
    }

    private static KeyMetadata key(KeyState state, KeyUsage usage) {
        String keyId = "11111111-2222-4333-8444-555555555555";
        return new KeyMetadata(
                keyId, KeyOwner.DEFAULT.arnOf(keyId), state, KeySpec.SYMMETRIC_DEFAULT, usage, "", Instant.EPOCH);
    }
}
