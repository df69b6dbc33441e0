package dev.furoshiki.embedded.policy;

import static dev.furoshiki.embedded.policy.PolicyText.malformed;

import dev.furoshiki.embedded.policy.Condition.Quantifier;
import dev.furoshiki.embedded.policy.Condition.Subject;
import dev.furoshiki.embedded.policy.Condition.Test;
import dev.furoshiki.embedded.policy.PolicyNode.Elements;
import dev.furoshiki.embedded.policy.PolicyNode.Literal;
import dev.furoshiki.embedded.policy.PolicyNode.Members;
import dev.furoshiki.embedded.policy.PolicyNode.Position;
import dev.furoshiki.embedded.policy.PolicyNode.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conditions of a policy's statements. Used by one thread, for one policy. */
final class PolicyConditions {

    private static final String CONTEXT = "kms:EncryptionContext:";
    private static final String ANY = "ForAnyValue:";
    private static final String ALL = "ForAllValues:";
    private static final String IF_EXISTS = "IfExists";

    private static final Map<String, Test> TESTS = Map.of(
            "StringEquals", Test.STRING_EQUALS,
            "StringNotEquals", Test.STRING_NOT_EQUALS,
            "StringEqualsIgnoreCase", Test.STRING_EQUALS_IGNORE_CASE,
            "StringNotEqualsIgnoreCase", Test.STRING_NOT_EQUALS_IGNORE_CASE,
            "StringLike", Test.STRING_LIKE,
            "StringNotLike", Test.STRING_NOT_LIKE,
            "Bool", Test.BOOL,
            "Null", Test.NULL);

    private boolean aliases;

    /** Whether one of those read looks at the key's aliases. */
    boolean lookAtAliases() {
        return aliases;
    }

    List<Condition> of(@Nullable PolicyNode node) {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof Members operators)) {
            throw malformed(node.at(), "Condition is an object of operators: { \"StringEquals\": { … } }");
        }
        List<Condition> conditions = new ArrayList<>();
        operators.byName().forEach((operator, lines) -> {
            if (!(lines instanceof Members byKey) || byKey.byName().isEmpty()) {
                throw malformed(lines.at(), "an operator has an object of condition keys and values");
            }
            byKey.byName().forEach((key, values) -> conditions.add(condition(operator, key, values)));
        });
        return List.copyOf(conditions);
    }

    private Condition condition(String operator, String key, PolicyNode values) {
        Quantifier quantifier = operator.startsWith(ANY)
                ? Quantifier.ANY
                : operator.startsWith(ALL) ? Quantifier.ALL : Quantifier.THE_ONE;
        String rest = quantifier == Quantifier.THE_ONE ? operator : operator.substring(operator.indexOf(':') + 1);
        boolean ifExists = rest.endsWith(IF_EXISTS);
        Test test = TESTS.get(ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest);
        if (test == null) {
            throw malformed(
                    values.at(),
                    "the operator \"" + operator + "\" is not known here: known are "
                            + String.join(", ", TESTS.keySet().stream().sorted().toList())
                            + ", with IfExists behind or ForAnyValue: or ForAllValues: before it");
        }
        if (test == Test.NULL && (ifExists || quantifier != Quantifier.THE_ONE)) {
            throw malformed(values.at(), "Null asks whether there is a value: it stands alone, not as " + operator);
        }
        requireFit(operator, quantifier, test, key, values.at());
        return new Condition(quantifier, test, ifExists, subject(key), test.among(values(values, test)));
    }

    private static void requireFit(String operator, Quantifier quantifier, Test test, String key, Position at) {
        ConditionKey.Type type = type(key, at);
        if (test == Test.NULL) {
            return;
        }
        if ((type == ConditionKey.Type.TRUTH) != (test == Test.BOOL)) {
            throw malformed(
                    at,
                    type == ConditionKey.Type.TRUTH
                            ? key + " is true or false: compare it by Bool"
                            : key + " is text: compare it by StringEquals or StringLike, not by Bool");
        }
        if (type == ConditionKey.Type.TEXTS && quantifier == Quantifier.THE_ONE) {
            throw malformed(
                    at, key + " can have several values: say ForAnyValue:" + operator + " or ForAllValues:" + operator);
        }
        if (type != ConditionKey.Type.TEXTS && quantifier != Quantifier.THE_ONE) {
            throw malformed(
                    at,
                    key + " has at most one value, for which " + operator + " would also hold when it is absent or "
                            + "never: leave out the part before the colon");
        }
    }

    private static ConditionKey.Type type(String key, Position at) {
        if (isContextPair(key)) {
            return ConditionKey.Type.TEXT;
        }
        return ConditionKey.named(key)
                .map(ConditionKey::type)
                .orElseThrow(() -> malformed(
                        at,
                        "the condition key \"" + key + "\" is not known here, and a condition that nobody checks would "
                                + "protect nothing: known are " + CONTEXT + "<name>, " + ConditionKey.names()));
    }

    private Subject subject(String key) {
        if (isContextPair(key)) {
            String name = key.substring(CONTEXT.length());
            return request -> request.contextValue(name);
        }
        ConditionKey known = ConditionKey.named(key).orElseThrow();
        aliases |= known == ConditionKey.RESOURCE_ALIASES;
        return request -> request.values(known);
    }

    /** Upper and lower case are alike in the key's name, not in the name of the pair, which the context has exactly. */
    private static boolean isContextPair(String key) {
        return key.length() > CONTEXT.length() && key.regionMatches(true, 0, CONTEXT, 0, CONTEXT.length());
    }

    private static List<String> values(PolicyNode node, Test test) {
        if (test == Test.BOOL || test == Test.NULL) {
            return List.of(truth(node));
        }
        List<String> values = new ArrayList<>();
        for (Text value : PolicyParser.texts(node, "the value of a condition")) {
            if (value.value().contains("${")) {
                throw malformed(
                        value.at(), "policy variables (${…}) are not known here: write the value out, or a pattern");
            }
            values.add(value.value());
        }
        return List.copyOf(values);
    }

    private static String truth(PolicyNode node) {
        PolicyNode only = node instanceof Elements list && list.list().size() == 1
                ? list.list().get(0)
                : node;
        String written = only instanceof Text text
                ? text.value().toLowerCase(Locale.ROOT)
                : only instanceof Literal literal ? literal.written() : "";
        if (!written.equals("true") && !written.equals("false")) {
            throw malformed(node.at(), "the value of Bool and Null is \"true\" or \"false\"");
        }
        return written;
    }
}
