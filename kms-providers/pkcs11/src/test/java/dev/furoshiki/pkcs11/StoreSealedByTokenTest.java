package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedded key store whose root key a key in a token seals. */
class StoreSealedByTokenTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    @TempDir
    Path folder;

    @Test
    void isOpenedWithTheTokenAlone() throws Exception {
        SoftHsm.assumeInstalled();
        SoftToken token = TestToken.withKey();
        Path store = folder.resolve("keys");
        EncryptedDataKey sealed;
        try (Pkcs11KeyService service = TestToken.open(token);
                EmbeddedKeyService keys = EmbeddedKeyService.create(store, sealedBy(service))) {
            keys.createAlias("alias/pii", keys.createKey("").keyId());
            try (GeneratedDataKey generated = keys.generateDataKey("alias/pii", 32, CONTEXT)) {
                sealed = generated.encrypted();
            }
        }
        try (Pkcs11KeyService service = TestToken.open(token);
                EmbeddedKeyService keys = EmbeddedKeyService.open(store, sealedBy(service));
                SecretBytes opened = keys.decrypt(sealed, CONTEXT)) {
            assertThat(opened.sizeBytes()).isEqualTo(32);
        }
        try (Pkcs11KeyService another = TestToken.open(TestToken.withKey())) {
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, sealedBy(another)))
                    .isInstanceOfAny(IncorrectRootKeyException.class, RootKeyUnavailableException.class)
                    .hasMessageContaining("pkcs11");
        }
        token.destroyKey("orders");
        try (Pkcs11KeyService service = TestToken.open(token)) {
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, sealedBy(service)))
                    .isInstanceOf(RootKeyUnavailableException.class)
                    .hasMessageContaining("NotFoundException");
        }
    }

    /** Tools print ids in either case, and the token takes both. */
    @Test
    void whatNamesTheKeyWhenTheStoreIsMadeOpensItAgain() throws Exception {
        SoftHsm.assumeInstalled();
        SoftToken token = TestToken.withKey();
        Path store = folder.resolve("keys");
        try (Pkcs11KeyService service = TestToken.open(token)) {
            RootKeySource upper = RootKeySource.sealedBy(service, TestToken.KEY_ID.toUpperCase(Locale.ROOT));
            EmbeddedKeyService.create(store, upper).close();
            EmbeddedKeyService.open(store, upper).close();
            EmbeddedKeyService.open(store, RootKeySource.sealedBy(service, TestToken.KEY_ID))
                    .close();
        }
    }

    private static RootKeySource sealedBy(Pkcs11KeyService service) {
        return RootKeySource.sealedBy(service, TestToken.KEY);
    }
}
