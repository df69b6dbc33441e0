package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operations let a policy see: principals and condition keys, on a real store. */
class PolicyFactsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");

    @TempDir
    Path folder;

    private EmbeddedKeyService root;
    private EmbeddedKeyService shop;
    private String key;

    @BeforeEach
    void open() throws IOException {
        root = new TestStore(folder).create();
        shop = root.as(SHOP);
        key = root.createKey("").keyId();
    }

    @AfterEach
    void close() {
        root.close();
    }

    /** The safety check asks what the next PutKeyPolicy will be asked with: the key's facts, its aliases, and no bypass. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'StringEquals': {'kms:KeySpec': 'SYMMETRIC_DEFAULT'}",
                "'StringEquals': {'kms:KeyUsage': 'ENCRYPT_DECRYPT'}",
                "'ForAnyValue:StringEquals': {'kms:ResourceAliases': 'alias/pii'}",
                "'Bool': {'kms:BypassPolicyLockoutSafetyCheck': 'false'}"
            })
    void aConditionThatWillHoldLocksOut(String condition) {
        root.createAlias("alias/pii", key);
        String denying = policy(statement("Deny", "*", "kms:*", condition));
        assertThatThrownBy(() -> root.putKeyPolicy(key, denying)).isInstanceOf(MalformedPolicyDocumentException.class);
        root.putKeyPolicy(
                key, "{\"Statement\": " + statement("Allow", root.principal().arn(), "kms:*", condition) + "}");
        root.putKeyPolicy(key, policy());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'StringEquals': {'kms:KeySpec': 'HMAC_256'}",
                "'ForAnyValue:StringEquals': {'kms:ResourceAliases': 'alias/other'}",
                "'Bool': {'kms:BypassPolicyLockoutSafetyCheck': 'true'}"
            })
    void aConditionThatWillNotHoldDoesNot(String condition) {
        root.createAlias("alias/pii", key);
        root.putKeyPolicy(key, policy(statement("Deny", "*", "kms:*", condition)));
        root.putKeyPolicy(key, policy());
    }

    @Test
    void aKeyIsNotMadeWithAPolicyThatLocksItsMakerOut() {
        String denying = policy(statement("Deny", "*", "kms:*", "'StringEquals': {'kms:KeySpec': 'HMAC_256'}"));
        assertThatThrownBy(() -> root.createKey(KeyRequest.of(KeySpec.HMAC_256).withPolicy(denying)))
                .isInstanceOf(MalformedPolicyDocumentException.class);
        root.createKey(KeyRequest.symmetric().withPolicy(denying));
        assertThat(root.listKeys()).hasSize(2);
    }

    /** AWS: also where the request does not say it. */
    @Test
    void everyOperationThatSealsOrOpensHasAnAlgorithm() {
        EncryptedDataKey sealed = root.encrypt(key, SecretBytes.random(1), CONTEXT);
        List<Runnable> operations = List.of(
                () -> shop.generateDataKey(key, 32, CONTEXT).close(),
                () -> shop.generateDataKeyWithoutPlaintext(key, 32, CONTEXT),
                () -> shop.generateDataKeyPair(key, DataKeyPairSpec.ECC_NIST_P256, CONTEXT)
                        .close(),
                () -> shop.generateDataKeyPairWithoutPlaintext(key, DataKeyPairSpec.ECC_NIST_P256, CONTEXT),
                () -> shop.encrypt(key, SecretBytes.random(1), CONTEXT),
                () -> shop.decrypt(sealed, CONTEXT).close(),
                () -> shop.reEncrypt(sealed, CONTEXT, key, CONTEXT));
        String condition = "'StringEquals': {'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT'}";
        root.putKeyPolicy(key, policy(statement("Allow", SHOP.arn(), "kms:*", condition)));
        operations.forEach(Runnable::run);
        root.putKeyPolicy(
                key,
                policy(statement("Allow", SHOP.arn(), "kms:*", ""), statement("Deny", SHOP.arn(), "kms:*", condition)));
        assertThat(operations)
                .allSatisfy(operation -> assertThatThrownBy(operation::run).isInstanceOf(AccessDeniedException.class));
    }

    /** Else nobody could use the cache who may use a key by its alias alone. */
    @Test
    void cachedUsesAreAllowedToWhomTheKeyIsGivenByItsAlias() {
        root.createAlias("alias/pii", key);
        root.putKeyPolicy(
                key,
                policy(
                        statement(
                                "Allow",
                                SHOP.arn(),
                                "kms:GenerateDataKey",
                                "'StringEquals': {'kms:RequestAlias': 'alias/pii', 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT'}")));
        try (DataKeys keys = DataKeys.over(shop)) {
            for (int i = 0; i < 300; i++) {
                keys.forEncryption("alias/pii", CONTEXT, 1).close();
            }
            assertThat(keys.statistics().callsMade()).isEqualTo(1);
        }
    }

    /** What another key's alias allows is no permission for this one. */
    @Test
    void anAliasThatNamesAnotherKeyAllowsNoCachedUses() {
        root.createAlias("alias/pii", key);
        root.putKeyPolicy(
                key,
                policy(statement(
                        "Allow",
                        SHOP.arn(),
                        "kms:GenerateDataKey",
                        "'StringEquals': {'kms:RequestAlias': ['alias/pii', 'alias/absent']}")));
        EncryptedDataKey sealed;
        try (GeneratedDataKey generated = shop.generateDataKey("alias/pii", 32, CONTEXT)) {
            sealed = generated.encrypted();
        }
        shop.recordCachedUses("alias/pii", sealed, CONTEXT, true, 64);
        root.updateAlias("alias/pii", root.createKey("").keyId());
        for (String name : List.of("alias/pii", "alias/absent", key, sealed.keyArn(), "arn:aws:kms:a:b:alias/pii")) {
            assertThatThrownBy(() -> shop.recordCachedUses(name, sealed, CONTEXT, true, 64))
                    .as(name)
                    .isInstanceOf(AccessDeniedException.class);
        }
        root.recordCachedUses("alias/pii", sealed, CONTEXT, true, 64);
    }

    /** As in AWS, where a session can do no more than its role. */
    @Test
    void whatIsDeniedToARoleIsDeniedToItsSessions() {
        EncryptedDataKey sealed = root.encrypt(key, SecretBytes.random(1), CONTEXT);
        root.putKeyPolicy(
                key, policy(statement("Allow", "*", "kms:*", ""), statement("Deny", SHOP.arn(), "kms:Decrypt", "")));
        assertThatThrownBy(() -> root.as(new Principal("arn:furoshiki:sts::000000000000:assumed-role/shop/worker-1"))
                        .decrypt(sealed, CONTEXT))
                .isInstanceOf(AccessDeniedException.class);
        root.as(new Principal("arn:furoshiki:sts::000000000000:assumed-role/shopping/worker-1"))
                .decrypt(sealed, CONTEXT)
                .close();
    }

    @Test
    void digitsNameTheRootOfAnAccountInTheKeysOwnPartition() {
        root.putKeyPolicy(key, policy(statement("Allow", "111122223333", "kms:Encrypt", "")));
        root.as(Principal.root("furoshiki", "111122223333")).encrypt(key, SecretBytes.random(1), CONTEXT);
        assertThatThrownBy(() ->
                        root.as(Principal.root("aws", "111122223333")).encrypt(key, SecretBytes.random(1), CONTEXT))
                .isInstanceOf(AccessDeniedException.class);
    }

    private String policy(String... more) {
        List<String> statements = new ArrayList<>();
        statements.add(statement("Allow", root.principal().arn(), "kms:*", ""));
        statements.addAll(List.of(more));
        return "{\"Statement\": [" + String.join(", ", statements) + "]}";
    }

    private static String statement(String effect, String principal, String action, String condition) {
        return """
                {"Effect": "%s", "Principal": {"AWS": "%s"}, "Action": "%s", "Resource": "*"%s}""".formatted(
                        effect,
                        principal,
                        action,
                        condition.isEmpty() ? "" : ", \"Condition\": {" + condition.replace('\'', '"') + "}");
    }
}
