package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/** An embedded key service of a test, with one key, and the data keys from it. */
record TestKeys(Path directory, EmbeddedKeyService service, String keyId, DataKeys keys) implements AutoCloseable {

    static final String KEY = "alias/documents";

    static TestKeys create() {
        try {
            Path directory = Files.createTempDirectory("furoshiki-s3-keys");
            EmbeddedKeyService service = service(directory, EmbeddedKeyService.Builder::create);
            String keyId = service.createKey("objects of a test").keyId();
            service.createAlias(KEY, keyId);
            return new TestKeys(directory, service, keyId, DataKeys.over(service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that another left behind. */
    static TestKeys open(Path directory) {
        EmbeddedKeyService service = service(directory, EmbeddedKeyService.Builder::open);
        return new TestKeys(directory, service, service.describeKey(KEY).keyId(), DataKeys.over(service));
    }

    private static EmbeddedKeyService service(
            Path directory, Function<EmbeddedKeyService.Builder, EmbeddedKeyService> opening) {
        try (SecretBytes passphrase = SecretBytes.copyOf("only for this test".getBytes(StandardCharsets.UTF_8))) {
            return opening.apply(EmbeddedKeyService.builder(directory.resolve("keys"))
                    .rootKey(RootKeySource.passphrase(passphrase))
                    .argon2id(64, 1, 1));
        }
    }

    void disable() {
        service.disableKey(keyId);
    }

    void enable() {
        service.enableKey(keyId);
    }

    /** Closes them, for another process to open. */
    void leave() {
        keys.close();
        service.close();
    }

    @Override
    public void close() {
        leave();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
