package dev.furoshiki.embedded.policy;

import java.util.List;
import java.util.Set;

/**
 * One statement of a key policy. Immutable.
 *
 * @param denies else it allows
 * @param principals whom it is about
 * @param actions what it is about, patterns resolved
 * @param conditions all of which have to hold
 */
record PolicyStatement(
        boolean denies, StatementPrincipals principals, Set<KeyAction> actions, List<Condition> conditions) {

    boolean applies(AccessRequest request) {
        if (!principals.include(request.principal(), denies)) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(request)) {
                return false;
            }
        }
        return true;
    }
}
