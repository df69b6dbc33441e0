package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.CreatedGrant;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidGrantIdException;
import dev.furoshiki.key.KmsException.InvalidGrantTokenException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.Principal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies and grants on a real store. */
class AccessTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final EncryptionContext OTHER_CONTEXT = EncryptionContext.of("tenant", "43");
    private static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");
    private static final Principal CLERK = new Principal("arn:furoshiki:iam::000000000000:user/clerk");

    @TempDir
    Path folder;

    private TestStore store;
    private EmbeddedKeyService root;
    private EmbeddedKeyService shop;
    private String key;
    private String arn;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        root = store.create();
        shop = root.as(SHOP);
        arn = root.createKey("").arn();
        key = root.describeKey(arn).keyId();
        root.onKeyChange(told::add);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void aKeyWithoutAPolicyIsItsOwnersAlone() {
        assertThat(root.getKeyPolicy(key))
                .contains("arn:furoshiki:iam::000000000000:root")
                .contains("kms:*");
        assertThat(root.listKeyPolicies(key)).containsExactly("default");
        root.encrypt(key, SecretBytes.random(1), CONTEXT);
        assertThatThrownBy(() -> shop.encrypt(key, SecretBytes.random(1), CONTEXT))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(SHOP.arn())
                .hasMessageContaining("kms:Encrypt")
                .hasMessageContaining(arn)
                .hasMessageContaining("CreateGrant");
    }

    @Test
    void aPolicyHoldsAtOnceAndAfterARestart() throws IOException {
        String policy = allowing(
                SHOP,
                "kms:GenerateDataKey*\", \"kms:Decrypt",
                "{\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"42\"}}");
        root.putKeyPolicy(key, policy);
        assertThat(told).containsExactly(arn);
        for (int i = 0; i < 2; i++) {
            assertThat(root.getKeyPolicy(key)).isEqualTo(policy);
            shop.generateDataKey(key, 32, CONTEXT).close();
            assertThatThrownBy(() -> shop.generateDataKey(key, 32, OTHER_CONTEXT))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> shop.disableKey(key)).isInstanceOf(AccessDeniedException.class);
            reopen();
        }
    }

    @Test
    void aDenialIsSaidToBeOne() {
        root.putKeyPolicy(key, """
                {"Statement": [
                  {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"},
                  {"Effect": "Deny", "Principal": {"AWS": "%s"}, "Action": "kms:Decrypt", "Resource": "*"}
                ]}""".formatted(SHOP));
        EncryptedDataKey sealed = shop.encrypt(key, SecretBytes.random(1), CONTEXT);
        grant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT));
        assertThatThrownBy(() -> shop.decrypt(sealed, CONTEXT))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("denies it");
        root.as(CLERK).decrypt(sealed, CONTEXT).close();
    }

    @Test
    void nobodyLocksHimselfOutUnlessHeSaysSo() {
        String policy = allowing(SHOP, "kms:*", null).replace(root.principal().arn(), CLERK.arn());
        assertThatThrownBy(() -> root.putKeyPolicy(key, policy))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessageContaining(root.principal().arn());
        assertThatThrownBy(() -> root.createKey(KeyRequest.symmetric().withPolicy(policy)))
                .isInstanceOf(MalformedPolicyDocumentException.class);
        root.putKeyPolicy(key, policy, true);
        assertThatThrownBy(() -> root.describeKey(key)).isInstanceOf(AccessDeniedException.class);
        String another = root.createKey(KeyRequest.symmetric().withPolicyBypassingLockoutSafetyCheck(policy))
                .keyId();
        assertThat(root.as(CLERK).getKeyPolicy(another)).isEqualTo(policy);
    }

    @Test
    void stateIsCheckedBeforeAccessAndExistenceBeforeState() {
        root.disableKey(key);
        assertThatThrownBy(() -> shop.encrypt(key, SecretBytes.random(1), CONTEXT))
                .isInstanceOf(DisabledException.class);
    }

    @Test
    void aliasesInConditionsAreThoseOfTheRequestAndOfTheKey() {
        root.createAlias("alias/pii", key);
        root.createAlias("alias/other", key);
        root.putKeyPolicy(
                key, allowing(SHOP, "kms:Encrypt", "{\"StringEquals\": {\"kms:RequestAlias\": \"alias/pii\"}}"));
        shop.encrypt("alias/pii", SecretBytes.random(1), CONTEXT);
        shop.encrypt(arn.substring(0, arn.indexOf("key/")) + "alias/pii", SecretBytes.random(1), CONTEXT);
        for (String name : List.of("alias/other", key, arn)) {
            assertThatThrownBy(() -> shop.encrypt(name, SecretBytes.random(1), CONTEXT))
                    .isInstanceOf(AccessDeniedException.class);
        }
        root.putKeyPolicy(
                key,
                allowing(
                        SHOP,
                        "kms:Encrypt",
                        "{\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/late\"}}"));
        assertThatThrownBy(() -> shop.encrypt(key, SecretBytes.random(1), CONTEXT))
                .isInstanceOf(AccessDeniedException.class);
        told.clear();
        root.createAlias("alias/late", key);
        assertThat(told).containsExactly(arn);
        shop.encrypt(key, SecretBytes.random(1), CONTEXT);
    }

    @Test
    void aGrantHoldsAtOnceAndAfterARestartUntilItIsRevoked() throws IOException {
        CreatedGrant created =
                root.createGrant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT, GrantOperation.ENCRYPT)
                        .named("for the shop".replace(' ', '-'))
                        .retirableBy(CLERK)
                        .under(GrantConstraint.contextSubset(CONTEXT)));
        reopen();
        assertThat(root.listGrants(key)).hasSize(1).allSatisfy(grant -> {
            assertThat(grant.grantId()).isEqualTo(created.grantId()).matches("[0-9a-f]{64}");
            assertThat(grant.keyArn()).isEqualTo(arn);
            assertThat(grant.name()).isEqualTo("for-the-shop");
            assertThat(grant.grantee()).isEqualTo(SHOP);
            assertThat(grant.issuer()).isEqualTo(root.principal());
            assertThat(grant.retiringPrincipal()).contains(CLERK);
            assertThat(grant.operations()).containsExactlyInAnyOrder(GrantOperation.DECRYPT, GrantOperation.ENCRYPT);
            assertThat(grant.constraint()).contains(GrantConstraint.contextSubset(CONTEXT));
        });
        EncryptedDataKey sealed = shop.encrypt(key, SecretBytes.random(1), CONTEXT.with("more", "x"));
        assertThatThrownBy(() -> shop.encrypt(key, SecretBytes.random(1), OTHER_CONTEXT))
                .isInstanceOf(AccessDeniedException.class);
        root.revokeGrant(key, created.grantId());
        assertThat(told).containsExactly(arn);
        assertThatThrownBy(() -> shop.decrypt(sealed, CONTEXT.with("more", "x")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> root.revokeGrant(key, created.grantId()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(created.grantId());
        assertThatThrownBy(() -> root.revokeGrant(key, created.grantId().substring(1)))
                .isInstanceOf(InvalidGrantIdException.class);
        assertThatThrownBy(() -> root.retireGrant(key, "z".repeat(64))).isInstanceOf(InvalidGrantIdException.class);
    }

    /** G4: what DataKeys has cached for somebody is gone when the access to it is. */
    @Test
    void revokingAGrantReachesTheCache() {
        String grantId = grant(GrantRequest.of(key, SHOP, GrantOperation.GENERATE_DATA_KEY, GrantOperation.DECRYPT));
        try (DataKeys keys = DataKeys.over(root.as(SHOP))) {
            EncryptedDataKey sealed;
            try (var lease = keys.forEncryption(key, CONTEXT, 1)) {
                sealed = lease.encrypted();
            }
            keys.forDecryption(sealed, CONTEXT).close();
            shop.recordCachedUses(key, sealed, CONTEXT, true, 64);
            root.revokeGrant(key, grantId);
            assertThatThrownBy(() -> shop.recordCachedUses(key, sealed, CONTEXT, true, 64))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> keys.forDecryption(sealed, CONTEXT).close())
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> keys.forEncryption(key, CONTEXT, 1).close())
                    .isInstanceOf(AccessDeniedException.class);
        }
        root.describeKey(key);
    }

    @Test
    void theSameRequestUnderTheSameNameIsOneGrant() {
        GrantRequest named = GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).named("n");
        assertThat(grant(named)).isEqualTo(grant(named));
        assertThat(root.createGrant(named).grantToken())
                .isEqualTo(root.createGrant(named).grantToken());
        assertThat(grant(named.under(GrantConstraint.contextEquals(CONTEXT)))).isNotEqualTo(grant(named));
        GrantRequest unnamed = GrantRequest.of(key, SHOP, GrantOperation.DECRYPT);
        assertThat(grant(unnamed)).isNotEqualTo(grant(unnamed));
        assertThat(root.listGrants(key)).hasSize(4);
    }

    @Test
    void grantsAreRetiredByWhomTheySay() {
        assertThatThrownBy(() -> shop.retireGrant(key, retirable())).isInstanceOf(AccessDeniedException.class);
        root.as(CLERK).retireGrant(key, retirable());
        root.retireGrant(key, retirable());
        String own = grant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT, GrantOperation.RETIRE_GRANT));
        assertThat(root.as(CLERK).listRetirableGrants(CLERK))
                .extracting(Grant::retiringPrincipal)
                .containsOnly(Optional.of(CLERK));
        assertThatThrownBy(() -> shop.listRetirableGrants(CLERK)).isInstanceOf(AccessDeniedException.class);
        shop.retireGrant(key, own);
        assertThatThrownBy(() -> shop.retireGrant(key, own)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aTokenNamesItsGrant() throws IOException {
        CreatedGrant created = root.createGrant(
                GrantRequest.of(key, SHOP, GrantOperation.ENCRYPT).retirableBy(CLERK));
        String token = created.grantToken();
        shop.withGrantTokens(token).encrypt(key, SecretBytes.random(1), CONTEXT);
        char changed = token.charAt(30) == 'A' ? 'B' : 'A';
        for (String wrong : List.of(
                "", "not base 64!", token.substring(1), token.substring(0, 30) + changed + token.substring(31))) {
            assertThatThrownBy(() -> shop.withGrantTokens(wrong).encrypt(key, SecretBytes.random(1), CONTEXT))
                    .isInstanceOf(InvalidGrantTokenException.class);
            assertThatThrownBy(() -> root.as(CLERK).retireGrant(wrong)).isInstanceOf(InvalidGrantTokenException.class);
        }
        reopen();
        root.as(CLERK).retireGrant(token);
        assertThat(root.listGrants(key)).isEmpty();
        // A token of a grant that is gone gives nothing, and takes nothing away.
        root.withGrantTokens(token).describeKey(key);
    }

    @Test
    void whoMayMakeGrantsByAGrantGivesNoMoreThanHeHas() {
        grant(GrantRequest.of(key, SHOP, GrantOperation.CREATE_GRANT, GrantOperation.DECRYPT)
                .under(GrantConstraint.contextSubset(CONTEXT)));
        GrantRequest within =
                GrantRequest.of(key, CLERK, GrantOperation.DECRYPT).under(GrantConstraint.contextEquals(CONTEXT));
        shop.createGrant(within);
        for (GrantRequest beyond : List.of(
                GrantRequest.of(key, CLERK, GrantOperation.DECRYPT),
                GrantRequest.of(key, CLERK, GrantOperation.ENCRYPT).under(GrantConstraint.contextEquals(CONTEXT)),
                within.under(GrantConstraint.contextEquals(OTHER_CONTEXT)))) {
            assertThatThrownBy(() -> shop.createGrant(beyond)).isInstanceOf(AccessDeniedException.class);
        }
        EncryptedDataKey sealed = root.encrypt(key, SecretBytes.random(1), CONTEXT);
        root.as(CLERK).decrypt(sealed, CONTEXT).close();
    }

    @Test
    void conditionsOnWhatAGrantWouldAllow() {
        root.putKeyPolicy(key, allowing(SHOP, "kms:CreateGrant", """
                {
                  "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "Encrypt"]},
                  "StringEquals": {"kms:EncryptionContext:tenant": "42", "kms:GranteePrincipal": "%s",
                    "kms:GrantConstraintType": "EncryptionContextSubset"},
                  "Null": {"kms:RetiringPrincipal": "true"}
                }""".formatted(CLERK)));
        GrantRequest good =
                GrantRequest.of(key, CLERK, GrantOperation.DECRYPT).under(GrantConstraint.contextSubset(CONTEXT));
        shop.createGrant(good);
        for (GrantRequest wrong : List.of(
                good.retirableBy(SHOP),
                good.under(GrantConstraint.contextEquals(CONTEXT)),
                good.under(GrantConstraint.contextSubset(OTHER_CONTEXT)),
                GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).under(GrantConstraint.contextSubset(CONTEXT)),
                GrantRequest.of(key, CLERK, GrantOperation.DECRYPT, GrantOperation.DESCRIBE_KEY)
                        .under(GrantConstraint.contextSubset(CONTEXT)))) {
            assertThatThrownBy(() -> shop.createGrant(wrong)).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void aGrantIsOfOperationsThatTheKeyHas() {
        String hmac = root.createKey(KeyRequest.of(KeySpec.HMAC_384)).keyId();
        grant(GrantRequest.of(hmac, SHOP, GrantOperation.GENERATE_MAC, GrantOperation.DESCRIBE_KEY));
        shop.generateMac(hmac, dev.furoshiki.key.MacAlgorithm.HMAC_SHA_384, new byte[1]);
        for (GrantRequest wrong : List.of(
                GrantRequest.of(hmac, SHOP, GrantOperation.DECRYPT),
                GrantRequest.of(key, SHOP, GrantOperation.GENERATE_MAC),
                GrantRequest.of(hmac, SHOP, GrantOperation.GENERATE_MAC).under(GrantConstraint.contextEquals(CONTEXT)),
                GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).named("a b"),
                GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).named("n".repeat(257)))) {
            assertThatThrownBy(() -> root.createGrant(wrong)).isInstanceOf(ValidationException.class);
        }
        assertThatThrownBy(() -> GrantConstraint.contextEquals(EncryptionContext.empty()))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void aViewEndsWithItsOriginAndNotTheOtherWayRound() {
        shop.close();
        assertThatThrownBy(() -> shop.describeKey(key)).isInstanceOf(IllegalStateException.class);
        EmbeddedKeyService clerk = root.as(CLERK).dryRun();
        root.describeKey(key);
        root.close();
        assertThatThrownBy(() -> clerk.describeKey(key))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void theUriSaysWhoCalls() throws IOException {
        String uri = "embedded:" + store.path() + "?keyFile=" + store.keyFile() + "&principal=" + SHOP;
        try (DataKeys keys = DataKeys.open(uri)) {
            assertThatThrownBy(() -> keys.forEncryption(key, CONTEXT, 1)).isInstanceOf(AccessDeniedException.class);
            grant(GrantRequest.of(key, SHOP, GrantOperation.GENERATE_DATA_KEY));
            keys.forEncryption(key, CONTEXT, 1).close();
        }
        assertThatThrownBy(() -> DataKeys.open(uri.replace(SHOP.arn(), "shop")))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("principal");
    }

    private String retirable() {
        return grant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).retirableBy(CLERK));
    }

    private String grant(GrantRequest request) {
        return root.createGrant(request).grantId();
    }

    private void reopen() throws IOException {
        root.close();
        root = store.open();
        shop = root.as(SHOP);
        told.clear();
        root.onKeyChange(told::add);
    }

    private String allowing(Principal principal, String actions, @Nullable String condition) {
        return """
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"},
                  {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": ["%s"], "Resource": "*"%s}
                ]}""".formatted(
                        root.principal(), principal, actions, condition == null ? "" : ", \"Condition\": " + condition);
    }
}
