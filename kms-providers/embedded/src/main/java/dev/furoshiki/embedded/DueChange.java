package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyState;
import java.time.Instant;
import java.util.List;

/** What becomes of a key by itself when its time has come: it is deleted, or rotated. Stateless. */
final class DueChange {

    private DueChange() {}

    /** With CloudTrail's names for the two. */
    static AuditedOperation recordOf(ManagedKey key) {
        AuditedOperation record = AuditedOperation.byItself(isDeletion(key) ? "DeleteKey" : "RotateKey")
                .with("keyId", key.metadata().keyId());
        record.concerns(key.metadata().arn());
        return record;
    }

    static KeyringChange<Boolean> of(Keyring before, ManagedKey key, Instant now) {
        return isDeletion(key) ? deletion(before, key) : rotation(before, key, now, KeyRotation.Type.AUTOMATIC);
    }

    /** New material, which encrypts from now on. */
    static KeyringChange<Boolean> rotation(Keyring before, ManagedKey key, Instant now, KeyRotation.Type type) {
        BackingKey material = BackingKey.generate(key.metadata().spec(), key.currentBackingKey() + 1);
        return KeyringChange.of(true, before, key, key.rotated(material, new KeyRotation(now, type)))
                .orElse(material::close);
    }

    private static KeyringChange<Boolean> deletion(Keyring before, ManagedKey key) {
        List<String> aliases = before.aliasesOf(key.metadata().keyId());
        return KeyringChange.of(
                        true,
                        before.without(key),
                        (database, rows) -> KeyWriter.delete(database, rows, key, aliases),
                        List.of(key.metadata().arn()))
                .andThen(() -> key.backingKeys().values().forEach(BackingKey::close));
    }

    private static boolean isDeletion(ManagedKey key) {
        return key.metadata().state() == KeyState.PENDING_DELETION;
    }
}
