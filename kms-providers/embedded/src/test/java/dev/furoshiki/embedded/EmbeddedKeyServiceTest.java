package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidArnException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS KMS's operations, on a real store. */
class EmbeddedKeyServiceTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of(Map.of("tenant", "42", "purpose", "test"));
    private static final String ABSENT = "99999999-9999-4999-8999-999999999999";

    @TempDir
    Path folder;

    private EmbeddedKeyService keys;
    private KeyMetadata key;

    @BeforeEach
    void open() throws IOException {
        keys = new TestStore(folder).create();
        key = keys.createKey("personal data");
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aKeyIsEnabledAndSymmetric() {
        assertThat(key.arn()).isEqualTo("arn:furoshiki:kms:local:000000000000:key/" + key.keyId());
        assertThat(key.state()).isEqualTo(KeyState.ENABLED);
        assertThat(key.spec()).isEqualTo(KeySpec.SYMMETRIC_DEFAULT);
        assertThat(key.usage()).isEqualTo(KeyUsage.ENCRYPT_DECRYPT);
        assertThat(key.description()).isEqualTo("personal data");
        assertThat(Duration.between(key.creationDate(), Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(keys.describeKey(key.keyId())).isEqualTo(key);
    }

    @Test
    void everythingSurvivesARestart() throws IOException {
        keys.createAlias("alias/pii", key.keyId());
        KeyMetadata second = keys.createKey("");
        keys.disableKey(second.keyId());
        EncryptedDataKey sealed;
        byte[] plaintext;
        try (GeneratedDataKey generated = keys.generateDataKey("alias/pii", 32, CONTEXT)) {
            sealed = generated.encrypted();
            plaintext = generated.plaintext().toByteArray();
        }
        keys.close();
        keys = new TestStore(folder).open();
        assertThat(keys.listKeys()).extracting(KeyMetadata::keyId).containsExactly(key.keyId(), second.keyId());
        assertThat(keys.describeKey(key.keyId())).isEqualTo(key);
        assertThat(keys.describeKey(second.keyId()).state()).isEqualTo(KeyState.DISABLED);
        assertThat(keys.listAliases()).containsExactly(Map.entry("alias/pii", key.keyId()));
        try (SecretBytes opened = keys.decrypt(sealed, CONTEXT)) {
            assertThat(opened.toByteArray()).isEqualTo(plaintext);
        }
    }

    @Test
    void dataKeysAreFreshAndOpenUnderTheirContextInAnyOrder() {
        try (GeneratedDataKey first = keys.generateDataKey(key.keyId(), 32, CONTEXT);
                GeneratedDataKey second = keys.generateDataKey(key.keyId(), 32, CONTEXT)) {
            assertThat(first.plaintext().sameAs(second.plaintext())).isFalse();
            assertThat(first.encrypted().provider()).isEqualTo("embedded");
            assertThat(first.encrypted().keyArn()).isEqualTo(key.arn());
            EncryptionContext turned = EncryptionContext.of("purpose", "test").with("tenant", "42");
            try (SecretBytes opened = keys.decrypt(first.encrypted(), turned)) {
                assertThat(opened.sameAs(first.plaintext())).isTrue();
            }
        }
    }

    @Test
    void whatIsEncryptedIsDecrypted() {
        for (int size : new int[] {1, 4096}) {
            try (SecretBytes plaintext = SecretBytes.random(size);
                    SecretBytes opened = keys.decrypt(keys.encrypt(key.keyId(), plaintext, CONTEXT), CONTEXT)) {
                assertThat(opened.sameAs(plaintext)).isTrue();
            }
        }
    }

    @Test
    void limitsAreCheckedFirst() {
        keys.disableKey(key.keyId());
        for (int size : new int[] {0, 1025, -1}) {
            assertThatThrownBy(() -> keys.generateDataKey(ABSENT, size, CONTEXT))
                    .isInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> keys.generateDataKey(key.keyId(), size, CONTEXT))
                    .isInstanceOf(ValidationException.class);
        }
        try (SecretBytes tooLong = SecretBytes.random(4097);
                SecretBytes empty = SecretBytes.random(0)) {
            assertThatThrownBy(() -> keys.encrypt(key.keyId(), tooLong, CONTEXT))
                    .isInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> keys.encrypt(key.keyId(), empty, CONTEXT)).isInstanceOf(ValidationException.class);
        }
        assertThatThrownBy(() -> keys.decrypt(ciphertext(new byte[6145]), CONTEXT))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> keys.decrypt(ciphertext(new byte[0]), CONTEXT))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> keys.createKey("d".repeat(8193))).isInstanceOf(ValidationException.class);
    }

    @Test
    void existenceIsCheckedBeforeState() {
        keys.disableKey(key.keyId());
        assertThatThrownBy(() -> keys.generateDataKey(ABSENT, 32, CONTEXT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(ABSENT);
        assertThatThrownBy(() -> keys.generateDataKey(key.keyId(), 32, CONTEXT))
                .isInstanceOf(DisabledException.class)
                .hasMessageContaining(key.arn());
    }

    @Test
    void aDisabledKeyDoesNothingButCanBeSeenNamedAndEnabled() {
        EncryptedDataKey sealed;
        try (GeneratedDataKey generated = keys.generateDataKey(key.keyId(), 32, CONTEXT)) {
            sealed = generated.encrypted();
        }
        keys.disableKey(key.arn());
        keys.disableKey(key.keyId());
        assertThat(keys.describeKey(key.keyId()).state()).isEqualTo(KeyState.DISABLED);
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT)).isInstanceOf(DisabledException.class);
        try (SecretBytes plaintext = SecretBytes.random(1)) {
            assertThatThrownBy(() -> keys.encrypt(key.keyId(), plaintext, CONTEXT))
                    .isInstanceOf(DisabledException.class);
        }
        keys.createAlias("alias/pii", key.keyId());
        keys.enableKey(key.keyId());
        keys.enableKey(key.keyId());
        keys.decrypt(sealed, CONTEXT).close();
    }

    @Test
    void aKeyHasFourNames() {
        keys.createAlias("alias/pii", key.arn());
        String aliasArn = "arn:furoshiki:kms:local:000000000000:alias/pii";
        for (String name : new String[] {key.keyId(), key.arn(), "alias/pii", aliasArn}) {
            assertThat(keys.describeKey(name)).isEqualTo(key);
            keys.generateDataKey(name, 1, CONTEXT).close();
        }
    }

    @Test
    void whatNamesNoKeyIsNotFound() {
        for (String name : new String[] {
            ABSENT,
            "alias/absent",
            "arn:furoshiki:kms:local:000000000000:key/" + ABSENT,
            "arn:aws:kms:local:000000000000:key/" + key.keyId(),
            "arn:furoshiki:kms:other:000000000000:key/" + key.keyId(),
            "arn:furoshiki:kms:local:000000000001:key/" + key.keyId(),
            key.keyId().toUpperCase(java.util.Locale.ROOT) + "x",
            " " + key.keyId()
        }) {
            assertThatThrownBy(() -> keys.describeKey(name)).isInstanceOf(NotFoundException.class);
        }
        assertThatThrownBy(() -> keys.describeKey("")).isInstanceOf(ValidationException.class);
        for (String malformed : new String[] {
            "arn:",
            "arn:furoshiki:kms:local:000000000000:" + key.keyId(),
            "arn:furoshiki:kms:local:000000000000:key/",
            "arn:furoshiki:s3:local:000000000000:key/" + key.keyId(),
            "arn:furoshiki:kms:000000000000:key/" + key.keyId()
        }) {
            assertThatThrownBy(() -> keys.describeKey(malformed))
                    .as(malformed)
                    .isInstanceOf(InvalidArnException.class)
                    .hasMessageContaining(malformed);
        }
    }

    @Test
    void whatChangesAKeyTakesNoAlias() {
        keys.createAlias("alias/pii", key.keyId());
        assertThatThrownBy(() -> keys.disableKey("alias/pii"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("DescribeKey");
        assertThatThrownBy(() -> keys.createAlias("alias/second", "alias/pii")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> keys.disableKey("arn:furoshiki:kms:local:000000000000:alias/pii"))
                .isInstanceOf(InvalidArnException.class)
                .hasMessageContaining("DescribeKey");
        assertThat(keys.describeKey(key.keyId()).state()).isEqualTo(KeyState.ENABLED);
    }

    @Test
    void everyByteOfAnEncryptedDataKeyIsChecked() {
        byte[] sealed = sealed();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            // The key id has a type of its own, since the ARN names another.
            Class<? extends KmsException> expected =
                    i >= 1 && i < 17 ? IncorrectKeyException.class : InvalidCiphertextException.class;
            assertThatThrownBy(() -> keys.decrypt(ciphertext(changed), CONTEXT)).isExactlyInstanceOf(expected);
        }
        keys.decrypt(ciphertext(sealed), CONTEXT).close();
    }

    @Test
    void truncatedAndExtendedKeysAreRefused() {
        byte[] sealed = sealed();
        for (int length = 1; length <= sealed.length + 20; length++) {
            byte[] changed = Arrays.copyOf(sealed, length);
            if (length != sealed.length) {
                assertThatThrownBy(() -> keys.decrypt(ciphertext(changed), CONTEXT))
                        .isExactlyInstanceOf(InvalidCiphertextException.class);
            }
        }
    }

    @Test
    void swappedKeysAreRefused() {
        KeyMetadata other = keys.createKey("other");
        byte[] sealed = sealed();
        EncryptedDataKey underOther = new EncryptedDataKey("embedded", other.arn(), sealed);
        assertThatThrownBy(() -> keys.decrypt(underOther, CONTEXT))
                .isInstanceOf(IncorrectKeyException.class)
                .hasMessageContaining(other.arn())
                .hasMessageContaining(key.arn());
        byte[] renamed = sealed.clone();
        java.util.UUID otherId = java.util.UUID.fromString(other.keyId());
        java.nio.ByteBuffer.wrap(renamed, 1, 16)
                .putLong(otherId.getMostSignificantBits())
                .putLong(otherId.getLeastSignificantBits());
        assertThatThrownBy(() -> keys.decrypt(new EncryptedDataKey("embedded", other.arn(), renamed), CONTEXT))
                .isInstanceOf(InvalidCiphertextException.class);
        assertThatThrownBy(() -> keys.decrypt(new EncryptedDataKey("aws", key.arn(), sealed), CONTEXT))
                .isInstanceOf(IncorrectKeyException.class)
                .hasMessageContaining("'aws'");
    }

    @Test
    void aKeyOfAnotherStoreIsNotFound(@TempDir Path elsewhere) throws IOException {
        byte[] foreign;
        String foreignArn;
        try (EmbeddedKeyService other = new TestStore(elsewhere).create()) {
            foreignArn = other.createKey("").arn();
            foreign = other.generateDataKey(foreignArn, 32, CONTEXT).encrypted().ciphertext();
        }
        assertThatThrownBy(() -> keys.decrypt(new EncryptedDataKey("embedded", foreignArn, foreign), CONTEXT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(foreignArn);
    }

    @Test
    void theContextIsExactAndCaseSensitive() {
        EncryptedDataKey sealed = ciphertext(sealed());
        for (EncryptionContext other : new EncryptionContext[] {
            EncryptionContext.empty(),
            EncryptionContext.of("tenant", "42"),
            CONTEXT.with("more", ""),
            EncryptionContext.of(Map.of("tenant", "43", "purpose", "test")),
            EncryptionContext.of(Map.of("Tenant", "42", "purpose", "test")),
            EncryptionContext.of(Map.of("tenant", "42", "purpose", "Test"))
        }) {
            assertThatThrownBy(() -> keys.decrypt(sealed, other))
                    .isInstanceOf(InvalidCiphertextException.class)
                    .hasMessageContaining("context");
        }
    }

    @Test
    void arnsSayWhatTheStoreWasMadeWith(@TempDir Path elsewhere) throws IOException {
        TestStore store = new TestStore(elsewhere);
        RootKeySource source = RootKeySource.keyFile(store.keyFile());
        String arn;
        try (EmbeddedKeyService named = EmbeddedKeyService.builder(store.path())
                .rootKey(source)
                .arns("acme", "berlin-1", "123456789012")
                .create()) {
            arn = named.createKey("").arn();
            assertThat(arn).startsWith("arn:acme:kms:berlin-1:123456789012:key/");
        }
        try (EmbeddedKeyService again = store.open()) {
            assertThat(again.describeKey(arn).arn()).isEqualTo(arn);
        }
        assertThatThrownBy(() -> EmbeddedKeyService.builder(store.path()).arns("acme", "berlin 1", "123456789012"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedServiceRefuses() {
        keys.close();
        keys.close();
        assertThatThrownBy(() -> keys.listKeys())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> keys.createKey("")).isInstanceOf(IllegalStateException.class);
    }

    private byte[] sealed() {
        try (GeneratedDataKey generated = keys.generateDataKey(key.keyId(), 32, CONTEXT)) {
            return generated.encrypted().ciphertext();
        }
    }

    private EncryptedDataKey ciphertext(byte[] bytes) {
        return new EncryptedDataKey("embedded", key.arn(), bytes);
    }
}
