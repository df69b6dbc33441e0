package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data plane, on a real library. */
class Pkcs11KeyServiceTest {

    private static final EncryptionContext CONTEXT =
            EncryptionContext.of(Map.of("tenant", "42", "Tenant", "43", "purpose", "tést \ud83d\ude00"));

    private static SoftToken token;
    private static Pkcs11KeyService keys;

    @BeforeAll
    static void open() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        keys = TestToken.open(token);
    }

    @AfterAll
    static void close() {
        if (keys != null) {
            keys.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alias/orders",
                "0a01",
                "0A01",
                "arn:furoshiki:pkcs11:%TOKEN%::key/0a01",
                "arn:furoshiki:pkcs11:%TOKEN%::alias/orders"
            })
    void aDataKeyOpensAgainWhateverItsKeyWasNamedBy(String keyId) {
        String encoded = token.label().replace(" ", "%20");
        try (GeneratedDataKey generated = keys.generateDataKey(keyId.replace("%TOKEN%", encoded), 32, CONTEXT);
                SecretBytes opened = keys.decrypt(generated.encrypted(), CONTEXT)) {
            assertThat(generated.plaintext().sizeBytes()).isEqualTo(32);
            assertThat(opened.sameAs(generated.plaintext())).isTrue();
            assertThat(generated.encrypted().provider()).isEqualTo("pkcs11");
            assertThat(generated.encrypted().keyArn()).isEqualTo("arn:furoshiki:pkcs11:" + encoded + "::key/0a01");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 4096})
    void whatIsEncryptedOpensAgain(int size) {
        try (SecretBytes plaintext = SecretBytes.random(size);
                SecretBytes opened = keys.decrypt(keys.encrypt(TestToken.KEY, plaintext, CONTEXT), CONTEXT)) {
            assertThat(opened.sameAs(plaintext)).isTrue();
        }
    }

    @Test
    void aDryRunSucceedsWhereDecryptWould() {
        EncryptedDataKey sealed = seal();
        keys.dryRunDecrypt(sealed, CONTEXT);
        assertThatThrownBy(() -> keys.dryRunDecrypt(sealed, EncryptionContext.empty()))
                .isInstanceOf(InvalidCiphertextException.class);
    }

    @Test
    void anotherContextIsRefusedAndNamed() {
        EncryptedDataKey sealed = seal();
        for (EncryptionContext other : new EncryptionContext[] {
            EncryptionContext.empty(),
            CONTEXT.with("more", ""),
            EncryptionContext.of(Map.of("tenant", "43", "Tenant", "42", "purpose", "tést \ud83d\ude00"))
        }) {
            assertThatThrownBy(() -> keys.decrypt(sealed, other))
                    .isInstanceOf(InvalidCiphertextException.class)
                    .hasMessageContaining(other.toString())
                    .hasMessageContaining("0a01");
        }
    }

    @Test
    void everyChangedByteIsRefused() {
        EncryptedDataKey sealed = seal();
        byte[] bytes = sealed.ciphertext();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 0x10;
            EncryptedDataKey damaged = new EncryptedDataKey("pkcs11", sealed.keyArn(), changed);
            assertThatThrownBy(() -> keys.decrypt(damaged, CONTEXT))
                    .as("byte " + i)
                    .isInstanceOfAny(InvalidCiphertextException.class, IncorrectKeyException.class);
        }
    }

    @Test
    void anIdThatWasChangedInBothPlacesNamesNoKey() {
        EncryptedDataKey sealed = seal();
        byte[] changed = sealed.ciphertext();
        changed[3] = 0x77;
        EncryptedDataKey moved = new EncryptedDataKey("pkcs11", sealed.keyArn().replace("0a01", "0a77"), changed);
        assertThatThrownBy(() -> keys.decrypt(moved, CONTEXT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("0a77")
                .hasMessageContaining(token.label());
    }

    @Test
    void aCiphertextOfAnotherTokenOrServiceIsRefused() throws Exception {
        EncryptedDataKey sealed = seal();
        try (Pkcs11KeyService others = TestToken.open(TestToken.withKey())) {
            assertThatThrownBy(() -> others.decrypt(sealed, CONTEXT))
                    .isInstanceOf(IncorrectKeyException.class)
                    .hasMessageContaining(sealed.keyArn());
        }
        EncryptedDataKey embedded = new EncryptedDataKey("embedded", sealed.keyArn(), sealed.ciphertext());
        assertThatThrownBy(() -> keys.decrypt(embedded, CONTEXT))
                .isInstanceOf(IncorrectKeyException.class)
                .hasMessageContaining("embedded");
    }

    /** As after a device broke and its keys were restored to another, which has another serial number. */
    @Test
    void theSameKeyInAnotherTokenOfThatLabelOpensIt() throws Exception {
        byte[] material = new byte[32];
        material[5] = 1;
        SoftToken first = SoftHsm.newToken();
        first.importKey("orders", "0a01", material);
        EncryptedDataKey sealed;
        String serial = first.serial();
        try (Pkcs11KeyService service = TestToken.open(first);
                SecretBytes plaintext = SecretBytes.random(32)) {
            sealed = service.encrypt(TestToken.KEY, plaintext, CONTEXT);
        }
        SoftToken second = SoftHsm.anotherTokenNamed(first.label());
        second.importKey("orders", "0a01", material);
        assertThatThrownBy(() -> TestToken.open(first))
                .isInstanceOf(KmsException.KeyStoreNotFoundException.class)
                .hasMessageContaining(serial)
                .hasMessageContaining(second.serial())
                .hasMessageContaining("option serial");
        try (Pkcs11KeyService service = Pkcs11KeyService.builder(SoftHsm.library())
                .token(first.label())
                .serial(second.serial())
                .pin(TestToken.pin(SoftToken.PIN))
                .open()) {
            service.decrypt(sealed, CONTEXT).close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "alias/",
                "alias/nobody",
                "alias/Orders",
                "0a0",
                "0a02",
                "zz",
                "arn:furoshiki:pkcs11:other::key/0a01",
                "arn:aws:kms:eu-central-1:111122223333:key/0a01",
                "arn:",
                "alias/orders\nforged"
            })
    void anUnknownKeyIsNotFound(String keyId) {
        assertThatThrownBy(() -> keys.generateDataKey(keyId, 32, CONTEXT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void argumentsOutsideTheirLimitsAreRefused() {
        for (int size : new int[] {-1, 0, 1025}) {
            assertThatThrownBy(() -> keys.generateDataKey(TestToken.KEY, size, CONTEXT))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining(String.valueOf(size));
        }
        for (int size : new int[] {0, 4097}) {
            try (SecretBytes plaintext = SecretBytes.takeOver(new byte[size])) {
                assertThatThrownBy(() -> keys.encrypt(TestToken.KEY, plaintext, CONTEXT))
                        .isInstanceOf(ValidationException.class);
            }
        }
        for (String keyId : new String[] {"", "x".repeat(2049)}) {
            assertThatThrownBy(() -> keys.generateDataKey(keyId, 32, CONTEXT)).isInstanceOf(ValidationException.class);
        }
        for (int size : new int[] {0, 6145}) {
            EncryptedDataKey sealed = new EncryptedDataKey("pkcs11", "arn", new byte[size]);
            assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT)).isInstanceOf(ValidationException.class);
        }
    }

    @Test
    void aClosedServiceSaysSoAndEndsItsSessions() throws Exception {
        SoftToken own = TestToken.withKey();
        Pkcs11KeyService service = TestToken.open(own);
        service.generateDataKey(TestToken.KEY, 32, CONTEXT).close();
        assertThat(own.isLoggedIn()).isTrue();
        service.close();
        service.close();
        assertThat(own.isLoggedIn()).isFalse();
        assertThatThrownBy(() -> service.generateDataKey(TestToken.KEY, 32, CONTEXT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(own.label());
    }

    private static EncryptedDataKey seal() {
        try (GeneratedDataKey generated = keys.generateDataKey(TestToken.KEY, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }
}
