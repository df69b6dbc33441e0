package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was sealed opens again, to the same bytes. */
interface RoundTrips {

    EncryptionContext CONTEXT = EncryptionContext.of(Map.of("tenant", "42", "purpose", "test"));

    TestedProvider provider();

    @Test
    default void dataKeysOfEverySizeOpenAgain() {
        Sizes sizes = Sizes.upTo(1024);
        try (KeyManagementService service = provider().open()) {
            for (int size : sizes.chosen()) {
                try (GeneratedDataKey generated =
                                service.generateDataKey(provider().keyArn(), size, CONTEXT);
                        SecretBytes opened = service.decrypt(generated.encrypted(), CONTEXT)) {
                    assertThat(generated.plaintext().sizeBytes())
                            .as("%d bytes of %s", size, sizes)
                            .isEqualTo(size);
                    assertThat(opened.toByteArray())
                            .as("%d bytes of %s", size, sizes)
                            .isEqualTo(generated.plaintext().toByteArray());
                }
            }
        }
    }

    @Test
    default void plaintextsOfEverySizeOpenAgain() {
        Sizes sizes = Sizes.upTo(4096);
        try (KeyManagementService service = provider().open()) {
            for (int size : sizes.chosen()) {
                try (SecretBytes plaintext = SecretBytes.random(size);
                        SecretBytes opened =
                                service.decrypt(service.encrypt(provider().keyArn(), plaintext, CONTEXT), CONTEXT)) {
                    assertThat(opened.toByteArray())
                            .as("%d bytes of %s", size, sizes)
                            .isEqualTo(plaintext.toByteArray());
                }
            }
        }
    }

    /** Zeros too, which a service that loses the plaintext would return. */
    @Test
    default void plaintextsOfEveryByteOpenAgain() {
        byte[] everyByte = new byte[512];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) (i < 256 ? i : 0);
        }
        try (KeyManagementService service = provider().open();
                SecretBytes plaintext = SecretBytes.copyOf(everyByte)) {
            EncryptedDataKey sealed = service.encrypt(provider().keyArn(), plaintext, EncryptionContext.empty());
            assertThat(plaintext.isDestroyed()).as("it stays the caller's").isFalse();
            assertThat(plaintext.toByteArray()).as("it stays as it was").isEqualTo(everyByte);
            try (SecretBytes opened = service.decrypt(sealed, EncryptionContext.empty())) {
                assertThat(opened.toByteArray()).isEqualTo(everyByte);
            }
        }
    }

    @Test
    default void everyKeyAndEveryCiphertextIsFresh() {
        try (KeyManagementService service = provider().open();
                GeneratedDataKey first = service.generateDataKey(provider().keyArn(), 32, CONTEXT);
                GeneratedDataKey second = service.generateDataKey(provider().keyArn(), 32, CONTEXT)) {
            assertThat(first.plaintext().sameAs(second.plaintext())).isFalse();
            assertThat(first.plaintext().toByteArray()).isNotEqualTo(new byte[32]);
            assertThat(first.encrypted().ciphertext())
                    .isNotEqualTo(second.encrypted().ciphertext());
            EncryptedDataKey again = service.encrypt(provider().keyArn(), first.plaintext(), CONTEXT);
            assertThat(again.ciphertext()).isNotEqualTo(first.encrypted().ciphertext());
            try (SecretBytes opened = service.decrypt(again, CONTEXT)) {
                assertThat(opened.sameAs(first.plaintext())).isTrue();
            }
        }
    }

    @Test
    default void whatIsSealedSaysByWhomAndUnderWhichKeyAndCanBeStored() {
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(provider().keyId(), 32, CONTEXT)) {
            EncryptedDataKey sealed = generated.encrypted();
            assertThat(sealed.provider()).isEqualTo(service.provider());
            assertThat(sealed.keyArn()).isEqualTo(provider().keyArn());
            EncryptedDataKeyV1 stored = EncryptedDataKeyV1.parse(
                    new EncryptedDataKeyV1(sealed.provider(), sealed.keyArn(), sealed.ciphertext()).toBytes());
            EncryptedDataKey read = new EncryptedDataKey(stored.provider(), stored.keyArn(), stored.ciphertext());
            try (SecretBytes opened = service.decrypt(read, CONTEXT)) {
                assertThat(opened.sameAs(generated.plaintext())).isTrue();
            }
        }
    }

    @Test
    default void whatOneServiceSealsAnotherOpens() {
        EncryptedDataKey sealed;
        byte[] plaintext;
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, CONTEXT)) {
            sealed = generated.encrypted();
            plaintext = generated.plaintext().toByteArray();
        }
        try (KeyManagementService another = provider().open();
                SecretBytes opened = another.decrypt(sealed, CONTEXT)) {
            assertThat(opened.toByteArray()).isEqualTo(plaintext);
        }
    }

    @Test
    default void whatIsOpenedTwiceIsTwoCopies() {
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, CONTEXT);
                SecretBytes second = service.decrypt(generated.encrypted(), CONTEXT)) {
            service.decrypt(generated.encrypted(), CONTEXT).close();
            assertThat(second.sameAs(generated.plaintext())).isTrue();
        }
    }

    @Test
    default void aDryRunReturnsWhereDecryptWould() {
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, CONTEXT)) {
            service.dryRunDecrypt(generated.encrypted(), CONTEXT);
            service.dryRunDecrypt(generated.encrypted(), CONTEXT);
            service.decrypt(generated.encrypted(), CONTEXT).close();
        }
    }
}
