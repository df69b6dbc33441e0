package dev.furoshiki.embedded;

import dev.furoshiki.embedded.material.RootKey;
import java.nio.file.Path;
import java.util.UUID;

/** What is done with a store as a whole, by the account's root principal alone. Stateless but for the caller. */
final class StoreOperations {

    private final Caller caller;

    StoreOperations(Caller caller) {
        this.caller = caller;
    }

    void changeRootKey(RootKeySource next) {
        OpenStore store = caller.store();
        AuditedOperation record =
                caller.record("ChangeRootKey", Operation.CREATE_KEY).with("rootKey", next.toString());
        // Before the store's thread, which waits for no key service and no guess-resistant passphrase.
        try (RootSecret.Made made = caller.prepare(record, StoreOperations::authorise, () -> rootKey(store, next))) {
            caller.change(record, call -> {
                authorise(call);
                return store.rewrapping(call.keyring(), made);
            });
        }
    }

    void backUp(Path file, RootKeySource source) {
        OpenStore store = caller.store();
        Path target = file.toAbsolutePath().normalize();
        UUID backupId = UUID.randomUUID();
        AuditedOperation record = caller.record("CreateBackup", Operation.CREATE_KEY)
                .with("file", target.toString())
                .with("secret", source.toString());
        try (RootSecret.Made made = caller.prepare(
                        record, StoreOperations::authorise, () -> backupKey(store, target, backupId, source));
                NewFile written = caller.readOfOneMoment(record, call -> {
                    authorise(call);
                    record.answers("backupId", backupId.toString());
                    return NewFile.write(target, sealed(store, backupId, made));
                })) {
            // Recorded by now.
            written.keep();
        }
    }

    private static void authorise(Call call) {
        call.authoriseAccount(false);
    }

    private static RootSecret.Made rootKey(OpenStore store, RootKeySource next) {
        try (RootSecret secret = next.read()) {
            secret.requireOutside(store);
            return store.makeRootKey(secret);
        }
    }

    private static RootSecret.Made backupKey(OpenStore store, Path target, UUID backupId, RootKeySource source) {
        NewFile.requireAbsent(target);
        try (RootSecret secret = source.read()) {
            secret.requireOutside(store);
            return secret.make("backup " + target, BackupV1.bound(backupId), store.guessCost());
        }
    }

    private static byte[] sealed(OpenStore store, UUID backupId, RootSecret.Made rootKey) {
        try (RootKey keys = new RootKey(rootKey.root(), backupId)) {
            return BackupV1.seal(backupId, store.now(), rootKey, store.content(keys));
        }
    }
}
