package dev.furoshiki.jdbc.frameworks.twin;

import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An embedded key service in a temporary folder, with the key that every {@code @Encrypted} of these tests names. */
final class Keys implements AutoCloseable {

    private final Path store;
    private final Path passphraseFile;
    private final EmbeddedKeyService service;

    Keys() {
        try {
            Path folder = Files.createTempDirectory("keys");
            store = folder.resolve("keys");
            passphraseFile = Files.writeString(folder.resolve("passphrase"), "a passphrase of tests");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        service = EmbeddedKeyService.builder(store)
                .rootKey(RootKeySource.passphraseFile(passphraseFile))
                .argon2id(64, 1, 1) // nobody guesses here, and each opening pays for it
                .create();
        service.createAlias("alias/pii", service.createKey("personal data").keyId());
    }

    String uri() {
        return "embedded:" + store + "?passphraseFile=" + passphraseFile;
    }

    @Override
    public void close() {
        service.close();
    }
}
