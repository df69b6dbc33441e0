package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What becomes of keys by themselves when their time has come: they are deleted, or rotated. Stateless. */
final class DueChange {

    private DueChange() {}

    /** With CloudTrail's names for the two. */
    static AuditedOperation recordOf(ManagedKey key) {
        AuditedOperation record = AuditedOperation.byItself(isDeletion(key) ? "DeleteKey" : "RotateKey")
                .with("keyId", key.metadata().keyId());
        record.concerns(key.metadata().arn());
        return record;
    }

    /** Of all of them, as one change. */
    static KeyringChange<Boolean> of(Keyring before, List<ManagedKey> due, Instant now) {
        List<ManagedKey> gone = due.stream().filter(DueChange::isDeletion).toList();
        List<Rotated> rotated = new ArrayList<>();
        for (ManagedKey key : due) {
            if (!isDeletion(key)) {
                rotated.add(rotated(key, now, KeyRotation.Type.AUTOMATIC));
            }
        }
        return KeyringChange.of(
                        true,
                        before.without(gone)
                                .with(rotated.stream().map(Rotated::after).toList()),
                        (database, rows) -> {
                            for (ManagedKey key : gone) {
                                List<String> aliases =
                                        before.aliasesOf(key.metadata().keyId());
                                KeyWriter.delete(database, rows, key, aliases);
                            }
                            for (Rotated key : rotated) {
                                KeyWriter.replace(database, rows, key.before, key.after);
                            }
                        },
                        gone.stream().map(key -> key.metadata().arn()).toList())
                .orElse(() -> rotated.forEach(key -> key.material.close()))
                .andThen(() -> gone.forEach(key -> key.backingKeys().values().forEach(BackingKey::close)));
    }

    /** New material, which encrypts from now on. */
    static KeyringChange<Boolean> rotation(Keyring before, ManagedKey key, Instant now, KeyRotation.Type type) {
        Rotated rotated = rotated(key, now, type);
        return KeyringChange.of(true, before, key, rotated.after).orElse(rotated.material::close);
    }

    private static Rotated rotated(ManagedKey key, Instant now, KeyRotation.Type type) {
        BackingKey material = BackingKey.generate(key.metadata().spec(), key.currentBackingKey() + 1);
        return new Rotated(key, key.rotated(material, new KeyRotation(now, type)), material);
    }

    private static boolean isDeletion(ManagedKey key) {
        return key.metadata().state() == KeyState.PENDING_DELETION;
    }

    /** @param material what is new in it */
    private record Rotated(ManagedKey before, ManagedKey after, BackingKey material) {}
}
