package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.Principal;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data keys through the cache, over a real key service. */
class EmbeddedDataKeysTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    private TestStore store;
    private String uri;

    @BeforeEach
    void name() throws Exception {
        store = new TestStore(folder);
        uri = "embedded:" + store.path() + "?keyFile=" + store.keyFile();
    }

    @Test
    void aKeySurvivesInItsEncryptedFormOnly() throws Exception {
        EncryptedDataKey encrypted;
        byte[] plaintext;
        String keyId;
        try (EmbeddedKeyService admin = store.create()) {
            keyId = admin.createKey("personal data").keyId();
            admin.createAlias("alias/pii", keyId);
        }
        try (DataKeys keys = DataKeys.open(uri);
                DataKey key = keys.forEncryption("alias/pii", CONTEXT, 10)) {
            encrypted = key.encrypted();
            plaintext = key.secret().toByteArray();
            assertThat(keys.service().provider()).isEqualTo("embedded");
        }
        try (DataKeys keys = DataKeys.open(uri);
                DataKey key = keys.forDecryption(encrypted, CONTEXT)) {
            assertThat(key.secret().toByteArray()).isEqualTo(plaintext).hasSize(32);
            assertThat(encrypted.keyArn()).endsWith(keyId);
            assertThatThrownBy(() -> keys.forDecryption(encrypted, EncryptionContext.of("purpose", "other")))
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    /** G7: what one principal's cache holds is nothing to another one's, who asks for himself, of the same store. */
    @Test
    void whatOnePrincipalHasCachedTheOtherDoesNotGet() throws Exception {
        Principal shop = new Principal("arn:furoshiki:iam::000000000000:role/shop");
        Principal clerk = new Principal("arn:furoshiki:iam::000000000000:role/clerk");
        try (EmbeddedKeyService admin = store.create();
                DataKeys shops = DataKeys.over(admin.as(shop));
                DataKeys clerks = DataKeys.over(admin.as(clerk))) {
            String keyId = admin.createKey("").keyId();
            admin.createGrant(GrantRequest.of(keyId, shop, GrantOperation.GENERATE_DATA_KEY, GrantOperation.DECRYPT));
            EncryptedDataKey first;
            try (DataKey key = shops.forEncryption(keyId, CONTEXT, 1)) {
                first = key.encrypted();
            }
            shops.forDecryption(first, CONTEXT).close();
            assertThatThrownBy(() -> clerks.forEncryption(keyId, CONTEXT, 1)).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> clerks.forDecryption(first, CONTEXT)).isInstanceOf(AccessDeniedException.class);
            admin.createGrant(GrantRequest.of(keyId, clerk, GrantOperation.GENERATE_DATA_KEY));
            try (DataKey key = clerks.forEncryption(keyId, CONTEXT, 1)) {
                assertThat(key.encrypted()).isNotEqualTo(first);
            }
            assertThatThrownBy(() -> clerks.forDecryption(first, CONTEXT)).isInstanceOf(AccessDeniedException.class);
            shops.forDecryption(first, CONTEXT).close();
        }
    }

    @Test
    void disablingIsSeenAtOnceThroughEveryServiceOfTheProcess() throws Exception {
        try (EmbeddedKeyService admin = store.create();
                DataKeys keys = DataKeys.open(uri);
                DataKeys others = DataKeys.open(uri)) {
            KeyMetadata created = admin.createKey("documents");
            EncryptedDataKey encrypted;
            try (DataKey key = keys.forEncryption(created.arn(), CONTEXT, 1)) {
                encrypted = key.encrypted();
            }
            // From the second use on, more are granted at once: then nobody would have to be asked any more.
            for (int i = 0; i < 3; i++) {
                keys.forEncryption(created.arn(), CONTEXT, 1).close();
                others.forDecryption(encrypted, CONTEXT).close();
            }
            admin.disableKey(created.keyId());
            assertThatThrownBy(() -> keys.forEncryption(created.arn(), CONTEXT, 1))
                    .isInstanceOf(DisabledException.class)
                    .hasMessageContaining(created.arn());
            assertThatThrownBy(() -> others.forDecryption(encrypted, CONTEXT)).isInstanceOf(DisabledException.class);
            admin.enableKey(created.keyId());
            keys.forEncryption(created.arn(), CONTEXT, 1).close();
            others.forDecryption(encrypted, CONTEXT).close();
        }
    }

    @Test
    void anAliasThatMovesOrGoesIsFollowedAtOnce() throws Exception {
        try (EmbeddedKeyService admin = store.create();
                DataKeys keys = DataKeys.over(admin)) {
            KeyMetadata first = admin.createKey("first");
            KeyMetadata second = admin.createKey("second");
            admin.createAlias("alias/pii", first.keyId());
            assertThat(arnFor(keys)).isEqualTo(first.arn());
            admin.updateAlias("alias/pii", second.keyId());
            assertThat(arnFor(keys)).isEqualTo(second.arn());
            admin.deleteAlias("alias/pii");
            assertThatThrownBy(() -> arnFor(keys)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void closingDataKeysOverAServiceLeavesTheServiceOpen() throws Exception {
        try (EmbeddedKeyService admin = store.create()) {
            String keyId = admin.createKey("").keyId();
            DataKeys keys = DataKeys.over(admin);
            keys.forEncryption(keyId, CONTEXT, 1).close();
            keys.close();
            assertThat(admin.describeKey(keyId).keyId()).isEqualTo(keyId);
            assertThatThrownBy(() -> keys.forEncryption(keyId, CONTEXT, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void rootsAreNeverShared() throws Exception {
        try (EmbeddedKeyService admin = store.create();
                DataKeys keys = DataKeys.over(admin)) {
            String keyId = admin.createKey("").keyId();
            try (DataKey first = keys.generate(keyId, CONTEXT);
                    DataKey second = keys.generate(keyId, CONTEXT);
                    DataKey cached = keys.forEncryption(keyId, CONTEXT, 1)) {
                assertThat(first.secret().sameAs(second.secret())).isFalse();
                assertThat(first.secret().sameAs(cached.secret())).isFalse();
            }
            assertThat(keys.statistics().callsMade()).isEqualTo(3);
        }
    }

    @Test
    void anUnknownSchemeNamesTheKnownOnes() {
        assertThatThrownBy(() -> DataKeys.open("vault:/keys"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("on the class path: embedded");
    }

    private static String arnFor(DataKeys keys) {
        try (DataKey key = keys.forEncryption("alias/pii", CONTEXT, 1)) {
            return key.encrypted().keyArn();
        }
    }
}
