package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.InvalidArnException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.TestedProvider.Behaviour;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The names that a key has, and what names none; the sizes that may be asked for. */
interface KeyReferences {

    TestedProvider provider();

    @Test
    default void idAndArnNameTheSameKey() {
        assertNames(provider().keyId());
        assertNames(provider().keyArn());
    }

    @Test
    default void aliasAndAliasArnNameTheKeyAndAreNotStored() {
        String aliasArn = provider().aliasArn();
        assertNames(aliasArn);
        assertNames(aliasArn.substring(aliasArn.indexOf(":alias/") + 1));
    }

    @Test
    default void anUnknownReferenceIsNotFound() {
        try (KeyManagementService service = provider().open()) {
            for (String absent : provider().absentReferences()) {
                assertThatThrownBy(() -> service.generateDataKey(absent, 32, RoundTrips.CONTEXT)
                                .close())
                        .as(absent)
                        .isExactlyInstanceOf(NotFoundException.class)
                        .hasMessageContaining(absent.substring(absent.lastIndexOf('/') + 1));
                try (SecretBytes plaintext = SecretBytes.random(16)) {
                    assertThatThrownBy(() -> service.encrypt(absent, plaintext, RoundTrips.CONTEXT))
                            .as(absent)
                            .isExactlyInstanceOf(NotFoundException.class);
                }
            }
        }
    }

    @Test
    default void anAliasInAnotherAccountIsNotOurs() {
        String foreign = provider().foreignAliasArn();
        provider().requires(Behaviour.ARNS_ARE_EXACT);
        try (KeyManagementService service = provider().open()) {
            assertThatThrownBy(() -> service.generateDataKey(foreign, 32, RoundTrips.CONTEXT)
                            .close())
                    .isInstanceOfAny(NotFoundException.class, AccessDeniedException.class);
        }
    }

    @Test
    default void whatIsNoReferenceIsRefused() {
        try (KeyManagementService service = provider().open()) {
            for (String wrong : List.of("", "k".repeat(2049))) {
                assertThatThrownBy(() -> service.generateDataKey(wrong, 32, RoundTrips.CONTEXT)
                                .close())
                        .as("%d characters", wrong.length())
                        .isExactlyInstanceOf(ValidationException.class);
            }
            for (String wrong : List.of(
                    " ",
                    "alias/",
                    "alias",
                    "arn:",
                    "key/" + provider().keyId(),
                    " " + provider().keyId(),
                    provider().keyId() + "\n",
                    "鍵\uD83D\uDD11",
                    "alias/%2e%2e",
                    "../" + provider().keyId(),
                    "arn:aws:s3:::bucket/" + provider().keyId())) {
                assertThatThrownBy(() -> service.generateDataKey(wrong, 32, RoundTrips.CONTEXT)
                                .close())
                        .as("'%s'", wrong)
                        .isInstanceOfAny(NotFoundException.class, ValidationException.class, InvalidArnException.class);
            }
        }
    }

    @Test
    default void dataKeysHaveOneTo1024Bytes() {
        try (KeyManagementService service = provider().open()) {
            for (int size : new int[] {Integer.MIN_VALUE, -1, 0, 1025, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> service.generateDataKey(provider().keyArn(), size, RoundTrips.CONTEXT)
                                .close())
                        .as("%d bytes", size)
                        .isExactlyInstanceOf(ValidationException.class);
            }
        }
    }

    @Test
    default void plaintextsHaveOneTo4096Bytes() {
        try (KeyManagementService service = provider().open()) {
            for (int size : new int[] {0, 4097, 100_000}) {
                try (SecretBytes plaintext = SecretBytes.random(size)) {
                    assertThatThrownBy(() -> service.encrypt(provider().keyArn(), plaintext, RoundTrips.CONTEXT))
                            .as("%d bytes", size)
                            .isExactlyInstanceOf(ValidationException.class);
                }
            }
        }
    }

    @Test
    default void nullIsRefused() {
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT)) {
            String keyArn = provider().keyArn();
            EncryptedDataKey sealed = generated.encrypted();
            SecretBytes plaintext = generated.plaintext();
            EncryptionContext context = RoundTrips.CONTEXT;
            assertRefusesNull("keyId", () -> service.generateDataKey(nothing(), 32, context));
            assertRefusesNull("ontext", () -> service.generateDataKey(keyArn, 32, nothing()));
            assertRefusesNull("keyId", () -> service.encrypt(nothing(), plaintext, context));
            assertRefusesNull("plaintext", () -> service.encrypt(keyArn, nothing(), context));
            assertRefusesNull("ontext", () -> service.encrypt(keyArn, plaintext, nothing()));
            assertRefusesNull("ciphertext", () -> service.decrypt(nothing(), context));
            assertRefusesNull("ontext", () -> service.decrypt(sealed, nothing()));
            assertRefusesNull("ciphertext", () -> service.dryRunDecrypt(nothing(), context));
            assertRefusesNull("ontext", () -> service.dryRunDecrypt(sealed, nothing()));
            assertRefusesNull("keyId", () -> service.recordCachedUses(nothing(), sealed, context, true, 1));
            assertRefusesNull("key", () -> service.recordCachedUses(keyArn, nothing(), context, true, 1));
            assertRefusesNull("ontext", () -> service.recordCachedUses(keyArn, sealed, nothing(), true, 1));
            assertRefusesNull("keyArnListener", () -> service.onKeyChange(nothing()));
            service.decrypt(sealed, RoundTrips.CONTEXT).close();
        }
    }

    @Test
    default void aPlaintextThatWasDestroyedIsNotSealedAsZeros() {
        SecretBytes destroyed = SecretBytes.random(32);
        destroyed.close();
        try (KeyManagementService service = provider().open()) {
            assertThatThrownBy(() -> service.encrypt(provider().keyArn(), destroyed, RoundTrips.CONTEXT))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("closed");
        }
    }

    /** Some name the parameter as AWS KMS does: {@code encryptionContext}, {@code ciphertextBlob}. */
    private static void assertRefusesNull(String parameter, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as("without %s", parameter)
                .isExactlyInstanceOf(ValidationException.class)
                .hasMessageContaining(parameter)
                .hasMessageContaining("null");
    }

    /** As code may pass it that no one checks for nulls. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private void assertNames(String reference) {
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(reference, 32, RoundTrips.CONTEXT);
                SecretBytes plaintext = SecretBytes.random(5)) {
            assertThat(generated.encrypted().keyArn())
                    .as(reference)
                    .isEqualTo(provider().keyArn());
            EncryptedDataKey sealed = service.encrypt(reference, plaintext, RoundTrips.CONTEXT);
            assertThat(sealed.keyArn()).as(reference).isEqualTo(provider().keyArn());
            try (SecretBytes opened = service.decrypt(sealed, RoundTrips.CONTEXT)) {
                assertThat(opened.sameAs(plaintext)).isTrue();
            }
        }
    }
}
