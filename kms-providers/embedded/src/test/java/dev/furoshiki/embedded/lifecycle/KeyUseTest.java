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
        "ENCRYPTION,   ENABLED,          ok",
        "ENCRYPTION,   DISABLED,         DisabledException",
        "ENCRYPTION,   PENDING_DELETION, KMSInvalidStateException",
        "ENCRYPTION,   PENDING_IMPORT,   KMSInvalidStateException",
        "ROTATION,     ENABLED,          ok",
        "ROTATION,     DISABLED,         DisabledException",
        "ROTATION,     PENDING_DELETION, KMSInvalidStateException",
        "ROTATION,     PENDING_IMPORT,   KMSInvalidStateException",
        "GRANTING,     ENABLED,          ok",
        "GRANTING,     DISABLED,         DisabledException",
        "GRANTING,     PENDING_DELETION, KMSInvalidStateException",
        "GRANTING,     PENDING_IMPORT,   KMSInvalidStateException",
        "READING,      ENABLED,          ok",
        "READING,      DISABLED,         ok",
        "READING,      PENDING_DELETION, ok",
        "READING,      PENDING_IMPORT,   ok",
        "ENABLING,     ENABLED,          ok",
        "ENABLING,     DISABLED,         ok",
        "ENABLING,     PENDING_DELETION, KMSInvalidStateException",
        "ENABLING,     PENDING_IMPORT,   KMSInvalidStateException",
        "NAMING,       ENABLED,          ok",
        "NAMING,       DISABLED,         ok",
        "NAMING,       PENDING_DELETION, KMSInvalidStateException",
        "NAMING,       PENDING_IMPORT,   ok",
        "DELETION,     ENABLED,          ok",
        "DELETION,     DISABLED,         ok",
        "DELETION,     PENDING_DELETION, KMSInvalidStateException",
        "DELETION,     PENDING_IMPORT,   ok",
        "CANCELLATION, ENABLED,          KMSInvalidStateException",
        "CANCELLATION, DISABLED,         KMSInvalidStateException",
        "CANCELLATION, PENDING_DELETION, ok",
        "CANCELLATION, PENDING_IMPORT,   KMSInvalidStateException",
        "ENCRYPTION,   CREATING,                 KMSInvalidStateException",
        "ROTATION,     CREATING,                 KMSInvalidStateException",
        "GRANTING,     CREATING,                 KMSInvalidStateException",
        "READING,      CREATING,                 ok",
        "ENABLING,     CREATING,                 KMSInvalidStateException",
        "NAMING,       CREATING,                 KMSInvalidStateException",
        "DELETION,     CREATING,                 KMSInvalidStateException",
        "CANCELLATION, CREATING,                 KMSInvalidStateException",
        "ENCRYPTION,   UNAVAILABLE,              KMSInvalidStateException",
        "ROTATION,     UNAVAILABLE,              KMSInvalidStateException",
        "GRANTING,     UNAVAILABLE,              KMSInvalidStateException",
        "READING,      UNAVAILABLE,              ok",
        "ENABLING,     UNAVAILABLE,              KMSInvalidStateException",
        "NAMING,       UNAVAILABLE,              KMSInvalidStateException",
        "DELETION,     UNAVAILABLE,              KMSInvalidStateException",
        "CANCELLATION, UNAVAILABLE,              KMSInvalidStateException",
        "ENCRYPTION,   PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "ROTATION,     PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "GRANTING,     PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "READING,      PENDING_REPLICA_DELETION, ok",
        "ENABLING,     PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "NAMING,       PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "DELETION,     PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "CANCELLATION, PENDING_REPLICA_DELETION, KMSInvalidStateException",
        "ENCRYPTION,   UPDATING,                 KMSInvalidStateException",
        "ROTATION,     UPDATING,                 KMSInvalidStateException",
        "GRANTING,     UPDATING,                 KMSInvalidStateException",
        "READING,      UPDATING,                 ok",
        "ENABLING,     UPDATING,                 KMSInvalidStateException",
        "NAMING,       UPDATING,                 KMSInvalidStateException",
        "DELETION,     UPDATING,                 KMSInvalidStateException",
        "CANCELLATION, UPDATING,                 KMSInvalidStateException"
    })
    void whatAStateAllows(KeyUse use, KeyState state, String outcome) {
        assertThat(outcomeOf(use, key(state, KeyUsage.ENCRYPT_DECRYPT))).isEqualTo(outcome);
    }

    @Test
    void stateIsCheckedBeforeUsage() {
        assertThat(outcomeOf(KeyUse.ENCRYPTION, key(KeyState.ENABLED, KeyUsage.SIGN_VERIFY)))
                .isEqualTo("InvalidKeyUsageException");
        assertThat(outcomeOf(KeyUse.ENCRYPTION, key(KeyState.DISABLED, KeyUsage.SIGN_VERIFY)))
                .isEqualTo("DisabledException");
        assertThat(outcomeOf(KeyUse.ENABLING, key(KeyState.ENABLED, KeyUsage.SIGN_VERIFY)))
                .isEqualTo("ok");
    }

    @Test
    void aKeyIsForOneUse() {
        KeyMetadata hmac = key(KeyState.ENABLED, KeySpec.HMAC_256, KeyUsage.GENERATE_VERIFY_MAC);
        KeyMetadata symmetric = key(KeyState.ENABLED, KeyUsage.ENCRYPT_DECRYPT);
        assertThat(outcomeOf(KeyUse.MAC, hmac)).isEqualTo("ok");
        assertThat(outcomeOf(KeyUse.MAC, symmetric)).isEqualTo("InvalidKeyUsageException");
        assertThat(outcomeOf(KeyUse.ENCRYPTION, hmac)).isEqualTo("InvalidKeyUsageException");
        assertThat(outcomeOf(KeyUse.ROTATION, hmac)).isEqualTo("UnsupportedOperationException");
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
        return key(state, KeySpec.SYMMETRIC_DEFAULT, usage);
    }

    private static KeyMetadata key(KeyState state, KeySpec spec, KeyUsage usage) {
        String keyId = "11111111-2222-4333-8444-555555555555";
        return new KeyMetadata(keyId, KeyOwner.DEFAULT.arnOf(keyId), state, spec, usage, "", Instant.EPOCH);
    }
}
