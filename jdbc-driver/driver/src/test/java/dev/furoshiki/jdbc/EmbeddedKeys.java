package dev.furoshiki.jdbc;

import dev.furoshiki.DataKeys;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An embedded key service in a folder, with two keys that aliases name: {@value #PII} and {@value #OTHER}. Opened here as its
 * administrator would, beside whoever opens it by {@link #uri()}.
 */
public final class EmbeddedKeys implements AutoCloseable {

    public static final String PII = "alias/pii";
    public static final String OTHER = "alias/other";

    private final Path folder;
    private final Path passphraseFile;
    private final EmbeddedKeyService service;
    private final boolean shared;

    /** @param folder that exists; store and passphrase are put there */
    public EmbeddedKeys(Path folder, String passphrase) {
        this(folder, passphrase, false);
    }

    private EmbeddedKeys(Path folder, String passphrase, boolean shared) {
        this.folder = folder;
        this.shared = shared;
        this.passphraseFile = folder.resolve("passphrase");
        try {
            Files.writeString(passphraseFile, passphrase, StandardCharsets.UTF_8);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        this.service = EmbeddedKeyService.builder(store())
                .rootKey(RootKeySource.passphraseFile(passphraseFile))
                .argon2id(64, 1, 1) // nobody guesses here, and each opening pays for it
                .create();
        service.createAlias(PII, service.createKey("personal data").keyId());
        service.createAlias(OTHER, service.createKey("something else").keyId());
    }

    /** In a folder of its own that is left to the operating system. */
    public static EmbeddedKeys inTemporaryFolder() {
        return inTemporaryFolder(false);
    }

    /** One store for all tests of the JVM that leave it as it is: each one more is a database with its threads and its log. */
    public static EmbeddedKeys shared() {
        return Shared.KEYS;
    }

    private static final class Shared {
        static final EmbeddedKeys KEYS = inTemporaryFolder(true);
    }

    private static EmbeddedKeys inTemporaryFolder(boolean shared) {
        try {
            return new EmbeddedKeys(Files.createTempDirectory("keys"), "a passphrase of tests", shared);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Where the store lies; its files begin with this. */
    public Path store() {
        return folder.resolve("keys");
    }

    public Path passphraseFile() {
        return passphraseFile;
    }

    /** For {@code furoshiki.keys}. */
    public String uri() {
        return "embedded:" + store() + "?passphraseFile=" + passphraseFile;
    }

    /** As another service on the same store; the caller closes it. */
    public DataKeys open() {
        return DataKeys.open(uri());
    }

    public EmbeddedKeyService service() {
        return service;
    }

    public void disable(String alias) {
        service.disableKey(service.describeKey(alias).keyId());
    }

    public void enable(String alias) {
        service.enableKey(service.describeKey(alias).keyId());
    }

    /** What is shared stays open. */
    @Override
    public void close() {
        if (!shared) {
            service.close();
        }
    }
}
