package dev.furoshiki.embedded.policy;

import static dev.furoshiki.embedded.policy.PolicyText.malformed;

import dev.furoshiki.embedded.policy.PolicyNode.Members;
import dev.furoshiki.embedded.policy.PolicyNode.Text;
import dev.furoshiki.key.Principal;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom a statement is about. Immutable.
 *
 * @param everybody whether every principal
 * @param arns principals by name
 * @param accounts 12 digits each, for which the account's root principal stands
 * @param rootsOf the accounts of root principals among {@code arns}
 */
record StatementPrincipals(boolean everybody, Set<String> arns, Set<String> accounts, Set<String> rootsOf) {

    private static final String FORM = "Principal is \"*\" or { \"AWS\": … }";

    /**
     * Principals are matched exactly, since here is no IAM that could hand on what an account may; but what is denied to an
     * account is denied to everybody of it, as in AWS.
     */
    boolean include(Principal principal, boolean denies) {
        if (everybody || arns.contains(principal.arn())) {
            return true;
        }
        if (denies) {
            return accounts.contains(principal.account()) || rootsOf.contains(principal.account());
        }
        return principal.isRoot() && accounts.contains(principal.account());
    }

    static StatementPrincipals parse(PolicyNode node) {
        if (node instanceof Text everybody) {
            if (everybody.value().equals("*")) {
                return new StatementPrincipals(true, Set.of(), Set.of(), Set.of());
            }
            throw malformed(node.at(), FORM);
        }
        if (!(node instanceof Members kinds) || kinds.byName().isEmpty()) {
            throw malformed(node.at(), FORM);
        }
        boolean everybody = false;
        Set<String> arns = new HashSet<>();
        Set<String> accounts = new HashSet<>();
        Set<String> rootsOf = new HashSet<>();
        for (Text name : ofAws(kinds)) {
            String text = name.value();
            if (text.equals("*")) {
                everybody = true;
            } else if (text.matches("[0-9]{12}")) {
                accounts.add(text);
            } else if (Principal.isArn(text)) {
                arns.add(text);
                Principal named = new Principal(text);
                if (named.isRoot()) {
                    rootsOf.add(named.account());
                }
            } else {
                throw malformed(
                        name.at(),
                        "a principal is \"*\", 12 digits of an account, or an ARN without wildcards such as "
                                + "arn:aws:iam::111122223333:role/shop, not \"" + text + "\"");
            }
        }
        return new StatementPrincipals(everybody, Set.copyOf(arns), Set.copyOf(accounts), Set.copyOf(rootsOf));
    }

    private static Iterable<Text> ofAws(Members kinds) {
        kinds.byName().forEach((kind, names) -> {
            if (!kind.equals("AWS")) {
                throw malformed(
                        names.at(),
                        "principals of the kind \"" + kind + "\" are not known here: name them by ARN under \"AWS\"");
            }
        });
        return PolicyParser.texts(kinds.byName().values().iterator().next(), "AWS");
    }
}
