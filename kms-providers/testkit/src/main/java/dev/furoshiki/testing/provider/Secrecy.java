package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Neither a message nor a printed object shows key bytes or plaintext; every message is one line that says something. */
interface Secrecy {

    TestedProvider provider();

    @Test
    default void nothingPrintedShowsAKeyOrAPlaintext() {
        byte[] canary = "canary-of-the-provider-testkit-0123456789".getBytes(StandardCharsets.US_ASCII);
        try (KeyManagementService service = provider().open();
                SecretBytes plaintext = SecretBytes.copyOf(canary);
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT)) {
            EncryptedDataKey sealed = service.encrypt(provider().keyArn(), plaintext, RoundTrips.CONTEXT);
            byte[] dataKey = generated.plaintext().toByteArray();
            for (Object printed : List.of(service, plaintext, generated, sealed, generated.encrypted())) {
                Canary.of(canary).assertNotIn(printed.toString());
                Canary.of(dataKey).assertNotIn(printed.toString());
            }
        }
    }

    @Test
    default void noRefusalShowsAKeyOrAPlaintext() {
        byte[] canary = new byte[4097];
        Arrays.fill(canary, (byte) 'X');
        byte[] text = "canary-of-the-provider-testkit-".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, canary, 0, text.length);
        EncryptionContext other = EncryptionContext.of("another", "context");
        try (KeyManagementService service = provider().open();
                SecretBytes tooLong = SecretBytes.copyOf(canary);
                SecretBytes plaintext = SecretBytes.copyOf(Arrays.copyOf(canary, 64));
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT)) {
            EncryptedDataKey sealed = service.encrypt(provider().keyArn(), generated.plaintext(), RoundTrips.CONTEXT);
            byte[] cut = Arrays.copyOf(sealed.ciphertext(), sealed.ciphertext().length - 1);
            List<Throwable> refusals = List.of(
                    catchThrowable(() -> service.encrypt(provider().keyArn(), tooLong, other)),
                    catchThrowable(
                            () -> service.encrypt(provider().absentReferences().get(0), plaintext, other)),
                    catchThrowable(
                            () -> service.decrypt(generated.encrypted(), other).close()),
                    catchThrowable(() -> service.decrypt(sealed, other).close()),
                    catchThrowable(() -> service.decrypt(
                                    new EncryptedDataKey(sealed.provider(), sealed.keyArn(), cut), RoundTrips.CONTEXT)
                            .close()),
                    catchThrowable(() -> service.dryRunDecrypt(
                            new EncryptedDataKey(sealed.provider(), provider().otherKeyArn(), sealed.ciphertext()),
                            RoundTrips.CONTEXT)));
            byte[] dataKey = generated.plaintext().toByteArray();
            for (Throwable refusal : refusals) {
                assertThat(refusal).isNotNull();
                Canary.of(text).assertNotIn(refusal);
                Canary.of(dataKey).assertNotIn(refusal);
                assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n", "\r");
            }
        }
    }
}
