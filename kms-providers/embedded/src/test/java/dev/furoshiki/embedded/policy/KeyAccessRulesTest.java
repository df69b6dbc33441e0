package dev.furoshiki.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.Principal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Grants add to the policy, within their constraints; deny wins over them too. */
class KeyAccessRulesTest {

    private static final Principal ROOT = Principal.root("aws", "111122223333");
    private static final Principal SHOP = new Principal("arn:aws:iam::111122223333:role/shop");
    private static final Principal OTHER = new Principal("arn:aws:iam::111122223333:role/other");
    private static final EncryptionContext TENANT = EncryptionContext.of("tenant", "42");
    private static final KeyPolicy DEFAULT = KeyPolicy.ofRoot(ROOT);

    @Test
    void aGrantAllowsItsGranteeItsOperations() {
        KeyAccessRules rules = KeyAccessRules.of(DEFAULT).with(List.of(grant(null, GrantOperation.DECRYPT)));
        assertThat(rules.decide(request(SHOP, KeyAction.DECRYPT, TENANT))).isEqualTo(Decision.ALLOWED);
        assertThat(rules.decide(request(SHOP, KeyAction.ENCRYPT, TENANT))).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(rules.decide(request(OTHER, KeyAction.DECRYPT, TENANT))).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(rules.decide(request(SHOP, KeyAction.PUT_KEY_POLICY, TENANT)))
                .isEqualTo(Decision.NOT_ALLOWED);
        Grant grant = rules.grants().values().iterator().next();
        assertThat(rules.without(grant).decide(request(SHOP, KeyAction.DECRYPT, TENANT)))
                .isEqualTo(Decision.NOT_ALLOWED);
    }

    @Test
    void whatThePolicyDeniesNoGrantAllows() {
        KeyPolicy denying = KeyPolicy.parse(
                "{\"Statement\": {\"Effect\": \"Deny\", \"Principal\": \"*\", "
                        + "\"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}}",
                "aws");
        KeyAccessRules rules = KeyAccessRules.of(DEFAULT)
                .with(List.of(grant(null, GrantOperation.DECRYPT, GrantOperation.ENCRYPT)))
                .with(denying);
        assertThat(rules.decide(request(SHOP, KeyAction.DECRYPT, TENANT))).isEqualTo(Decision.DENIED);
        assertThat(rules.decide(request(SHOP, KeyAction.ENCRYPT, TENANT))).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void aConstraintIsOfTheContextAndOnlyOfOperationsThatHaveOne() {
        EncryptionContext more = TENANT.with("purpose", "cell");
        GrantOperation[] operations = {GrantOperation.DECRYPT, GrantOperation.DESCRIBE_KEY};
        KeyAccessRules equal = rulesUnder(GrantConstraint.contextEquals(TENANT), operations);
        KeyAccessRules subset = rulesUnder(GrantConstraint.contextSubset(TENANT), operations);
        for (KeyAccessRules rules : List.of(equal, subset)) {
            assertThat(allows(rules, KeyAction.DECRYPT, TENANT)).isTrue();
            assertThat(allows(rules, KeyAction.DECRYPT, EncryptionContext.empty()))
                    .isFalse();
            assertThat(allows(rules, KeyAction.DECRYPT, EncryptionContext.of("tenant", "43")))
                    .isFalse();
            assertThat(allows(rules, KeyAction.DECRYPT, EncryptionContext.of("Tenant", "42")))
                    .isFalse();
            assertThat(allows(rules, KeyAction.DESCRIBE_KEY, EncryptionContext.empty()))
                    .isTrue();
        }
        assertThat(allows(equal, KeyAction.DECRYPT, more)).isFalse();
        assertThat(allows(subset, KeyAction.DECRYPT, more)).isTrue();
    }

    @Test
    void whoMakesGrantsByAGrantGivesNoMoreThanThatGrantHas() {
        KeyAccessRules free = rulesUnder(null, GrantOperation.CREATE_GRANT, GrantOperation.DECRYPT);
        assertThat(gives(free, null, GrantOperation.DECRYPT)).isTrue();
        assertThat(gives(free, GrantConstraint.contextEquals(TENANT), GrantOperation.DECRYPT))
                .isTrue();
        assertThat(gives(free, null, GrantOperation.ENCRYPT)).isFalse();
        assertThat(gives(free, null, GrantOperation.DECRYPT, GrantOperation.ENCRYPT))
                .isFalse();
        assertThat(gives(rulesUnder(null, GrantOperation.DECRYPT), null, GrantOperation.DECRYPT))
                .isFalse();
        EncryptionContext more = TENANT.with("purpose", "cell");
        KeyAccessRules subset =
                rulesUnder(GrantConstraint.contextSubset(TENANT), GrantOperation.CREATE_GRANT, GrantOperation.DECRYPT);
        assertThat(gives(subset, null, GrantOperation.DECRYPT)).isFalse();
        assertThat(gives(subset, GrantConstraint.contextSubset(more), GrantOperation.DECRYPT))
                .isTrue();
        assertThat(gives(subset, GrantConstraint.contextEquals(more), GrantOperation.DECRYPT))
                .isTrue();
        assertThat(gives(
                        subset,
                        GrantConstraint.contextSubset(EncryptionContext.of("purpose", "cell")),
                        GrantOperation.DECRYPT))
                .isFalse();
        KeyAccessRules equal =
                rulesUnder(GrantConstraint.contextEquals(TENANT), GrantOperation.CREATE_GRANT, GrantOperation.DECRYPT);
        assertThat(gives(equal, GrantConstraint.contextEquals(TENANT), GrantOperation.DECRYPT))
                .isTrue();
        assertThat(gives(equal, GrantConstraint.contextSubset(TENANT), GrantOperation.DECRYPT))
                .isFalse();
    }

    private static boolean gives(
            KeyAccessRules rules, @Nullable GrantConstraint constraint, GrantOperation... operations) {
        GrantRequest wanted = new GrantRequest(
                "key",
                "",
                OTHER,
                Optional.empty(),
                EnumSet.of(operations[0], operations),
                Optional.ofNullable(constraint));
        return rules.decide(Requests.of(SHOP, KeyAction.CREATE_GRANT), wanted) == Decision.ALLOWED;
    }

    private static boolean allows(KeyAccessRules rules, KeyAction action, EncryptionContext context) {
        return rules.decide(request(SHOP, action, context)) == Decision.ALLOWED;
    }

    private static KeyAccessRules rulesUnder(@Nullable GrantConstraint constraint, GrantOperation... operations) {
        return KeyAccessRules.of(DEFAULT).with(List.of(grant(constraint, operations)));
    }

    private static Grant grant(@Nullable GrantConstraint constraint, GrantOperation... operations) {
        return new Grant(
                "0".repeat(64),
                "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-4333-8444-555555555555",
                "",
                Instant.EPOCH,
                ROOT,
                SHOP,
                Optional.empty(),
                EnumSet.of(operations[0], operations),
                Optional.ofNullable(constraint));
    }

    private static AccessRequest request(Principal principal, KeyAction action, EncryptionContext context) {
        return new AccessRequest(principal, action, context, List::of, Map.of());
    }
}
