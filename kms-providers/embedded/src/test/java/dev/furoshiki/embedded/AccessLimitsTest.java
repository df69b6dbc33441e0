package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.Principal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a permission ends: at another account, at a denial, at a context, at a second key, at an alias. */
class AccessLimitsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final EncryptionContext OTHER_CONTEXT = EncryptionContext.of("tenant", "43");
    private static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");

    @TempDir
    static Path folder;

    private static EmbeddedKeyService root;
    private static EmbeddedKeyService shop;

    private String key;
    private String other;

    @BeforeAll
    static void open() throws Exception {
        root = new TestStore(folder).create();
        shop = root.as(SHOP);
    }

    @AfterAll
    static void close() {
        root.close();
    }

    @BeforeEach
    void twoKeys() {
        key = root.createKey("").keyId();
        other = root.createKey("").keyId();
    }

    /** That is somebody's who owns another account, not this one. */
    @ParameterizedTest
    @ValueSource(strings = {"arn:furoshiki:iam::000000000001:root", "arn:aws:iam::000000000000:root"})
    void anotherRootPrincipalOwnsNothingHere(String arn) {
        EmbeddedKeyService stranger = root.as(new Principal(arn));
        assertThatThrownBy(stranger::listKeys).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> stranger.createKey("")).isInstanceOf(AccessDeniedException.class);
        String grantId = grant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT));
        assertThatThrownBy(() -> stranger.retireGrant(key, grantId)).isInstanceOf(AccessDeniedException.class);
        assertThat(root.listGrants(key)).hasSize(1);
    }

    @Test
    void aDeniedRetirementIsDeniedToWhomTheGrantAllowsIt() {
        root.putKeyPolicy(key, policy("""
                {"Effect": "Deny", "Principal": {"AWS": "%s"}, "Action": "kms:RetireGrant", "Resource": "*"}"""));
        String grantId =
                grant(GrantRequest.of(key, SHOP, GrantOperation.RETIRE_GRANT).retirableBy(SHOP));
        assertThatThrownBy(() -> shop.retireGrant(key, grantId))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("denies it");
        assertThat(root.listGrants(key)).hasSize(1);
    }

    /** The context that it is to be encrypted under, not the one that it comes from. */
    @Test
    void aConstraintHoldsForWhatIsReEncryptedTo() {
        grant(GrantRequest.of(key, SHOP, GrantOperation.RE_ENCRYPT_FROM));
        grant(GrantRequest.of(other, SHOP, GrantOperation.RE_ENCRYPT_TO)
                .under(GrantConstraint.contextSubset(OTHER_CONTEXT)));
        EncryptedDataKey sealed;
        try (SecretBytes plaintext = SecretBytes.random(8)) {
            sealed = root.encrypt(key, plaintext, CONTEXT);
        }
        shop.reEncrypt(sealed, CONTEXT, other, OTHER_CONTEXT);
        assertThatThrownBy(() -> shop.reEncrypt(sealed, CONTEXT, other, CONTEXT))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("kms:ReEncryptTo")
                .hasMessageContaining(other);
    }

    @Test
    void reEncryptingOnTheSameKeyIsToldFromReEncryptingToAnother() {
        String onTheSame = policy("""
                {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:ReEncrypt*", "Resource": "*",
                 "Condition": {"Bool": {"kms:ReEncryptOnSameKey": "true"}}}""");
        root.putKeyPolicy(key, onTheSame);
        root.putKeyPolicy(other, onTheSame);
        EncryptedDataKey sealed;
        try (SecretBytes plaintext = SecretBytes.random(8)) {
            sealed = root.encrypt(key, plaintext, CONTEXT);
        }
        shop.reEncrypt(sealed, CONTEXT, key, OTHER_CONTEXT);
        assertThatThrownBy(() -> shop.reEncrypt(sealed, CONTEXT, other, CONTEXT))
                .isInstanceOf(AccessDeniedException.class);
    }

    /** As in AWS KMS: an alias that moves is taken from one key and given to another. */
    @Test
    void anAliasMovesForWhomBothKeysAllowIt() {
        String alias = "alias/moving-" + key;
        root.createAlias(alias, key);
        String allowing = policy("""
                {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:UpdateAlias", "Resource": "*"}""");
        root.putKeyPolicy(other, allowing);
        assertThatThrownBy(() -> shop.updateAlias(alias, other))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(key);
        assertThat(root.describeKey(alias).keyId()).isEqualTo(key);
        root.putKeyPolicy(key, allowing);
        shop.updateAlias(alias, other);
        assertThat(root.describeKey(alias).keyId()).isEqualTo(other);
    }

    /** The policy looks at the key's aliases, so that another alias is another policy. */
    @Test
    void anAliasThatEndsAnAccessEndsItForWhatIsCached() {
        root.putKeyPolicy(key, policy("""
                {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:GenerateDataKey", "Resource": "*",
                 "Condition": {"ForAllValues:StringNotLike": {"kms:ResourceAliases": "alias/closed-*"}}}"""));
        try (DataKeys keys = DataKeys.over(shop)) {
            for (int i = 0; i < 3; i++) {
                keys.forEncryption(key, CONTEXT, 1).close();
            }
            root.createAlias("alias/closed-" + key, key);
            assertThatThrownBy(() -> keys.forEncryption(key, CONTEXT, 1)).isInstanceOf(AccessDeniedException.class);
            root.deleteAlias("alias/closed-" + key);
            for (int i = 0; i < 3; i++) {
                keys.forEncryption(key, CONTEXT, 1).close();
            }
            root.createAlias("alias/closed-" + other, other);
            root.updateAlias("alias/closed-" + other, key);
            assertThatThrownBy(() -> keys.forEncryption(key, CONTEXT, 1)).isInstanceOf(AccessDeniedException.class);
        }
    }

    private static String grant(GrantRequest request) {
        return root.createGrant(request).grantId();
    }

    private static String policy(String statement) {
        return """
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"},
                  %s
                ]}""".formatted(root.principal(), statement.formatted(SHOP));
    }
}
