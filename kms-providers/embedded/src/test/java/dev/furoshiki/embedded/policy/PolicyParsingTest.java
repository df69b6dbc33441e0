package dev.furoshiki.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import dev.furoshiki.key.Principal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not understood is refused, with its place and the reason. */
class PolicyParsingTest {

    private static final Principal ROOT = Principal.root("aws", "111122223333");

    /** A statement with one member replaced, added or (null) removed; quotes are apostrophes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                       | a key policy is a JSON object",
                "'Allow'                                                  | a key policy is a JSON object",
                "{                                                        | it is no JSON text",
                "{} {}                                                    | something follows",
                "{} x                                                     | it is no JSON text",
                "{'Statement': [{}], 'Statement': [{}]}                   | '/Statement, line 1, column '~is there twice",
                "{'Version': '2012-10-17'}                                | has a member \"Statement\"; it is missing",
                "{'Version': '2012-10-18', 'Statement': [{}]}             | '/Version, line 1, column 13: '~2008-10-17",
                "{'Version': 2012, 'Statement': [{}]}                     | Version is a string, not 2012",
                "{'Id': null, 'Statement': [{}]}                          | Id is a string, not null",
                "{'Statement': []}                                        | nobody could use the key",
                "{'Statement': ['x']}                                     | '/Statement/0, '~a statement is a JSON object",
                "{'Statement': [{}], 'Statemnt': 1}                       | has no member \"Statemnt\"",
                "{'Statement': [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}             | it is no JSON text"
            })
    void documents(String document, String expected) {
        refused(document.replace('\'', '"'), expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'Effect'    | 'allow'                             | '/Statement/0/Effect, '~\"Allow\" or \"Deny\"",
                "'Effect'    | null                                | Effect is a string, not null",
                "'Effects'   | 'Allow'                             | a statement has no member \"Effects\"",
                "'Sid'       | 7                                   | Sid is a string, not 7",
                "'Principal' | 'arn:aws:iam::111122223333:root'    | Principal is \"*\" or",
                "'Principal' | []                                  | Principal is \"*\" or",
                "'Principal' | {}                                  | Principal is \"*\" or",
                "'Principal' | {'AWS': []}                         | AWS is an empty list",
                "'Principal' | {'AWS': 'arn:aws:iam::111122223333:user/*'} | '/Statement/0/Principal/AWS, '~without wildcards",
                "'Principal' | {'AWS': ['*', 'shop']}              | '/Statement/0/Principal/AWS/1, '~not \"shop\"",
                "'Principal' | {'AWS': '11112222333'}              | not \"11112222333\"",
                "'Principal' | {'Service': 'rds.amazonaws.com'}    | of the kind \"Service\" are not known",
                "'Principal' | {'AWS': '*', 'Federated': 'x'}      | of the kind \"Federated\" are not known",
                "'NotPrincipal' | {'AWS': '*'}                     | NotPrincipal is not supported",
                "'Action'    | 'kms:Decypt'                        | '/Statement/0/Action, '~\"kms:Decypt\" is no action",
                "'Action'    | ['kms:Decrypt', 's3:*']             | '/Statement/0/Action/1, '~\"s3:*\" is no action",
                "'Action'    | 'Decrypt'                           | \"Decrypt\" is no action",
                "'Action'    | []                                  | Action is an empty list",
                "'Action'    | true                                | Action is a string or a list of strings",
                "'NotAction' | 'kms:Decrypt'                       | either Action or NotAction",
                "'Resource'  | 'arn:aws:kms:us-east-1:111122223333:key/x' | its Resource is \"*\"",
                "'NotResource' | '*'                               | about its own key alone",
                "'Condition' | 'x'                                 | Condition is an object",
                "'Condition' | {'StringEquals': 'x'}               | '/Statement/0/Condition/StringEquals, '~an operator has",
                "'Condition' | {'StringEquals': {}}                | an operator has",
                "'Condition' | {'StringEqual': {'kms:KeySpec': 'x'}} | the operator \"StringEqual\" is not known",
                "'Condition' | {'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}} | the operator \"IpAddress\" is not known",
                "'Condition' | {'ArnEquals': {'aws:PrincipalArn': 'x'}} | the operator \"ArnEquals\" is not known",
                "'Condition' | {'StringEquals': {'kms:ViaService': 'rds.us-east-1.amazonaws.com'}} | \"kms:ViaService\" is not known",
                "'Condition' | {'Bool': {'kms:GrantIsForAWSResource': 'true'}} | \"kms:GrantIsForAWSResource\" is not known",
                "'Condition' | {'StringEquals': {'aws:PrincipalOrgID': 'o-1'}} | \"aws:PrincipalOrgID\" is not known",
                "'Condition' | {'StringEquals': {'kms:EncryptionContext:': 'x'}} | \"kms:EncryptionContext:\" is not known",
                "'Condition' | {'StringEquals': {'kms:KeySpec': []}} | is an empty list",
                "'Condition' | {'StringEquals': {'kms:KeySpec': 1}} | a string or a list of strings",
                "'Condition' | {'StringEquals': {'kms:KeySpec': '${aws:username}'}} | policy variables",
                "'Condition' | {'StringEquals': {'kms:ResourceAliases': 'x'}} | say ForAnyValue:StringEquals",
                "'Condition' | {'ForAllValues:StringEquals': {'kms:KeySpec': 'x'}} | at most one value",
                "'Condition' | {'ForSomeValues:StringEquals': {'kms:KeySpec': 'x'}} | the operator \"ForSomeValues:",
                "'Condition' | {'Bool': {'kms:KeySpec': 'true'}}   | is text: compare it by StringEquals",
                "'Condition' | {'StringEquals': {'kms:ReEncryptOnSameKey': 'true'}} | compare it by Bool",
                "'Condition' | {'Bool': {'kms:ReEncryptOnSameKey': 'yes'}} | is \"true\" or \"false\"",
                "'Condition' | {'Null': {'kms:RequestAlias': ['true', 'false']}} | is \"true\" or \"false\"",
                "'Condition' | {'NullIfExists': {'kms:RequestAlias': 'true'}} | it stands alone",
                "'Condition' | {'StringEquals': {'kms:KeySpec': '\\ud83d'}} | half of a surrogate pair"
            })
    void statements(String member, String value, String expected) {
        refused(statementWith(member, value), expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Effect", "Principal", "Action", "Resource"})
    void whatAStatementMustHave(String member) {
        String statement = statementWith(member, "X").replaceAll("\"" + member + "\": X,? ?", "");
        refused(
                statement.replace(", }", "}"),
                member.equals("Action") ? "either Action or" : "\"" + member + "\"; it is missing");
    }

    @Test
    void nothingIsNoPolicy() {
        refused("", "line 1, column 1: the text ends");
        refused(" \n", "the text ends");
    }

    @Test
    void theLineIsTheOneInTheText() {
        refused("""
                {
                  "Statement": {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": [
                      "kms:Encrypt",
                      "kms:Decript"
                    ],
                    "Resource": "*"
                  }
                }""", "/Statement/Action/1, line 7, column 7: ");
    }

    @Test
    void sidsAreNamesOfOneStatement() {
        String statement =
                "{\"Sid\": \"a b\", \"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}";
        refused("{\"Statement\": [" + statement + ", " + statement + "]}", "/Statement/1/Sid, ");
        KeyPolicy.parse("{\"Statement\": " + statement + "}", "aws");
    }

    @Test
    void aPolicyHasAtMost32KiB() {
        String policy = statementWith("Sid", "\"s\"");
        String full = policy + " ".repeat(KeyPolicy.MOST_BYTES - policy.length());
        assertThat(KeyPolicy.parse(full, "aws").document()).isEqualTo(full);
        assertThatThrownBy(() -> KeyPolicy.parse(full + " ", "aws"))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("32769");
    }

    @Test
    void whoSetsAPolicyCanSetAnother() {
        KeyPolicy.ofRoot(ROOT).requireNoLockout(Requests.of(ROOT, KeyAction.PUT_KEY_POLICY));
        KeyPolicy decryptOnly = KeyPolicy.parse(statementWith("Action", "\"kms:Decrypt\""), "aws");
        assertThatThrownBy(() -> decryptOnly.requireNoLockout(Requests.of(ROOT, KeyAction.PUT_KEY_POLICY)))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessageContaining(ROOT.arn())
                .hasMessageContaining("kms:PutKeyPolicy")
                .hasMessageContaining("BypassPolicyLockoutSafetyCheck");
    }

    /** Cut anywhere or with any character replaced, it is either read or refused as malformed: nothing else is thrown. */
    @Property(tries = 500)
    void damageIsRefusedAsSuch(@ForAll @IntRange(max = 400) int where, @ForAll char instead) {
        String whole = statementWith("Condition", "{\"StringLike\": {\"kms:EncryptionContext:a\": [\"b*\"]}}");
        int at = where % whole.length();
        for (String damaged :
                new String[] {whole.substring(0, at), whole.substring(0, at) + instead + whole.substring(at + 1)}) {
            try {
                KeyPolicy.parse(damaged, "aws");
            } catch (MalformedPolicyDocumentException refused) {
                assertThat(refused).hasMessageContaining("line ");
            }
        }
    }

    private static String statementWith(String member, String value) {
        java.util.Map<String, String> members = new java.util.LinkedHashMap<>();
        members.put("Effect", "\"Allow\"");
        members.put("Principal", "{\"AWS\": \"111122223333\"}");
        members.put("Action", "\"kms:*\"");
        members.put("Resource", "\"*\"");
        members.put(member.replace("'", "").trim(), value.replace('\'', '"'));
        StringBuilder text = new StringBuilder("{\"Statement\": [{");
        members.forEach((name, it) ->
                text.append('"').append(name).append("\": ").append(it).append(", "));
        return text.substring(0, text.length() - 2) + "}]}";
    }

    /** @param expected parts that the message has, apart by ~ */
    private static void refused(String document, String expected) {
        assertThatThrownBy(() -> KeyPolicy.parse(document, "aws"))
                .isExactlyInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessageStartingWith("the key policy is malformed at ")
                .satisfies(refused -> {
                    for (String part : expected.split("~", -1)) {
                        assertThat(refused.getMessage()).contains(part.replace("'", ""));
                    }
                });
    }
}
