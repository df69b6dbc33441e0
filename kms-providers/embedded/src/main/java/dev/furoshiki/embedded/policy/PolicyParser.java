package dev.furoshiki.embedded.policy;

import static dev.furoshiki.embedded.policy.PolicyText.malformed;

import dev.furoshiki.embedded.policy.PolicyNode.Elements;
import dev.furoshiki.embedded.policy.PolicyNode.Literal;
import dev.furoshiki.embedded.policy.PolicyNode.Members;
import dev.furoshiki.embedded.policy.PolicyNode.Text;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a policy's JSON to its statements: every member is understood or refused. Stateless. */
final class PolicyParser {

    private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT =
            Set.of("Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition");
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

    private PolicyParser() {}

    /** The statements of a policy, and whether one of them looks at the key's aliases. */
    record Parsed(List<PolicyStatement> statements, boolean looksAtAliases) {

        List<PolicyStatement> about(KeyAction action, boolean denying) {
            return statements.stream()
                    .filter(statement ->
                            statement.denies() == denying && statement.actions().contains(action))
                    .toList();
        }
    }

    /** @param partition that of the key */
    static Parsed parse(PolicyNode whole, String partition) {
        if (!(whole instanceof Members document)) {
            throw malformed(whole.at(), "a key policy is a JSON object: { \"Version\": …, \"Statement\": … }");
        }
        requireAmong(document, DOCUMENT, "a key policy");
        PolicyNode version = document.byName().get("Version");
        if (version != null && !VERSIONS.contains(text(version, "Version"))) {
            throw malformed(version.at(), "Version is \"2012-10-17\" or \"2008-10-17\"");
        }
        PolicyNode id = document.byName().get("Id");
        if (id != null) {
            text(id, "Id");
        }
        List<PolicyNode> nodes = list(required(document, "Statement", "a key policy"));
        if (nodes.isEmpty()) {
            throw malformed(document.at(), "Statement has no statement: nobody could use the key");
        }
        List<PolicyStatement> statements = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        PolicyConditions conditions = new PolicyConditions();
        for (PolicyNode node : nodes) {
            statements.add(statement(node, partition, sids, conditions));
        }
        return new Parsed(List.copyOf(statements), conditions.lookAtAliases());
    }

    private static PolicyStatement statement(
            PolicyNode node, String partition, Set<String> sids, PolicyConditions conditions) {
        if (!(node instanceof Members statement)) {
            throw malformed(node.at(), "a statement is a JSON object");
        }
        refuseWhatAKeyPolicyHasNot(statement);
        requireAmong(statement, STATEMENT, "a statement");
        PolicyNode sid = statement.byName().get("Sid");
        if (sid != null && !sids.add(text(sid, "Sid"))) {
            throw malformed(sid.at(), "another statement has the same Sid: a Sid names one statement");
        }
        requireResource(required(statement, "Resource", "a statement"));
        return new PolicyStatement(
                denies(required(statement, "Effect", "a statement")),
                StatementPrincipals.parse(required(statement, "Principal", "a statement"), partition),
                actions(statement),
                conditions.of(statement.byName().get("Condition")));
    }

    private static boolean denies(PolicyNode node) {
        return switch (text(node, "Effect")) {
            case "Allow" -> false;
            case "Deny" -> true;
            default -> throw malformed(node.at(), "Effect is \"Allow\" or \"Deny\"");
        };
    }

    private static void refuseWhatAKeyPolicyHasNot(Members statement) {
        PolicyNode others = statement.byName().get("NotPrincipal");
        if (others != null) {
            throw malformed(
                    others.at(),
                    "NotPrincipal is not supported: name the principals under Principal, or deny with Principal \"*\" "
                            + "and a condition");
        }
        PolicyNode notResource = statement.byName().get("NotResource");
        if (notResource != null) {
            throw malformed(
                    notResource.at(), "a key policy is about its own key alone: write \"Resource\": \"*\" instead");
        }
    }

    private static void requireResource(PolicyNode node) {
        for (Text resource : texts(node, "Resource")) {
            if (!resource.value().equals("*")) {
                throw malformed(
                        resource.at(), "a key policy is about its own key alone: its Resource is \"*\", nothing else");
            }
        }
    }

    private static Set<KeyAction> actions(Members statement) {
        PolicyNode named = statement.byName().get("Action");
        PolicyNode others = statement.byName().get("NotAction");
        if ((named == null) == (others == null)) {
            throw malformed(statement.at(), "a statement has either Action or NotAction");
        }
        if (named != null) {
            return actions(named, "Action");
        }
        Set<KeyAction> rest = EnumSet.complementOf(EnumSet.copyOf(actions(present(others), "NotAction")));
        return Set.copyOf(rest);
    }

    private static Set<KeyAction> actions(PolicyNode node, String member) {
        Set<KeyAction> actions = EnumSet.noneOf(KeyAction.class);
        for (Text pattern : texts(node, member)) {
            // Upper and lower case are alike in actions.
            Glob glob = new Glob(pattern.value().toLowerCase(Locale.ROOT));
            boolean found = false;
            for (KeyAction action : KeyAction.values()) {
                if (glob.matches(action.policyName().toLowerCase(Locale.ROOT))) {
                    actions.add(action);
                    found = true;
                }
            }
            if (!found) {
                throw malformed(
                        pattern.at(),
                        "\"" + pattern.value() + "\" is no action of AWS KMS: actions are such as kms:Decrypt, "
                                + "kms:GenerateDataKey* or kms:*");
            }
        }
        return actions;
    }

    /** One text, or a list of at least one. */
    static List<Text> texts(PolicyNode node, String member) {
        List<Text> texts = new ArrayList<>();
        for (PolicyNode element : list(node)) {
            if (!(element instanceof Text text)) {
                throw malformed(element.at(), member + " is a string or a list of strings");
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw malformed(node.at(), member + " is an empty list: name at least one, or remove the statement");
        }
        return texts;
    }

    private static List<PolicyNode> list(PolicyNode node) {
        return node instanceof Elements several ? several.list() : List.of(node);
    }

    private static String text(PolicyNode node, String member) {
        if (node instanceof Text text) {
            return text.value();
        }
        throw malformed(
                node.at(), member + " is a string" + (node instanceof Literal other ? ", not " + other.written() : ""));
    }

    private static PolicyNode required(Members object, String member, String what) {
        PolicyNode node = object.byName().get(member);
        if (node == null) {
            throw malformed(object.at(), what + " has a member \"" + member + "\"; it is missing here");
        }
        return node;
    }

    private static PolicyNode present(@Nullable PolicyNode node) {
        if (node == null) {
            throw new IllegalStateException("checked before");
        }
        return node;
    }

    private static void requireAmong(Members object, Set<String> known, String what) {
        for (Map.Entry<String, PolicyNode> member : object.byName().entrySet()) {
            if (!known.contains(member.getKey())) {
                throw malformed(
                        member.getValue().at(),
                        what + " has no member \"" + member.getKey() + "\": it has "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }
}
