package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.lifecycle.RotationSchedule;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.policy.KeyAccessRules;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyRotationStatus;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** Making keys, and all that can happen to one: states, deletion, rotation. Stateless but for the caller. */
final class KeyOperations {

    private final Caller caller;

    KeyOperations(Caller caller) {
        this.caller = caller;
    }

    KeyMetadata createKey(KeyRequest request) {
        AuditedOperation record = caller.record(Operation.CREATE_KEY);
        record.given("request", request, given -> describe(record, given));
        return caller.change(record, call -> {
            Limits.requireDescription(request.description());
            Tags.require(request.tags());
            requireUsage(request);
            request.policy().ifPresent(Limits::requirePolicy);
            Optional<KeyPolicy> policy = request.policy()
                    .map(document ->
                            KeyPolicy.parse(document, call.keyring().owner().partition()));
            call.authoriseAccount(false);
            return creation(call, request, policy);
        });
    }

    private static void describe(AuditedOperation record, KeyRequest request) {
        record.with("keySpec", request.spec())
                .with("keyUsage", request.usage())
                .with("description", request.description())
                .given(
                        "policy",
                        request.policy(),
                        policy -> policy.ifPresent(document -> record.with("policy", document)))
                .with("bypassPolicyLockoutSafetyCheck", request.bypassPolicyLockoutSafetyCheck());
        if (!request.tags().isEmpty()) {
            record.with("tags", request.tags());
        }
    }

    private KeyringChange<KeyMetadata> creation(Call call, KeyRequest request, Optional<KeyPolicy> policy) {
        UUID keyId = UUID.randomUUID();
        String arn = call.keyring().owner().arnOf(keyId.toString());
        KeyMetadata metadata = new KeyMetadata(
                keyId.toString(),
                arn,
                KeyState.ENABLED,
                request.spec(),
                request.usage(),
                request.description(),
                caller.store().now());
        policy.filter(given -> !request.bypassPolicyLockoutSafetyCheck())
                .ifPresent(given -> call.requireNoLockout(given, metadata));
        call.record().concerns(arn);
        call.record().answers("keyId", metadata.keyId());
        call.record().answers("arn", arn);
        BackingKey material = BackingKey.generate(request.spec(), 1);
        KeyAccessRules access = KeyAccessRules.of(policy.orElse(call.keyring().defaultPolicy()));
        ManagedKey key = ManagedKey.of(metadata, call.keyring().nextPosition(), material, access)
                .taggedWith(Tags.sorted(request.tags()));
        return KeyringChange.of(
                        metadata,
                        call.keyring().with(key),
                        (database, rows) -> KeyWriter.insert(database, rows, key),
                        List.of())
                .orElse(material::close);
    }

    KeyMetadata describeKey(String keyId) {
        return caller.read(
                caller.record(Operation.DESCRIBE_KEY).with("keyId", keyId),
                call -> call.key(keyId).metadata());
    }

    List<KeyMetadata> listKeys() {
        return caller.read(caller.record(Operation.LIST_KEYS), call -> {
            call.authoriseAccount(false);
            return call.keyring().keys().stream().map(ManagedKey::metadata).toList();
        });
    }

    void enableKey(String keyId) {
        change(
                Operation.ENABLE_KEY,
                keyId,
                (call, key) -> changed(call, key, key.in(KeyState.ENABLED))
                        .affecting(key.metadata().arn()));
    }

    void disableKey(String keyId) {
        change(
                Operation.DISABLE_KEY,
                keyId,
                (call, key) -> changed(call, key, key.in(KeyState.DISABLED))
                        .affecting(key.metadata().arn()));
    }

    void updateKeyDescription(String keyId, String description) {
        AuditedOperation record = caller.record(Operation.UPDATE_KEY_DESCRIPTION)
                .with("keyId", keyId)
                .with("description", description);
        caller.change(record, call -> {
            Limits.requireDescription(description);
            ManagedKey key = call.key(keyId);
            return changed(call, key, key.describedAs(description));
        });
    }

