package dev.furoshiki.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies say, by the examples of AWS's pages. */
class KeyPolicyTest {

    private static final Principal ROOT = Principal.root("aws", "111122223333");
    private static final Principal ALICE = new Principal("arn:aws:iam::111122223333:user/Alice");
    private static final Principal SHOP = new Principal("arn:aws:iam::111122223333:role/shop");
    private static final Principal STRANGER = new Principal("arn:aws:iam::444455556666:user/Alice");

    /** The policy that AWS's console makes, but for the conditions on AWS's own services. */
    private static final KeyPolicy CONSOLE = KeyPolicy.parse("""
            {
              "Version": "2012-10-17",
              "Id": "key-consolepolicy-3",
              "Statement": [
                {
                  "Sid": "Enable IAM User Permissions",
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                  "Action": "kms:*",
                  "Resource": "*"
                },
                {
                  "Sid": "Allow access for Key Administrators",
                  "Effect": "Allow",
                  "Principal": {"AWS": ["arn:aws:iam::111122223333:user/Alice"]},
                  "Action": [
                    "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*",
                    "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:TagResource", "kms:UntagResource",
                    "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:RotateKeyOnDemand"
                  ],
                  "Resource": "*"
                },
                {
                  "Sid": "Allow use of the key",
                  "Effect": "Allow",
                  "Principal": {"AWS": ["arn:aws:iam::111122223333:role/shop", "arn:aws:iam::444455556666:root"]},
                  "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                  "Resource": "*"
                }
              ]
            }""", "aws");

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::111122223333:root,       PUT_KEY_POLICY,                            ALLOWED",
        "arn:aws:iam::111122223333:root,       DECRYPT,                                   ALLOWED",
        "arn:aws:iam::111122223333:user/Alice, PUT_KEY_POLICY,                            ALLOWED",
        "arn:aws:iam::111122223333:user/Alice, DECRYPT,                                   NOT_ALLOWED",
        "arn:aws:iam::111122223333:user/Alice, SCHEDULE_KEY_DELETION,                     ALLOWED",
        "arn:aws:iam::111122223333:user/alice, PUT_KEY_POLICY,                            NOT_ALLOWED",
        "arn:aws:iam::111122223333:role/shop,  GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,  ALLOWED",
        "arn:aws:iam::111122223333:role/shop,  RE_ENCRYPT_FROM,                           ALLOWED",
        "arn:aws:iam::111122223333:role/shop,  GENERATE_MAC,                              NOT_ALLOWED",
        "arn:aws:iam::444455556666:root,       DECRYPT,                                   ALLOWED",
        "arn:aws:iam::444455556666:user/Alice, DECRYPT,                                   NOT_ALLOWED",
        "arn:furoshiki:iam::111122223333:root, DECRYPT,                                   NOT_ALLOWED"
    })
    void thePolicyOfTheConsole(String principal, KeyAction action, Decision expected) {
        assertThat(CONSOLE.decide(Requests.of(new Principal(principal), action)))
                .isEqualTo(expected);
    }

    /** It is put together, not read: the document says the same. */
    @Test
    void theDefaultPolicySaysWhatItsDocumentSays() {
        KeyPolicy made = KeyPolicy.ofRoot(ROOT);
        KeyPolicy read = KeyPolicy.parse(made.document(), "aws");
        for (Principal principal : List.of(ROOT, ALICE, STRANGER, Principal.root("aws", "444455556666"))) {
            for (KeyAction action : KeyAction.values()) {
                AccessRequest request = Requests.of(principal, action);
                assertThat(made.decide(request))
                        .isEqualTo(read.decide(request))
                        .isEqualTo(principal.equals(ROOT) ? Decision.ALLOWED : Decision.NOT_ALLOWED);
            }
        }
    }

    @Test
    void denyWinsWhereverItStands() {
        String allow = statement("Allow", "\"*\"", "kms:*", "");
        String deny = statement("Deny", "{\"AWS\": \"" + ALICE + "\"}", "kms:Dec*", "");
        for (KeyPolicy policy : List.of(policy(allow, deny), policy(deny, allow))) {
            assertThat(policy.decide(Requests.of(ALICE, KeyAction.DECRYPT))).isEqualTo(Decision.DENIED);
            assertThat(policy.decide(Requests.of(ALICE, KeyAction.ENCRYPT))).isEqualTo(Decision.ALLOWED);
            assertThat(policy.decide(Requests.of(SHOP, KeyAction.DECRYPT))).isEqualTo(Decision.ALLOWED);
        }
    }

    @Test
    void anAccountIsItsRootWhenAllowedAndEverybodyOfItWhenDenied() {
        for (String account : new String[] {"111122223333", "arn:aws:iam::111122223333:root"}) {
            String principal = "{\"AWS\": \"" + account + "\"}";
            KeyPolicy allowing = policy(statement("Allow", principal, "kms:*", ""));
            assertThat(allowing.decide(Requests.of(ROOT, KeyAction.DECRYPT))).isEqualTo(Decision.ALLOWED);
            assertThat(allowing.decide(Requests.of(ALICE, KeyAction.DECRYPT))).isEqualTo(Decision.NOT_ALLOWED);
            assertThat(allowing.decide(Requests.of(Principal.root("else", "111122223333"), KeyAction.DECRYPT)))
                    .isEqualTo(Decision.NOT_ALLOWED);
            KeyPolicy denying =
                    policy(statement("Deny", principal, "kms:*", ""), statement("Allow", "\"*\"", "kms:*", ""));
            assertThat(denying.decide(Requests.of(ALICE, KeyAction.DECRYPT))).isEqualTo(Decision.DENIED);
            assertThat(denying.decide(Requests.of(STRANGER, KeyAction.DECRYPT))).isEqualTo(Decision.ALLOWED);
        }
    }

    /** AWS allows a role's sessions what it allows the role; here only what is denied to the role is denied to them. */
    @Test
    void aRoleIsItselfWhenAllowedAndItsSessionsTooWhenDenied() {
        Principal session = new Principal("arn:aws:sts::111122223333:assumed-role/shop/worker-1");
        for (String role :
                new String[] {"arn:aws:iam::111122223333:role/shop", "arn:aws:iam::111122223333:role/x/shop"}) {
            String principal = "{\"AWS\": \"" + role + "\"}";
            KeyPolicy allowing = policy(statement("Allow", principal, "kms:*", ""));
            assertThat(allowing.decide(Requests.of(session, KeyAction.DECRYPT))).isEqualTo(Decision.NOT_ALLOWED);
            KeyPolicy denying =
                    policy(statement("Deny", principal, "kms:*", ""), statement("Allow", "\"*\"", "kms:*", ""));
            assertThat(denying.decide(Requests.of(session, KeyAction.DECRYPT))).isEqualTo(Decision.DENIED);
            for (String other : new String[] {
                "arn:aws:sts::111122223333:assumed-role/shopping/worker-1",
                "arn:aws:sts::444455556666:assumed-role/shop/worker-1",
                "arn:else:sts::111122223333:assumed-role/shop/worker-1",
                "arn:aws:iam::111122223333:role/shop/worker-1",
                "arn:aws:iam::111122223333:user/shop"
            }) {
                assertThat(denying.decide(Requests.of(new Principal(other), KeyAction.DECRYPT)))
                        .as(other)
                        .isEqualTo(Decision.ALLOWED);
            }
        }
        KeyPolicy oneSession = policy(
                statement("Deny", "{\"AWS\": \"" + session + "\"}", "kms:*", ""),
                statement("Allow", "{\"AWS\": \"" + SHOP + "\"}", "kms:*", ""));
        assertThat(oneSession.decide(Requests.of(SHOP, KeyAction.DECRYPT))).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void notActionIsEverythingElse() {
        KeyPolicy policy = KeyPolicy.parse(
                "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", "
                        + "\"NotAction\": [\"kms:Decrypt\", \"kms:PUT*\"], \"Resource\": [\"*\"]}}",
                "aws");
        assertThat(policy.decide(Requests.of(ALICE, KeyAction.DECRYPT))).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(policy.decide(Requests.of(ALICE, KeyAction.PUT_KEY_POLICY))).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(policy.decide(Requests.of(ALICE, KeyAction.ENCRYPT))).isEqualTo(Decision.ALLOWED);
    }

    /** Each line: a condition, what the request has, whether it holds. The request's context is written name=value;…. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "StringEquals: kms:EncryptionContext:tenant: 42        | tenant=42;x=y | true",
                "StringEquals: kms:EncryptionContext:tenant: 42        | tenant=43     | false",
                "StringEquals: kms:EncryptionContext:tenant: 42        | Tenant=42     | false",
                "StringEquals: kms:EncryptionContext:tenant: 42        | none          | false",
                "StringEquals: KMS:encryptioncontext:tenant: 42        | tenant=42     | true",
                "StringEquals: kms:EncryptionContext:tenant: 41,42     | tenant=42     | true",
                "StringEquals: kms:EncryptionContext:tenant: 4*        | tenant=42     | false",
                "StringEquals: kms:EncryptionContext:tenant: a         | tenant=A      | false",
                "StringEqualsIgnoreCase: kms:EncryptionContext:t: a    | t=A           | true",
                "StringNotEqualsIgnoreCase: kms:EncryptionContext:t: a | t=A           | false",
                "StringNotEquals: kms:EncryptionContext:tenant: 41,42  | tenant=42     | false",
                "StringNotEquals: kms:EncryptionContext:tenant: 41,42  | tenant=43     | true",
                "StringNotEquals: kms:EncryptionContext:tenant: 42     | none          | true",
                "StringLike: kms:EncryptionContext:tenant: 4?,x*       | tenant=42     | true",
                "StringLike: kms:EncryptionContext:tenant: 4?,x*       | tenant=421    | false",
                "StringNotLike: kms:EncryptionContext:tenant: 4?       | tenant=42     | false",
                "StringNotLike: kms:EncryptionContext:tenant: 4?       | none          | true",
                "StringEqualsIfExists: kms:EncryptionContext:t: a      | none          | true",
                "StringEqualsIfExists: kms:EncryptionContext:t: a      | t=b           | false",
                "StringLikeIfExists: kms:EncryptionContext:t: a*       | t=ab          | true",
                "Null: kms:EncryptionContext:t: true                   | none          | true",
                "Null: kms:EncryptionContext:t: true                   | t=a           | false",
                "Null: kms:EncryptionContext:t: false                  | t=a           | true",
                "Null: kms:EncryptionContextKeys: false                | none          | false",
                "Null: kms:ResourceAliases: false                      | none          | true",
                "ForAnyValue:StringEquals: kms:EncryptionContextKeys: a,b     | a=1;c=2 | true",
                "ForAnyValue:StringEquals: kms:EncryptionContextKeys: a,b     | c=2     | false",
                "ForAnyValue:StringEquals: kms:EncryptionContextKeys: a,b     | none    | false",
                "ForAnyValue:StringEqualsIfExists: kms:EncryptionContextKeys: a | none  | true",
                "ForAllValues:StringEquals: kms:EncryptionContextKeys: a,b    | a=1     | true",
                "ForAllValues:StringEquals: kms:EncryptionContextKeys: a,b    | a=1;c=2 | false",
                "ForAllValues:StringEquals: kms:EncryptionContextKeys: a,b    | A=1     | false",
                "ForAllValues:StringEquals: kms:EncryptionContextKeys: a,b    | none    | true",
                "ForAllValues:StringNotEquals: kms:EncryptionContextKeys: a,b | c=1;d=1 | true",
                "ForAllValues:StringNotEquals: kms:EncryptionContextKeys: a,b | c=1;a=1 | false",
                "ForAnyValue:StringNotEquals: kms:EncryptionContextKeys: a,b  | c=1;a=1 | true",
                "ForAnyValue:StringNotEquals: kms:EncryptionContextKeys: a,b  | a=1     | false",
                "ForAnyValue:StringLike: kms:ResourceAliases: alias/pii*      | none    | true",
                "ForAnyValue:StringEquals: kms:ResourceAliases: alias/*       | none    | false",
                "StringEquals: kms:RequestAlias: alias/pii                    | none    | true",
                "StringEquals: kms:KeySpec: SYMMETRIC_DEFAULT                 | none    | true",
                "StringEquals: kms:KeyUsage: GENERATE_VERIFY_MAC              | none    | false",
                "StringEquals: kms:CallerAccount: 111122223333                | none    | true",
                "StringEquals: kms:CallerAccount: 444455556666                | none    | false",
                "Bool: kms:ReEncryptOnSameKey: true                           | none    | true",
                "Bool: kms:ReEncryptOnSameKey: false                          | none    | false",
                "Bool: kms:BypassPolicyLockoutSafetyCheck: false              | none    | false",
                "BoolIfExists: kms:BypassPolicyLockoutSafetyCheck: false      | none    | true"
            })
    void conditions(String condition, String context, boolean holds) {
        String operator = condition.substring(0, condition.indexOf(": "));
        String key = condition.substring(operator.length() + 2, condition.lastIndexOf(": "));
        List<String> values = new ArrayList<>();
        for (String value :
                condition.substring(condition.lastIndexOf(": ") + 2).trim().split(",", -1)) {
            values.add("\"" + value + "\"");
        }
        KeyPolicy policy = policy(statement(
                "Allow",
                "\"*\"",
                "kms:*",
                ", \"Condition\": {\"" + operator + "\": {\"" + key + "\": [" + String.join(",", values) + "]}}"));
        assertThat(policy.decide(request(context))).isEqualTo(holds ? Decision.ALLOWED : Decision.NOT_ALLOWED);
    }

    @Test
    void allConditionsHaveToHold() {
        KeyPolicy policy = policy(statement("Allow", "\"*\"", "kms:*", """
                , "Condition": {
                  "StringEquals": {"kms:EncryptionContext:a": "1", "kms:EncryptionContext:b": "2"},
                  "StringLike": {"kms:EncryptionContext:c": "*"},
                  "Null": {"kms:EncryptionContext:d": true}
                }"""));
        assertThat(policy.decide(request("a=1;b=2;c=3"))).isEqualTo(Decision.ALLOWED);
        for (String missing : new String[] {"a=1;b=3;c=3", "a=2;b=2;c=3", "a=1;b=2", "a=1;b=2;c=3;d=4"}) {
            assertThat(policy.decide(request(missing))).isEqualTo(Decision.NOT_ALLOWED);
        }
    }

    @Test
    void itIsKnownWhetherAliasesMatter() {
        assertThat(CONSOLE.looksAtAliases()).isFalse();
        assertThat(policy(statement(
                                "Deny",
                                "\"*\"",
                                "kms:*",
                                ", \"Condition\": {\"Null\": {\"kms:ResourceAliases\": \"true\"}}"))
                        .looksAtAliases())
                .isTrue();
    }

    private static AccessRequest request(String context) {
        EncryptionContext pairs = EncryptionContext.empty();
        for (String pair : context == null ? new String[0] : context.split(";", -1)) {
            pairs = pairs.with(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return new AccessRequest(
                ALICE,
                KeyAction.DECRYPT,
                pairs,
                () -> List.of("alias/other", "alias/pii-2"),
                Map.of(
                        ConditionKey.KEY_SPEC, List.of("SYMMETRIC_DEFAULT"),
                        ConditionKey.KEY_USAGE, List.of("ENCRYPT_DECRYPT"),
                        ConditionKey.REQUEST_ALIAS, List.of("alias/pii"),
                        ConditionKey.RE_ENCRYPT_ON_SAME_KEY, List.of("true")));
    }

    private static String statement(String effect, String principal, String action, String more) {
        return "{\"Effect\": \"" + effect + "\", \"Principal\": " + principal + ", \"Action\": \"" + action
                + "\", \"Resource\": \"*\"" + more + "}";
    }

    private static KeyPolicy policy(String... statements) {
        return KeyPolicy.parse("{\"Statement\": [" + String.join(", ", statements) + "]}", "aws");
    }
}
