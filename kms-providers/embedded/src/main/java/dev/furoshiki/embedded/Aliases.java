package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Other names of keys. Stateless but for the caller. */
final class Aliases {

    private final Caller caller;

    Aliases(Caller caller) {
        this.caller = caller;
    }

    void createAlias(String aliasName, String targetKeyId) {
        caller.change(naming(Operation.CREATE_ALIAS, aliasName, targetKeyId), call -> {
            Limits.requireNewAliasName(aliasName);
            ManagedKey target = call.key(targetKeyId);
            String present = call.keyring().aliases().get(aliasName);
            if (present != null) {
                throw new AlreadyExistsException("the alias " + aliasName + " exists, for the key " + present
                        + ": choose another name, or point it elsewhere with UpdateAlias");
            }
            requireRoom(call.keyring(), target);
            return alias(
                    call.keyring(),
                    aliasName,
                    target,
                    affected(List.of(target.metadata().arn()), target));
        });
    }

    void updateAlias(String aliasName, String targetKeyId) {
        caller.change(naming(Operation.UPDATE_ALIAS, aliasName, targetKeyId), call -> {
            Limits.requireAliasName(aliasName);
            ManagedKey target = call.find(targetKeyId);
            ManagedKey present = call.concerns(call.keyring().aliased(aliasName));
            Operation.UPDATE_ALIAS.use().require(target.metadata());
            requireSameUsage(aliasName, present.metadata(), target.metadata());
            call.authorise(Operation.UPDATE_ALIAS.action(), target, targetKeyId);
            call.authorise(Operation.UPDATE_ALIAS.action(), present, targetKeyId);
            if (!present.id().equals(target.id())) {
                requireRoom(call.keyring(), target);
            }
            // What was cached under the alias would go on encrypting under the old key.
            return alias(
                    call.keyring(),
                    aliasName,
                    target,
                    affected(List.of(present.metadata().arn()), target));
        });
    }

    void deleteAlias(String aliasName) {
        AuditedOperation record = caller.record(Operation.DELETE_ALIAS).with("aliasName", aliasName);
        caller.change(record, call -> {
            Limits.requireAliasName(aliasName);
            ManagedKey target = call.key(aliasName);
            return KeyringChange.of(
                    true,
                    call.keyring().withoutAlias(aliasName),
                    (database, rows) -> database.deleteAlias(aliasName),
                    List.of(target.metadata().arn()));
        });
    }

    Map<String, String> listAliases() {
        return caller.read(caller.record(Operation.LIST_ALIASES), call -> {
            call.authoriseAccount(false);
            return call.keyring().aliases();
        });
    }

    private AuditedOperation naming(Operation operation, String aliasName, String targetKeyId) {
        return caller.record(operation).with("aliasName", aliasName).with("targetKeyId", targetKeyId);
    }

    /** A key's policy can look at its aliases: then another alias is another access. */
    private static List<String> affected(List<String> keyArns, ManagedKey target) {
        List<String> affected = new ArrayList<>(keyArns);
        String arn = target.metadata().arn();
        if (target.access().policy().looksAtAliases() && !affected.contains(arn)) {
            affected.add(arn);
        }
        return affected;
    }

    /** As AWS KMS has it: what is done by an alias could not be done with a key of another type. */
    private static void requireSameUsage(String aliasName, KeyMetadata present, KeyMetadata target) {
        if (present.usage() != target.usage()) {
            throw new ValidationException("the alias " + aliasName + " is of a key for " + present.usage()
                    + ", and the key " + target.arn() + " is for " + target.usage()
                    + ": name a key of the same usage, or delete the alias and make it anew");
        }
    }

    private static void requireRoom(Keyring keyring, ManagedKey target) {
        if (keyring.aliasesOf(target.metadata().keyId()).size() >= Limits.ALIASES_OF_A_KEY) {
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
}