    KeyMetadata scheduleKeyDeletion(String keyId, int pendingWindowDays) {
        AuditedOperation record = caller.record(Operation.SCHEDULE_KEY_DELETION)
                .with("keyId", keyId)
                .with("pendingWindowInDays", pendingWindowDays);
        return caller.change(record, call -> {
            Limits.requirePendingWindow(pendingWindowDays);
            ManagedKey key = call.key(keyId);
            Instant date = caller.store().now().plus(pendingWindowDays, ChronoUnit.DAYS);
            record.answers("deletionDate", date.toString());
            ManagedKey changed = key.pendingDeletion(date);
            return KeyringChange.of(changed.metadata(), call.keyring(), key, changed)
                    .affecting(key.metadata().arn());
        });
    }

    void cancelKeyDeletion(String keyId) {
        change(Operation.CANCEL_KEY_DELETION, keyId, (call, key) -> changed(call, key, key.in(KeyState.DISABLED)));
    }

    void enableKeyRotation(String keyId, int periodDays) {
        AuditedOperation record = caller.record(Operation.ENABLE_KEY_ROTATION)
                .with("keyId", keyId)
                .with("rotationPeriodInDays", periodDays);
        caller.change(record, call -> {
            Limits.requireRotationPeriod(periodDays);
            ManagedKey key = call.key(keyId);
            RotationSchedule schedule = RotationSchedule.from(caller.store().now(), periodDays);
            return changed(call, key, key.rotatedBy(Optional.of(schedule)));
        });
    }

    void disableKeyRotation(String keyId) {
        change(
                Operation.DISABLE_KEY_ROTATION,
                keyId,
                (call, key) -> changed(call, key, key.rotatedBy(Optional.empty())));
    }

    KeyRotationStatus getKeyRotationStatus(String keyId) {
        return caller.read(caller.record(Operation.GET_KEY_ROTATION_STATUS).with("keyId", keyId), call -> {
            ManagedKey key = call.key(keyId);
            // AWS: while it is pending deletion, its status is false; cancelled, it is what it was.
            Optional<RotationSchedule> schedule =
                    key.metadata().state() == KeyState.PENDING_DELETION ? Optional.empty() : key.schedule();
            return new KeyRotationStatus(
                    schedule.isPresent(),
                    schedule.map(RotationSchedule::periodDays),
                    schedule.map(RotationSchedule::next));
        });
    }

    List<KeyRotation> listKeyRotations(String keyId) {
        return caller.read(
                caller.record(Operation.LIST_KEY_ROTATIONS).with("keyId", keyId),
                call -> call.key(keyId).rotations());
    }

    void rotateKeyOnDemand(String keyId) {
        change(Operation.ROTATE_KEY_ON_DEMAND, keyId, (call, key) -> {
            long done = key.rotations().stream()
                    .filter(rotation -> rotation.type() == KeyRotation.Type.ON_DEMAND)
                    .count();
            if (done >= Limits.ON_DEMAND_ROTATIONS) {
                throw new LimitExceededException("the key " + key.metadata().arn() + " was rotated on demand "
                        + Limits.ON_DEMAND_ROTATIONS + " times, which is the limit: have it rotated automatically "
                        + "(EnableKeyRotation), or make a new key and point the alias at it");
            }
            return DueChange.rotation(call.keyring(), key, caller.store().now(), KeyRotation.Type.ON_DEMAND);
        });
    }

    private void change(
            Operation operation, String keyId, BiFunction<Call, ManagedKey, KeyringChange<Boolean>> change) {
        caller.change(caller.record(operation).with("keyId", keyId), call -> change.apply(call, call.key(keyId)));
    }

    private static KeyringChange<Boolean> changed(Call call, ManagedKey old, ManagedKey changed) {
        return KeyringChange.of(true, call.keyring(), old, changed);
    }

    private static void requireUsage(KeyRequest request) {
        if (request.usage() != request.spec().usage()) {
            throw new ValidationException("keys of the spec " + request.spec() + " are for "
                    + request.spec().usage() + ", not for " + request.usage() + ": choose another spec or usage");
        }
    }
}
