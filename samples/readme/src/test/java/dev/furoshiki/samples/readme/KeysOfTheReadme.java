package dev.furoshiki.samples.readme;

import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A key store as the README makes it, in a folder of its own. */
final class KeysOfTheReadme implements AutoCloseable {

    private final Path folder;

    KeysOfTheReadme() {
        try {
            folder = Files.createTempDirectory("readme");
            Files.writeString(folder.resolve("passphrase"), "a passphrase of tests\n");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        Snippets.readmeKeys(folder.resolve("keys"), folder.resolve("passphrase"));
    }

    /** In the form of the README, without percent-encoding. */
    String uri() {
        return "embedded:" + folder.resolve("keys") + "?passphraseFile=" + folder.resolve("passphrase");
    }

    EmbeddedKeyService open() {
        return EmbeddedKeyService.open(
                folder.resolve("keys"), RootKeySource.passphraseFile(folder.resolve("passphrase")));
    }

    Path auditLog() {
        return folder.resolve("keys.audit.jsonl");
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
