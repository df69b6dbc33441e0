package dev.furoshiki.embedded;

import dev.furoshiki.embedded.GrantTokens.Named;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.policy.ConditionKey;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.key.CreatedGrant;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.Principal;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Key policies and grants. Stateless but for the caller. */
final class Access {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Set<GrantOperation> ANY_KEY =
            Set.of(GrantOperation.CREATE_GRANT, GrantOperation.RETIRE_GRANT, GrantOperation.DESCRIBE_KEY);
    private static final Set<GrantOperation> MAC_KEY = Set.of(GrantOperation.GENERATE_MAC, GrantOperation.VERIFY_MAC);

    private final Caller caller;
    private final int mostGrants;

    Access(Caller caller) {
        this(caller, Limits.GRANTS_OF_A_KEY);
    }

    /** @param mostGrants of a key: fewer in tests */
    Access(Caller caller, int mostGrants) {
        this.caller = caller;
        this.mostGrants = mostGrants;
    }

    String getKeyPolicy(String keyId) {
        return caller.read(
                caller.record(Operation.GET_KEY_POLICY).with("keyId", keyId).with("policyName", KeyPolicy.NAME),
                call -> call.key(keyId).access().policy().document());
    }

    void putKeyPolicy(String keyId, String policy, boolean bypassPolicyLockoutSafetyCheck) {
        AuditedOperation record = caller.record(Operation.PUT_KEY_POLICY)
                .with("keyId", keyId)
                .with("policyName", KeyPolicy.NAME)
                .with("policy", policy)
                .with("bypassPolicyLockoutSafetyCheck", bypassPolicyLockoutSafetyCheck);
        caller.change(record, call -> {
            Limits.requirePolicy(policy);
            KeyPolicy parsed = KeyPolicy.parse(policy, call.keyring().owner().partition());
            ManagedKey key = call.with(
                            ConditionKey.BYPASS_POLICY_LOCKOUT_SAFETY_CHECK,
                            Boolean.toString(bypassPolicyLockoutSafetyCheck))
                    .key(keyId);
            if (!bypassPolicyLockoutSafetyCheck) {
                call.requireNoLockout(parsed, key.metadata());
            }
            return KeyringChange.of(
                            true,
                            call.keyring(),
                            key,
                            key.accessedBy(key.access().with(parsed)))
                    .affecting(key.metadata().arn());
        });
    }

    List<String> listKeyPolicies(String keyId) {
        return caller.read(caller.record(Operation.LIST_KEY_POLICIES).with("keyId", keyId), call -> {
            call.key(keyId);
            return List.of(KeyPolicy.NAME);
        });
    }

    CreatedGrant createGrant(GrantRequest request) {
        AuditedOperation record = caller.record(Operation.CREATE_GRANT);
        record.given("request", request, given -> describe(record, given));
        return caller.change(record, call -> {
            Limits.requireGrantName(request.name());
            request.constraint().ifPresent(constraint -> Limits.requireConstraint(constraint.context()));
            if (request.operations().isEmpty()) {
                throw new ValidationException("a grant allows at least one operation: name it");
            }
            ManagedKey key = call.find(request.keyId());
            Operation.CREATE_GRANT.use().require(key.metadata());
            requireOperationsOf(key, request);
            facts(call, request).authorise(key, request);
            return creation(call, key, request);
        });
    }

    List<Grant> listGrants(String keyId) {
        return caller.read(
                caller.record(Operation.LIST_GRANTS).with("keyId", keyId),
                call -> List.copyOf(call.key(keyId).access().grants().values()));
    }

    List<Grant> listRetirableGrants(Principal retiring) {
        AuditedOperation record = caller.record(Operation.LIST_RETIRABLE_GRANTS).with("retiringPrincipal", retiring);
        return caller.read(record, call -> {
            call.authoriseAccount(call.principal().equals(retiring));
            return call.keyring().keys().stream()
                    .flatMap(key -> key.access().grants().values().stream())
                    .filter(grant -> grant.retiringPrincipal().equals(Optional.of(retiring)))
                    .toList();
        });
    }

    void retireGrant(String keyId, String grantId) {
        AuditedOperation record =
                caller.record(Operation.RETIRE_GRANT).with("keyId", keyId).with("grantId", grantId);
        caller.change(record, call -> retirement(call, keyId, grantId));
    }

    void retireGrant(String grantToken) {
        AuditedOperation record = caller.record(Operation.RETIRE_GRANT).given("grantToken", grantToken);
        caller.change(record, call -> {
            Named named = caller.store().grantTokens().parse(grantToken);
            record.with("grantId", named.grantId());
            return retirement(call, named.keyId().toString(), named.grantId());
        });
    }

    void revokeGrant(String keyId, String grantId) {
        AuditedOperation record =
                caller.record(Operation.REVOKE_GRANT).with("keyId", keyId).with("grantId", grantId);
        caller.change(record, call -> {
            Limits.requireGrantId(grantId);
            ManagedKey key = call.key(keyId);
            return removal(call, key, grant(key, grantId));
        });
    }

