package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.Attribute;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys of a token are used, and which are refused. */
class TokenKeyTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("a", "b");

    private SoftToken token;
    private Pkcs11KeyService keys;

    @BeforeEach
    void open() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        keys = TestToken.open(token);
    }

    @AfterEach
    void close() {
        if (keys != null) {
            keys.close();
        }
    }

    record Unfit(Attribute attribute, String reason) {}

    static List<Unfit> unfit() {
        return List.of(
                new Unfit(Attribute.flag(Cryptoki.EXTRACTABLE, true), "CKA_EXTRACTABLE"),
                new Unfit(Attribute.flag(Cryptoki.SENSITIVE, false), "CKA_SENSITIVE"),
                new Unfit(Attribute.flag(Cryptoki.MAY_SIGN, false), "CKA_SIGN"),
                new Unfit(Attribute.number(Cryptoki.VALUE_LENGTH, 16), "256 bits"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void aKeyThatIsUnfitIsRefused(Unfit unfit) throws Exception {
        Map<Long, Attribute> template = SoftToken.template("unfit", "0b");
        template.put(unfit.attribute().type(), unfit.attribute());
        token.generateKey(template);
        for (String keyId : List.of("alias/unfit", "0b")) {
            assertThatThrownBy(() -> keys.generateDataKey(keyId, 32, CONTEXT))
                    .isInstanceOf(InvalidKeyUsageException.class)
                    .hasMessageContaining(unfit.reason())
                    .hasMessageContaining(token.label());
        }
    }

    @Test
    void aKeyWithoutAnIdIsRefused() throws Exception {
        token.generateKey(SoftToken.template("nameless", ""));
        assertThatThrownBy(() -> keys.generateDataKey("alias/nameless", 32, CONTEXT))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining("nameless")
                .hasMessageContaining("CKA_ID");
    }

    @Test
    void oneLabelOfTwoKeysNamesNeither() throws Exception {
        EncryptedDataKey sealed = seal(TestToken.KEY);
        token.generateKey("orders", "0a02");
        assertThatThrownBy(() -> keys.generateDataKey(TestToken.KEY, 32, CONTEXT))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining("orders")
                .hasMessageContaining(token.label());
        // Their ids still do.
        assertThat(seal("0a02").keyArn()).endsWith("key/0a02");
        keys.decrypt(sealed, CONTEXT).close();
    }

    @Test
    void oneIdOfTwoKeysNamesNeither() throws Exception {
        EncryptedDataKey sealed = seal(TestToken.KEY);
        token.generateKey("more", TestToken.KEY_ID);
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining("0a01");
    }

    /** Rotation: the old key gets another label, a new one takes its place. */
    @Test
    void aRotatedKeyOpensWhatItSealedAndTheNewOneSeals() throws Exception {
        EncryptedDataKey old = seal(TestToken.KEY);
        token.relabelKey("orders", "orders 2026");
        token.generateKey("orders", "0a02");
        EncryptedDataKey fresh = seal(TestToken.KEY);
        assertThat(old.keyArn()).endsWith("key/0a01");
        assertThat(fresh.keyArn()).endsWith("key/0a02");
        keys.decrypt(old, CONTEXT).close();
        keys.decrypt(fresh, CONTEXT).close();
    }

    @Test
    void aRemovedKeyIsNotFound() throws Exception {
        EncryptedDataKey sealed = seal(TestToken.KEY);
        token.destroyKey("orders");
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("0a01");
        assertThatThrownBy(() -> keys.generateDataKey(TestToken.KEY, 32, CONTEXT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("orders");
    }

    @Test
    void anotherKeyThatTookTheIdOpensNothing() throws Exception {
        EncryptedDataKey sealed = seal(TestToken.KEY);
        token.destroyKey("orders");
        token.generateKey("orders", TestToken.KEY_ID);
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT)).hasMessageContaining("another key has that id");
    }

    /** Else what is sealed would be named by a key that nobody asked for. */
    @Test
    void aKeyWithAnotherIdThanTheOneAskedForIsNotUsed() {
        FaultyCryptoki library = new FaultyCryptoki(SoftHsm.calls());
        try (Pkcs11KeyService others = TestToken.open(token, library, SoftToken.PIN, 1)) {
            EncryptedDataKey sealed = seal(TestToken.KEY);
            library.shows(Cryptoki.ID, new byte[] {0x0b, 0x02});
            for (String keyId : List.of("0a01", sealed.keyArn())) {
                assertThatThrownBy(() -> others.generateDataKey(keyId, 32, CONTEXT))
                        .isInstanceOf(IncorrectKeyException.class)
                        .hasMessageContaining("0a01")
                        .hasMessageContaining("0b02")
                        .hasMessageContaining(token.label());
            }
            assertThatThrownBy(() -> others.decrypt(sealed, CONTEXT)).isInstanceOf(IncorrectKeyException.class);
            assertThat(library.calls("C_Sign")).isZero();
        }
    }

    @Test
    void labelsMayHoldAnything() throws Exception {
        String label = "Bestellungen/größer:€ %41\n";
        token.generateKey(label, "0c");
        try (GeneratedDataKey generated = keys.generateDataKey("alias/" + label, 16, CONTEXT);
                SecretBytes opened = keys.decrypt(generated.encrypted(), CONTEXT)) {
            assertThat(opened.sameAs(generated.plaintext())).isTrue();
        }
    }

    private EncryptedDataKey seal(String keyId) {
        try (GeneratedDataKey generated = keys.generateDataKey(keyId, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }
}
