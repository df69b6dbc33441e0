package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.KeyUse;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What each operation of the control plane checks and does, in AWS KMS's order: parameters, existence, state, limits.
 * Stateless.
 */
final class KeyringChanges {

    private KeyringChanges() {}

    static Checked<KeyMetadata> create(KeyOwner owner, String description) {
        return (before, operation) -> {
            Limits.requireDescription(description);
            UUID keyId = UUID.randomUUID();
            KeyMetadata metadata = new KeyMetadata(
                    keyId.toString(),
                    owner.arnOf(keyId.toString()),
                    KeyState.ENABLED,
                    KeySpec.SYMMETRIC_DEFAULT,
                    KeyUsage.ENCRYPT_DECRYPT,
                    description,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS));
            operation.concerns(metadata.arn());
            operation.answers("keyId", metadata.keyId());
            operation.answers("arn", metadata.arn());
            BackingKey material = BackingKey.generate(1);
            ManagedKey key = new ManagedKey(metadata, before.nextPosition(), Map.of(1, material), 1);
            return new KeyringChange<>(
                    metadata,
                    before.with(key),
                    (database, rows) -> {
                        database.insert(rows.row(key));
                        database.insert(rows.row(keyId, material));
                    },
                    material::close,
                    List.of());
        };
    }

    static Checked<Boolean> enable(String keyId) {
        return changeState(keyId, KeyState.ENABLED);
    }

    static Checked<Boolean> disable(String keyId) {
        return changeState(keyId, KeyState.DISABLED);
    }

    static Checked<Boolean> createAlias(String aliasName, String targetKeyId) {
        return (before, operation) -> {
            Limits.requireAliasName(aliasName);
            ManagedKey target = nameable(before, targetKeyId, operation);
            String present = before.aliases().get(aliasName);
            if (present != null) {
                throw new AlreadyExistsException("the alias " + aliasName + " exists, for the key " + present
                        + ": choose another name, or point it elsewhere with UpdateAlias");
            }
            requireRoom(before, target);
            return alias(before, aliasName, target, List.of(target.metadata().arn()));
        };
    }

    static Checked<Boolean> updateAlias(String aliasName, String targetKeyId) {
        return (before, operation) -> {
            Limits.requireAliasName(aliasName);
            ManagedKey target = nameable(before, targetKeyId, operation);
            ManagedKey present = before.aliased(aliasName);
            operation.concerns(present.metadata().arn());
            if (!present.id().equals(target.id())) {
                requireRoom(before, target);
            }
            // What was cached under the alias would go on encrypting under the old key.
            return alias(before, aliasName, target, List.of(present.metadata().arn()));
        };
    }

    static Checked<Boolean> deleteAlias(String aliasName) {
        return (before, operation) -> {
            Limits.requireAliasName(aliasName);
            ManagedKey target = before.aliased(aliasName);
            operation.concerns(target.metadata().arn());
            return KeyringChange.of(
                    true,
                    before.withoutAlias(aliasName),
                    (database, rows) -> database.deleteAlias(aliasName),
                    List.of(target.metadata().arn()));
        };
    }

    private static Checked<Boolean> changeState(String keyId, KeyState state) {
        return (before, operation) -> {
            ManagedKey key = before.findByIdOrArn(keyId);
            operation.concerns(key.metadata().arn());
            KeyUse.ENABLING.require(key.metadata());
            ManagedKey changed = key.in(state);
            return KeyringChange.of(
                    true,
                    before.with(changed),
                    (database, rows) -> database.updateState(rows.row(changed)),
                    List.of(key.metadata().arn()));
        };
    }

    private static ManagedKey nameable(Keyring before, String targetKeyId, AuditedOperation operation) {
        ManagedKey target = before.findByIdOrArn(targetKeyId);
        operation.concerns(target.metadata().arn());
        KeyUse.NAMING.require(target.metadata());
        return target;
    }

    private static void requireRoom(Keyring before, ManagedKey target) {
        if (before.aliasesOf(target.metadata().keyId()) >= Limits.ALIASES_OF_A_KEY) {
            throw new LimitExceededException("the key " + target.metadata().arn() + " has " + Limits.ALIASES_OF_A_KEY
                    + " aliases, which is the limit: delete one, or point it elsewhere");
        }
    }

    private static KeyringChange<Boolean> alias(
            Keyring before, String aliasName, ManagedKey target, List<String> affectedKeyArns) {
        return KeyringChange.of(
                true,
                before.withAlias(aliasName, target.metadata().keyId()),
                (database, rows) -> database.put(rows.row(aliasName, target)),
                affectedKeyArns);
    }

    /** A change that checks itself against the keys as they are. */
    interface Checked<T> {
        KeyringChange<T> apply(Keyring before, AuditedOperation operation);
    }
}