    private static void describe(AuditedOperation record, GrantRequest request) {
        record.with("keyId", request.keyId())
                .given("name", request.name())
                .with("granteePrincipal", request.grantee())
                .with("operations", names(request.operations()))
                .given(
                        "retiringPrincipal",
                        request.retiringPrincipal(),
                        retiring -> retiring.ifPresent(principal -> record.with("retiringPrincipal", principal)))
                .given(
                        "constraints",
                        request.constraint(),
                        constraint -> constraint.ifPresent(given ->
                                record.with("constraints", Map.of(given.kind().type(), given.context()))));
    }

    private KeyringChange<CreatedGrant> creation(Call call, ManagedKey key, GrantRequest request) {
        Optional<Grant> same = key.access().grants().values().stream()
                .filter(grant -> !request.name().isEmpty() && isAskedFor(grant, request))
                .findFirst();
        if (same.isPresent()) {
            return KeyringChange.none(created(call, key, same.get().grantId()), call.keyring());
        }
        if (key.access().grants().size() >= mostGrants) {
            throw new LimitExceededException("the key " + key.metadata().arn() + " has " + mostGrants
                    + " grants, which is the limit: revoke some, or allow it in the key policy");
        }
        byte[] grantId = new byte[32];
        RANDOM.nextBytes(grantId);
        Grant grant = new Grant(
                HexFormat.of().formatHex(grantId),
                key.metadata().arn(),
                request.name(),
                caller.store().now(),
                call.keyring().owner().root(),
                request.grantee(),
                request.retiringPrincipal(),
                request.operations(),
                request.constraint());
        return KeyringChange.of(
                        created(call, key, grant.grantId()),
                        call.keyring(),
                        key,
                        key.accessedBy(key.access().with(List.of(grant))))
                .affecting(key.metadata().arn());
    }

    private CreatedGrant created(Call call, ManagedKey key, String grantId) {
        call.record().answers("grantId", grantId);
        return new CreatedGrant(grantId, caller.store().grantTokens().of(key.id(), grantId));
    }

    private static boolean isAskedFor(Grant grant, GrantRequest request) {
        return grant.name().equals(request.name())
                && grant.grantee().equals(request.grantee())
                && grant.retiringPrincipal().equals(request.retiringPrincipal())
                && grant.operations().equals(request.operations())
                && grant.constraint().equals(request.constraint());
    }

    private static KeyringChange<Boolean> retirement(Call call, String keyId, String grantId) {
        Limits.requireGrantId(grantId);
        ManagedKey key = call.find(keyId);
        Grant grant = grant(key, grantId);
        call.authorise(key, isRetirableBy(grant, call.principal()));
        return removal(call, key, grant);
    }

    private static boolean isRetirableBy(Grant grant, Principal principal) {
        return grant.retiringPrincipal().equals(Optional.of(principal))
                || (grant.grantee().equals(principal) && grant.operations().contains(GrantOperation.RETIRE_GRANT));
    }

    private static KeyringChange<Boolean> removal(Call call, ManagedKey key, Grant grant) {
        return KeyringChange.of(
                        true, call.keyring(), key, key.accessedBy(key.access().without(grant)))
                .affecting(key.metadata().arn());
    }

    private static Grant grant(ManagedKey key, String grantId) {
        Grant grant = key.access().grants().get(grantId);
        if (grant == null) {
            throw new NotFoundException(
                    "the key " + key.metadata().arn() + " has no grant " + grantId + ": ListGrants says which it has");
        }
        return grant;
    }

    private static Call facts(Call call, GrantRequest request) {
        call.with(ConditionKey.GRANT_OPERATIONS, names(request.operations()))
                .with(ConditionKey.GRANTEE_PRINCIPAL, request.grantee().arn());
        request.retiringPrincipal().ifPresent(retiring -> call.with(ConditionKey.RETIRING_PRINCIPAL, retiring.arn()));
        // As AWS has it: conditions on the context look at that of the constraint.
        request.constraint()
                .ifPresent(constraint -> call.under(constraint.context())
                        .with(
                                ConditionKey.GRANT_CONSTRAINT_TYPE,
                                constraint.kind().type()));
        return call;
    }

    private static void requireOperationsOf(ManagedKey key, GrantRequest request) {
        boolean mac = key.metadata().usage() == KeyUsage.GENERATE_VERIFY_MAC;
        Set<GrantOperation> fitting = EnumSet.copyOf(ANY_KEY);
        fitting.addAll(mac ? MAC_KEY : EnumSet.complementOf(EnumSet.copyOf(MAC_KEY)));
        if (!fitting.containsAll(request.operations())) {
            throw new ValidationException("the key " + key.metadata().arn() + " is for "
                    + key.metadata().usage() + ", so a grant on it allows some of " + names(fitting) + ", not "
                    + names(request.operations()));
        }
        if (mac && request.constraint().isPresent()) {
            throw new ValidationException(
                    "operations with the key " + key.metadata().arn()
                            + " have no encryption context that a grant could constrain: leave the constraint out");
        }
    }

    private static List<String> names(Set<GrantOperation> operations) {
        return operations.stream().map(GrantOperation::operation).sorted().toList();
    }
}
