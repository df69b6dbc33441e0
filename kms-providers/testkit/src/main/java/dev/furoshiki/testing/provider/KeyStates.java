package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.TestedProvider.Behaviour;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A key that was disabled, or that the caller may not use any more. */
interface KeyStates {

    TestedProvider provider();

    @Test
    default void aDisabledKeyDoesNothingUntilItIsEnabled() {
        provider().requires(Behaviour.DISABLED_KEYS_ARE_REFUSED);
        assertRefusedBetween(provider()::disableKey, provider()::enableKey, DisabledException.class);
    }

    @Test
    default void whoLostAccessIsDeniedUntilItIsRestored() {
        assertRefusedBetween(provider()::revokeAccess, provider()::restoreAccess, AccessDeniedException.class);
    }

    @Test
    default void listenersAreToldOfADisabledKeyUntilTheyLeave() throws Exception {
        String keyArn = provider().otherKeyArn();
        Assumptions.assumeTrue(
                provider().tellsOfKeyChanges(), "not tested: this provider does not tell of keys that change");
        List<String> told = new CopyOnWriteArrayList<>();
        try (KeyManagementService service = provider().open()) {
            AutoCloseable subscription = service.onKeyChange(told::add);
            provider().disableKey(keyArn);
            provider().enableKey(keyArn);
            assertThat(told).contains(keyArn);
            subscription.close();
            subscription.close();
            int before = told.size();
            provider().disableKey(keyArn);
            provider().enableKey(keyArn);
            assertThat(told).hasSize(before);
        } finally {
            provider().enableKey(keyArn);
        }
    }

    /** Whether it tells or not, asking is harmless. */
    @Test
    default void listeningIsHarmless() throws Exception {
        try (KeyManagementService service = provider().open();
                AutoCloseable subscription = service.onKeyChange(arn -> {});
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT)) {
            String keyArn = provider().keyArn();
            service.recordCachedUses(keyArn, generated.encrypted(), RoundTrips.CONTEXT, true, 64);
            service.recordCachedUses(keyArn, generated.encrypted(), RoundTrips.CONTEXT, false, 1);
            assertThat(subscription).isNotNull();
        }
    }

    private void assertRefusedBetween(
            Consumer<String> forbid, Consumer<String> allow, Class<? extends KmsException> refusal) {
        String keyArn = provider().otherKeyArn();
        try (KeyManagementService service = provider().open();
                SecretBytes plaintext = SecretBytes.random(32)) {
            EncryptedDataKey sealed = service.encrypt(keyArn, plaintext, RoundTrips.CONTEXT);
            forbid.accept(keyArn);
            try {
                assertThatThrownBy(() -> service.generateDataKey(keyArn, 32, RoundTrips.CONTEXT)
                                .close())
                        .isExactlyInstanceOf(refusal)
                        .hasMessageContaining(keyArn);
                assertThatThrownBy(() -> service.encrypt(keyArn, plaintext, RoundTrips.CONTEXT))
                        .isExactlyInstanceOf(refusal);
                assertThatThrownBy(() ->
                                service.decrypt(sealed, RoundTrips.CONTEXT).close())
                        .isExactlyInstanceOf(refusal);
                assertThatThrownBy(() -> service.dryRunDecrypt(sealed, RoundTrips.CONTEXT))
                        .isExactlyInstanceOf(refusal);
            } finally {
                allow.accept(keyArn);
            }
            try (SecretBytes opened = service.decrypt(sealed, RoundTrips.CONTEXT)) {
                assertThat(opened.sameAs(plaintext)).isTrue();
            }
        }
    }
}
