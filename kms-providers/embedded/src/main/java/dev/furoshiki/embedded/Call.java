package dev.furoshiki.embedded;

import dev.furoshiki.embedded.Operation.Naming;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.policy.AccessRequest;
import dev.furoshiki.embedded.policy.ConditionKey;
import dev.furoshiki.embedded.policy.Decision;
import dev.furoshiki.embedded.policy.KeyAction;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import dev.furoshiki.key.Principal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One operation on its way through AWS KMS's checks: that its key exists, that the key's state and usage allow it, that the
 * caller may. Nothing is handed out, and nothing changed, unless the last one was asked. Used by one thread.
 */
final class Call {

    private final AuditedOperation record;
    private final Operation operation;
    private final Keyring keyring;
    private final Principal principal;
    private final boolean dryRun;
    private final Map<ConditionKey, List<String>> facts = new EnumMap<>(ConditionKey.class);
    private EncryptionContext context = EncryptionContext.empty();
    private boolean authorised;

    Call(AuditedOperation record, Keyring keyring, Principal principal, boolean dryRun) {
        this.record = record;
        this.operation = record.operation();
        this.keyring = keyring;
        this.principal = principal;
        this.dryRun = dryRun;
    }

    AuditedOperation record() {
        return record;
    }

    /** The keys of the moment. */
    Keyring keyring() {
        return keyring;
    }

    Principal principal() {
        return principal;
    }

    /** What the request is bound to, for conditions and constraints. */
    Call under(EncryptionContext requested) {
        context = requested;
        return this;
    }

    /** Something that conditions can look at. */
    Call with(ConditionKey condition, String value) {
        return with(condition, List.of(value));
    }

    Call with(ConditionKey condition, List<String> values) {
        facts.put(condition, values);
        return this;
    }

    /** The key that the operation is about, all checks done. */
    ManagedKey key(String reference) {
        ManagedKey key = find(reference);
        operation.use().require(key.metadata());
        authorise(operation.action(), key, reference);
        return key;
    }

    /** The key that the operation is about; nothing else is checked yet. */
    ManagedKey find(String reference) {
        return switch (operation.naming()) {
            case ANY -> concerns(keyring.find(reference));
            case ID_OR_ARN -> concerns(keyring.findByIdOrArn(reference));
            case ALIAS -> concerns(keyring.aliased(reference));
            case NO_KEY -> throw new IllegalStateException(operation + " names no key");
        };
    }

    /** A second key of the operation. */
    ManagedKey concerns(ManagedKey key) {
        record.concerns(key.metadata().arn());
        return key;
    }

    /** @throws AccessDeniedException when neither policy nor grant allows it, or the policy denies it */
    void authorise(KeyAction action, ManagedKey key, String reference) {
        decide(key, action, key.access().decide(request(action, key, reference)));
    }

    /** Likewise of CreateGrant. */
    void authorise(ManagedKey key, GrantRequest wanted) {
        AccessRequest request = request(operation.action(), key, wanted.keyId());
        decide(key, operation.action(), key.access().decide(request, wanted));
    }

    /** Of an operation that names no key: the account's root principal may, and whoever the operation itself names. */
    void authoriseAccount(boolean orElse) {
        if (!isOwner() && !orElse) {
            throw new AccessDeniedException(principal + " is not authorized to perform: "
                    + operation.action().policyName() + ": only "
                    + keyring.owner().root()
                    + " may, since no key policy speaks of it");
        }
        authorised = true;
    }

    /** Of RetireGrant, which the grant itself allows; a policy can only deny it. */
    void authorise(ManagedKey key, boolean byGrant) {
        Decision decision = key.access()
                .policy()
                .decide(request(operation.action(), key, key.metadata().arn()));
        boolean allowed = decision != Decision.DENIED && (byGrant || isOwner());
        decide(
                key,
                operation.action(),
                allowed ? Decision.ALLOWED : decision == Decision.DENIED ? decision : Decision.NOT_ALLOWED);
    }

    /**
     * AWS KMS's safety check, with what a condition would see when the caller sets another policy next.
     *
     * @throws MalformedPolicyDocumentException when the policy would not let the caller set another one
     */
    void requireNoLockout(KeyPolicy policy, KeyMetadata key) {
        policy.requireNoLockout(new AccessRequest(
                principal,
                KeyAction.PUT_KEY_POLICY,
                EncryptionContext.empty(),
                () -> keyring.aliasesOf(key.keyId()),
                Map.of(
                        ConditionKey.KEY_SPEC, List.of(key.spec().name()),
                        ConditionKey.KEY_USAGE, List.of(key.usage().name()),
                        ConditionKey.BYPASS_POLICY_LOCKOUT_SAFETY_CHECK, List.of("false"))));
    }

    /** Whether the caller owns the account. */
    boolean isOwner() {
        return principal.equals(keyring.owner().root());
    }

    /**
     * The result, after all checks.
     *
     * @param abandon gives up a result that is not handed out
     * @throws DryRunOperationException in a dry run
     */
    <T> T released(T result, Function<T, Runnable> abandon) {
        if (!authorised) {
            abandon.apply(result).run();
            throw new IllegalStateException(operation + " did not ask whether the caller may");
        }
        if (dryRun) {
            abandon.apply(result).run();
            throw new DryRunOperationException(operation.eventName()
                    + " would have succeeded; it was a dry run, so nothing was done: call it without dryRun()");
        }
        return result;
    }

    private void decide(ManagedKey key, KeyAction action, Decision decision) {
        if (decision != Decision.ALLOWED) {
            throw new AccessDeniedException(principal + " is not authorized to perform: " + action.policyName()
                    + " on resource: " + key.metadata().arn()
                    + (decision == Decision.DENIED
                            ? ": a statement of the key policy denies it, which no grant overrides"
                            : ": allow it in the key policy (PutKeyPolicy), or by a grant (CreateGrant)"));
        }
        authorised = true;
    }

    private AccessRequest request(KeyAction action, ManagedKey key, String reference) {
        Map<ConditionKey, List<String>> values = new EnumMap<>(facts);
        values.put(ConditionKey.KEY_SPEC, List.of(key.metadata().spec().name()));
        values.put(ConditionKey.KEY_USAGE, List.of(key.metadata().usage().name()));
        if (operation.naming() == Naming.ANY) {
            keyring.aliasIn(reference).ifPresent(alias -> values.put(ConditionKey.REQUEST_ALIAS, List.of(alias)));
        }
        return new AccessRequest(
                principal,
                action,
                context,
                () -> keyring.aliasesOf(key.metadata().keyId()),
                values);
    }
}
