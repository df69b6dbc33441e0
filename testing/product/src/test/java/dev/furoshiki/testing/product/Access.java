package dev.furoshiki.testing.product;

import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.Principal;

/** Whether the shop may use a key: at first, and when it counts. */
enum Access {
    ALLOWED(Rule.ALLOW, Rule.ALLOW),
    NEVER_MENTIONED(Rule.NOTHING, Rule.NOTHING),
    DENIED(Rule.DENY, Rule.DENY),
    ALLOWED_THEN_DENIED(Rule.ALLOW, Rule.DENY),
    DENIED_THEN_ALLOWED(Rule.DENY, Rule.ALLOW),
    GRANTED(Rule.GRANT, Rule.GRANT),
    GRANTED_BUT_DENIED(Rule.GRANT, Rule.GRANT_AND_DENY),
    GRANT_RETIRED(Rule.GRANT, Rule.NOTHING),
    GRANT_CREATED(Rule.NOTHING, Rule.GRANT);

    private enum Rule {
        NOTHING,
        ALLOW,
        DENY,
        GRANT,
        GRANT_AND_DENY
    }

    static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");

    private final Rule first;
    private final Rule last;

    Access(Rule first, Rule last) {
        this.first = first;
        this.last = last;
    }

    boolean isAllowedAtFirst() {
        return first == Rule.ALLOW || first == Rule.GRANT;
    }

    boolean isAllowedAtLast() {
        return last == Rule.ALLOW || last == Rule.GRANT;
    }

    void setFirst(String keyId, EmbeddedKeyService keys) {
        set(keyId, keys, Rule.NOTHING, first);
    }

    void setLast(String keyId, EmbeddedKeyService keys) {
        set(keyId, keys, first, last);
    }

    private static void set(String keyId, EmbeddedKeyService keys, Rule before, Rule rule) {
        if (rule == before) {
            return;
        }
        boolean granted = before == Rule.GRANT;
        boolean toBeGranted = rule == Rule.GRANT || rule == Rule.GRANT_AND_DENY;
        if (granted && !toBeGranted) {
            keys.retireGrant(keyId, keys.listGrants(keyId).get(0).grantId());
        }
        if (toBeGranted && !granted) {
            keys.createGrant(GrantRequest.of(keyId, SHOP, GrantOperation.GENERATE_DATA_KEY, GrantOperation.DECRYPT));
        }
        if (rule != Rule.GRANT && !(granted && rule == Rule.NOTHING)) {
            keys.putKeyPolicy(keyId, policy(keys, rule));
        }
    }

    private static String policy(EmbeddedKeyService keys, Rule rule) {
        String shop = switch (rule) {
            case NOTHING, GRANT -> "";
            case ALLOW -> statement("Allow", SHOP);
            // What is denied is denied, whoever else allows it.
            case DENY, GRANT_AND_DENY -> statement("Allow", SHOP) + statement("Deny", SHOP);
        };
        return "{\"Statement\": [" + (statement("Allow", keys.principal()) + shop).replaceFirst(",$", "") + "]}";
    }

    private static String statement(String effect, Principal principal) {
        return """
                {"Effect": "%s", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"},""".formatted(effect, principal);
    }
}
