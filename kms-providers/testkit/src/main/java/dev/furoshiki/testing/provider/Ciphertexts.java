package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.TestedProvider.Behaviour;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A ciphertext that was changed in anything never opens to a value. */
interface Ciphertexts {

    TestedProvider provider();

    @Test
    default void everyByteOfACiphertextIsChecked() {
        long seed = Sizes.upTo(1).seed();
        Random random = new Random(seed);
        try (KeyManagementService service = provider().open()) {
            EncryptedDataKey sealed = sealed(service);
            byte[] ciphertext = sealed.ciphertext();
            for (int i = 0; i < ciphertext.length; i++) {
                byte[] changed = ciphertext.clone();
                changed[i] ^= (byte) (1 << random.nextInt(8));
                assertDamaged(service, with(sealed, changed), "byte " + i + " flipped, seed " + seed);
            }
            service.decrypt(sealed, RoundTrips.CONTEXT).close();
        }
    }

    @Test
    default void aCiphertextThatWasCutOrExtendedIsRefused() {
        try (KeyManagementService service = provider().open()) {
            EncryptedDataKey sealed = sealed(service);
            byte[] ciphertext = sealed.ciphertext();
            int step = Boolean.getBoolean("furoshiki.soak") ? 1 : 7;
            for (int length = 1; length <= ciphertext.length + 20; length += step) {
                if (length != ciphertext.length) {
                    assertDamaged(
                            service, with(sealed, Arrays.copyOf(ciphertext, length)), "cut or extended to " + length);
                }
            }
            for (int length : new int[] {ciphertext.length - 1, ciphertext.length + 1, 6144}) {
                assertDamaged(service, with(sealed, Arrays.copyOf(ciphertext, length)), "of length " + length);
            }
            byte[] beheaded = Arrays.copyOfRange(ciphertext, 1, ciphertext.length);
            assertDamaged(service, with(sealed, beheaded), "without its first byte");
            byte[] twice = Arrays.copyOf(ciphertext, 2 * ciphertext.length);
            System.arraycopy(ciphertext, 0, twice, ciphertext.length, ciphertext.length);
            assertDamaged(service, with(sealed, twice), "twice");
        }
    }

    @Test
    default void noiseIsRefused() {
        long seed = Sizes.upTo(1).seed();
        Random random = new Random(seed);
        try (KeyManagementService service = provider().open()) {
            EncryptedDataKey sealed = sealed(service);
            for (int size : new int[] {1, 16, 100, 184, 1000}) {
                byte[] noise = new byte[size];
                random.nextBytes(noise);
                assertDamaged(service, with(sealed, noise), size + " bytes of noise, seed " + seed);
            }
        }
    }

    @Test
    default void aCiphertextHasOneTo6144Bytes() {
        try (KeyManagementService service = provider().open()) {
            for (int size : new int[] {0, 6145, 100_000}) {
                EncryptedDataKey wrong =
                        new EncryptedDataKey(service.provider(), provider().keyArn(), new byte[size]);
                assertThatThrownBy(
                                () -> service.decrypt(wrong, RoundTrips.CONTEXT).close())
                        .as("%d bytes", size)
                        .isExactlyInstanceOf(ValidationException.class);
                assertThatThrownBy(() -> service.dryRunDecrypt(wrong, RoundTrips.CONTEXT))
                        .as("%d bytes, dry run", size)
                        .isExactlyInstanceOf(ValidationException.class);
            }
        }
    }

    @Test
    default void aCiphertextOfAnotherProviderIsRefusedByName() {
        try (KeyManagementService service = provider().open()) {
            EncryptedDataKey sealed = sealed(service);
            EncryptedDataKey foreign = new EncryptedDataKey("another-provider", sealed.keyArn(), sealed.ciphertext());
            assertThatThrownBy(
                            () -> service.decrypt(foreign, RoundTrips.CONTEXT).close())
                    .isExactlyInstanceOf(IncorrectKeyException.class)
                    .hasMessageContaining("another-provider")
                    .hasMessageContaining(service.provider());
            assertThatThrownBy(() -> service.dryRunDecrypt(foreign, RoundTrips.CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class);
        }
    }

    @Test
    default void aCiphertextThatIsSaidToBeOfAnotherKeyIsRefused() {
        try (KeyManagementService service = provider().open()) {
            EncryptedDataKey sealed = sealed(service);
            EncryptedDataKey swapped =
                    new EncryptedDataKey(sealed.provider(), provider().otherKeyArn(), sealed.ciphertext());
            assertDamaged(service, swapped, "said to be of another key");
            provider().requires(Behaviour.SWAPPED_KEYS_ARE_INCORRECT);
            assertThatThrownBy(
                            () -> service.decrypt(swapped, RoundTrips.CONTEXT).close())
                    .isExactlyInstanceOf(IncorrectKeyException.class)
                    .hasMessageContaining(provider().otherKeyArn());
        }
    }

    @Test
    default void aCiphertextThatIsSaidToBeOfNoKeyIsRefused() {
        try (KeyManagementService service = provider().open()) {
            EncryptedDataKey sealed = sealed(service);
            for (String absent : provider().absentReferences()) {
                EncryptedDataKey renamed = new EncryptedDataKey(sealed.provider(), absent, sealed.ciphertext());
                assertThatThrownBy(() ->
                                service.decrypt(renamed, RoundTrips.CONTEXT).close())
                        .as(absent)
                        .isInstanceOfAny(IncorrectKeyException.class, NotFoundException.class);
            }
        }
    }

    private EncryptedDataKey sealed(KeyManagementService service) {
        try (GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT)) {
            return generated.encrypted();
        }
    }

    private static EncryptedDataKey with(EncryptedDataKey sealed, byte[] ciphertext) {
        return new EncryptedDataKey(sealed.provider(), sealed.keyArn(), ciphertext);
    }

    private void assertDamaged(KeyManagementService service, EncryptedDataKey damaged, String how) {
        Throwable refused = catchThrowable(() -> {
            try (SecretBytes opened = service.decrypt(damaged, RoundTrips.CONTEXT)) {
                throw new AssertionError("it opened, to " + opened.sizeBytes() + " bytes: " + how);
            }
        });
        assertThat(refused)
                .as(how)
                .isInstanceOfAny(provider().refusalsOfDamage().toArray(Class<?>[]::new));
    }
}
