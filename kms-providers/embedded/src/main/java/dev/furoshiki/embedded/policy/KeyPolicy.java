package dev.furoshiki.embedded.policy;

import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import dev.furoshiki.key.Principal;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The key policy of a key: a document of AWS's policy language, read once and then only asked. Immutable.
 *
 * <p>What it says beyond what is understood here is refused when it is read, never ignored: a condition that nobody checks
 * would allow what its author did not.
 */
public final class KeyPolicy {

    /** The only name that AWS KMS has for a key's policy. */
    public static final String NAME = "default";

    public static final int MOST_BYTES = 32 * 1024;

    private final String document;
    private final Map<KeyAction, List<PolicyStatement>> denying = new EnumMap<>(KeyAction.class);
    private final Map<KeyAction, List<PolicyStatement>> allowing = new EnumMap<>(KeyAction.class);
    private final boolean looksAtAliases;

    private KeyPolicy(String document, PolicyParser.Parsed parsed) {
        this.document = document;
        this.looksAtAliases = parsed.looksAtAliases();
        for (KeyAction action : KeyAction.values()) {
            denying.put(action, parsed.about(action, true));
            allowing.put(action, parsed.about(action, false));
        }
    }

    /**
     * Reads a policy document.
     *
     * @param partition that of the key's ARN, in which 12 digits name an account
     * @throws MalformedPolicyDocumentException when it is none, or says what is not understood here; it has the place and
     *     the reason
     * @throws LimitExceededException when it has more than {@value #MOST_BYTES} bytes
     */
    public static KeyPolicy parse(String document, String partition) {
        int bytes = document.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new LimitExceededException("a key policy has at most " + MOST_BYTES + " bytes, not " + bytes
                    + ": merge statements, or give permissions by grants");
        }
        return new KeyPolicy(document, PolicyParser.parse(PolicyText.read(document), partition));
    }

    /**
     * What a key has when it was made without a policy: its account's root principal may do everything, nobody else anything.
     * Put together without being read, so that a process whose keys have no other policy loads no JSON reader.
     */
    public static KeyPolicy ofRoot(Principal root) {
        PolicyStatement statement = new PolicyStatement(
                false, StatementPrincipals.of(false, Set.of(root.arn())), EnumSet.allOf(KeyAction.class), List.of());
        String document = """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable the root principal",
                    "Effect" : "Allow",
                    "Principal" : { "AWS" : "%s" },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(root.arn());
        return new KeyPolicy(document, new PolicyParser.Parsed(List.of(statement), false));
    }

    /** The document, as it was given. */
    public String document() {
        return document;
    }

    /** Whether a change of the key's aliases can change what it allows. */
    public boolean looksAtAliases() {
        return looksAtAliases;
    }

    /** What the policy says to a request. */
    public Decision decide(AccessRequest request) {
        if (anyApplies(denying, request)) {
            return Decision.DENIED;
        }
        return anyApplies(allowing, request) ? Decision.ALLOWED : Decision.NOT_ALLOWED;
    }

    /**
     * AWS KMS's safety check: that whoever sets the policy can set another one afterwards.
     *
     * @param next PutKeyPolicy as it would be asked then, with all that conditions can look at
     * @throws MalformedPolicyDocumentException when that would not be allowed
     */
    public void requireNoLockout(AccessRequest next) {
        if (decide(next) != Decision.ALLOWED) {
            throw new MalformedPolicyDocumentException("the key policy would not let " + next.principal()
                    + ", who sets it, change it again: allow kms:PutKeyPolicy to that principal, or bypass the policy "
                    + "lockout safety check (BypassPolicyLockoutSafetyCheck)");
        }
    }

    private static boolean anyApplies(Map<KeyAction, List<PolicyStatement>> statements, AccessRequest request) {
        for (PolicyStatement statement : statements.getOrDefault(request.action(), List.of())) {
            if (statement.applies(request)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return document;
    }
}
