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
 * @param accounts of the root principals among {@code arns}, 12 digits each
 * @param sessions what the ARNs of the sessions of a role among {@code arns} begin with
 */
record StatementPrincipals(boolean everybody, Set<String> arns, Set<String> accounts, Set<String> sessions) {

    private static final String FORM = "Principal is \"*\" or { \"AWS\": … }";

    static StatementPrincipals of(boolean everybody, Set<String> arns) {
        Set<String> accounts = new HashSet<>();
        Set<String> sessions = new HashSet<>();
        for (String arn : arns) {
            Principal named = new Principal(arn);
            if (named.isRoot()) {
                accounts.add(named.account());
            }
            named.sessions().ifPresent(sessions::add);
        }
        return new StatementPrincipals(everybody, Set.copyOf(arns), Set.copyOf(accounts), Set.copyOf(sessions));
    }

    /**
     * Principals are matched exactly, since here is no IAM that could hand on what an account may; but what is denied to an
     * account is denied to everybody of it, and what is denied to a role to its sessions, as in AWS.
     */
    boolean include(Principal principal, boolean denies) {
        if (everybody || arns.contains(principal.arn())) {
            return true;
        }
        return denies
                && (accounts.contains(principal.account()) || sessions.stream().anyMatch(principal.arn()::startsWith));
    }

    /** @param partition that of the key, in which digits name the root principal of an account */
    static StatementPrincipals parse(PolicyNode node, String partition) {
        if (node instanceof Text everybody) {
            if (everybody.value().equals("*")) {
                return of(true, Set.of());
            }
            throw malformed(node.at(), FORM);
        }
        if (!(node instanceof Members kinds) || kinds.byName().isEmpty()) {
            throw malformed(node.at(), FORM);
        }
        boolean everybody = false;
        Set<String> arns = new HashSet<>();
        for (Text name : ofAws(kinds)) {
            String text = name.value();
            if (text.equals("*")) {
                everybody = true;
            } else if (text.matches("[0-9]{12}")) {
                arns.add(Principal.root(partition, text).arn());
            } else if (Principal.isArn(text)) {
                arns.add(text);
            } else {
                throw malformed(
                        name.at(),
                        "a principal is \"*\", 12 digits of an account, or an ARN without wildcards such as "
                                + "arn:aws:iam::111122223333:role/shop, not \"" + text + "\"");
            }
        }
        return of(everybody, arns);
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
