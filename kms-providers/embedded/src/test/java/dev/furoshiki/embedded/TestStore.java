package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.key.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Where a test keeps its keys: a folder with a passphrase, a key file, and a store that opens fast. */
record TestStore(Path folder) {

    static final String PASSPHRASE = "correct horse battery staple";

    Path path() {
        return folder.resolve("keys");
    }

    Path audit() {
        return folder.resolve("keys.audit.jsonl");
    }

    Path database() {
        return folder.resolve("keys.mv.db");
    }

    Path passphraseFile() throws IOException {
        return Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
    }

    /** A key file with random bytes, the same at each call. */
    Path keyFile() throws IOException {
        Path file = folder.resolve("root.key");
        if (!Files.exists(file)) {
            try (SecretBytes key = SecretBytes.random(32)) {
                Files.write(file, key.toByteArray());
            }
        }
        return file;
    }

    EmbeddedKeyService create() throws IOException {
        return EmbeddedKeyService.create(path(), RootKeySource.keyFile(keyFile()));
    }

    EmbeddedKeyService open() throws IOException {
        return EmbeddedKeyService.open(path(), RootKeySource.keyFile(keyFile()));
    }

    EmbeddedKeyService openAs(Principal principal) throws IOException {
        return EmbeddedKeyService.builder(path())
                .rootKey(RootKeySource.keyFile(keyFile()))
                .principal(principal)
                .open();
    }

    /** Of a store that is open in this process: its keys of the moment. */
    Keyring keyring() throws IOException {
        StoreOptions options = new StoreOptions(
                new StoreFile(StorePath.canonical(path(), Creation.NEVER)),
                RootKeySource.keyFile(keyFile()),
                Creation.NEVER,
                KeyOwner.DEFAULT,
                Argon2id.DEFAULT,
                InstantSource.system(),
                AuditPolicy.DEFAULT);
        OpenStore open = OpenStores.acquire(options);
        try {
            return open.keyring();
        } finally {
            OpenStores.release(open.location());
        }
    }

    /** Under the passphrase, at the lowest cost that Argon2id allows. */
    EmbeddedKeyService createWithPassphrase() throws IOException {
        return EmbeddedKeyService.builder(path())
                .rootKey(RootKeySource.passphraseFile(passphraseFile()))
                .argon2id(64, 1, 1)
                .create();
    }
}
