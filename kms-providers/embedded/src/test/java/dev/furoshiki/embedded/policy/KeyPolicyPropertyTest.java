package dev.furoshiki.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Any policy says to any request what {@link NaivePolicy} says. */
class KeyPolicyPropertyTest {

    private static final List<String> PRINCIPALS = List.of(
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:role/shop",
            "arn:aws:iam::111122223333:user/a",
            "arn:aws:iam::444455556666:root",
            "arn:aws:iam::444455556666:role/shop",
            "arn:aws:sts::111122223333:assumed-role/shop/a",
            "arn:else:iam::111122223333:root");

    private static final List<KeyAction> ACTIONS =
            List.of(KeyAction.DECRYPT, KeyAction.ENCRYPT, KeyAction.GENERATE_DATA_KEY, KeyAction.PUT_KEY_POLICY);

    @Property(tries = 3000)
    void saysWhatTheNaiveOneSays(
            @ForAll("policies") String document,
            @ForAll("principals") String principal,
            @ForAll("actions") KeyAction action,
            @ForAll("contexts") Map<String, String> context,
            @ForAll("aliases") List<String> aliases,
            @ForAll boolean byAlias) {
        Map<String, List<String>> facts = new HashMap<>();
        context.forEach((name, value) -> facts.put("kms:EncryptionContext:" + name, List.of(value)));
        facts.put("kms:EncryptionContextKeys", List.copyOf(context.keySet()));
        facts.put("kms:ResourceAliases", aliases);
        facts.put("kms:KeySpec", List.of("SYMMETRIC_DEFAULT"));
        facts.put("kms:CallerAccount", List.of(principal.split(":", -1)[4]));
        if (byAlias) {
            facts.put("kms:RequestAlias", List.of("alias/a"));
        }
        AccessRequest request = new AccessRequest(
                new Principal(principal),
                action,
                EncryptionContext.of(context),
                () -> aliases,
                byAlias
                        ? Map.of(
                                ConditionKey.KEY_SPEC, List.of("SYMMETRIC_DEFAULT"),
                                ConditionKey.REQUEST_ALIAS, List.of("alias/a"))
                        : Map.of(ConditionKey.KEY_SPEC, List.of("SYMMETRIC_DEFAULT")));
        Decision decision = KeyPolicy.parse(document, "aws").decide(request);
        Statistics.collect(decision);
        assertThat(decision.name()).isEqualTo(NaivePolicy.decide(document, principal, action.policyName(), facts));
    }

    @Provide
    Arbitrary<String> principals() {
        return Arbitraries.of(PRINCIPALS);
    }

    @Provide
    Arbitrary<KeyAction> actions() {
        return Arbitraries.of(ACTIONS);
    }

    @Provide
    Arbitrary<Map<String, String>> contexts() {
        return Arbitraries.maps(Arbitraries.of("a", "b", "A"), Arbitraries.of("1", "12", "x", "X"))
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<String>> aliases() {
        return Arbitraries.of("alias/a", "alias/b").list().uniqueElements().ofMaxSize(2);
    }

    @Provide
    Arbitrary<String> policies() {
        return statements()
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(list -> "{\"Statement\":[" + String.join(",", list) + "]}");
    }

    private static Arbitrary<String> statements() {
        Arbitrary<String> effects = Arbitraries.of("Allow", "Allow", "Deny");
        Arbitrary<String> whom = Arbitraries.oneOf(
                Arbitraries.just("\"*\""),
                quoted(Arbitraries.oneOf(
                                Arbitraries.of(PRINCIPALS), Arbitraries.of("111122223333", "444455556666", "*")))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(2)
                        .map(list -> "{\"AWS\":[" + String.join(",", list) + "]}"));
        Arbitrary<String> actions = Combinators.combine(
                        Arbitraries.of("Action", "Action", "NotAction"),
                        quoted(Arbitraries.of(
                                        "kms:*", "*", "kms:Decrypt", "KMS:*crypt", "kms:Generate*", "kms:?ncrypt"))
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2))
                .as((member, list) -> "\"" + member + "\":[" + String.join(",", list) + "]");
        return Combinators.combine(effects, whom, actions, conditions())
                .as((effect, principal, action, condition) -> "{\"Effect\":\"" + effect + "\",\"Principal\":"
                        + principal + "," + action + ",\"Resource\":\"*\"" + condition + "}");
    }

    private static Arbitrary<String> conditions() {
        return Arbitraries.oneOf(
                Arbitraries.just(""), lines().list().ofMinSize(1).ofMaxSize(2).map(lines -> {
                    Map<String, String> byOperator = new HashMap<>();
                    lines.forEach(line -> byOperator.put(line.substring(0, line.indexOf('{')), line));
                    return ",\"Condition\":{" + String.join(",", byOperator.values()) + "}";
                }));
    }

    private static Arbitrary<String> lines() {
        Arbitrary<String> comparisons = Arbitraries.of(
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLike",
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase");
        Arbitrary<String> ending = Arbitraries.of("", "", "IfExists");
        Arbitrary<String> single = Combinators.combine(
                        comparisons,
                        ending,
                        Arbitraries.of(
                                "kms:EncryptionContext:a",
                                "kms:EncryptionContext:b",
                                "kms:RequestAlias",
                                "kms:KeySpec",
                                "kms:CallerAccount"),
                        values())
                .as(KeyPolicyPropertyTest::line);
        Arbitrary<String> several = Combinators.combine(
                        Combinators.combine(Arbitraries.of("ForAnyValue:", "ForAllValues:"), comparisons)
                                .as(String::concat),
                        ending,
                        Arbitraries.of("kms:EncryptionContextKeys", "kms:ResourceAliases"),
                        values())
                .as(KeyPolicyPropertyTest::line);
        Arbitrary<String> absent = Combinators.combine(
                        Arbitraries.just("Null"),
                        Arbitraries.just(""),
                        Arbitraries.of("kms:EncryptionContext:a", "kms:RequestAlias", "kms:ResourceAliases"),
                        Arbitraries.of("\"true\"", "\"false\""))
                .as(KeyPolicyPropertyTest::line);
        return Arbitraries.oneOf(single, several, absent);
    }

    private static String line(String operator, String ending, String key, String values) {
        return "\"" + operator + ending + "\":{\"" + key + "\":[" + values + "]}";
    }

    private static Arbitrary<String> values() {
        return quoted(Arbitraries.of(
                        "1", "1*", "?", "x", "*", "a", "B", "alias/a", "alias/*", "SYMMETRIC_*", "111122223333"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(list -> String.join(",", list));
    }

    private static Arbitrary<String> quoted(Arbitrary<String> texts) {
        return texts.map(text -> "\"" + text + "\"");
    }
}
