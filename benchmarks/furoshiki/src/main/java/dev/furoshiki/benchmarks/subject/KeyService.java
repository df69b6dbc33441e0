package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.DataKeys;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An embedded key service with one key, in a temporary folder of its own that goes with it. */
public final class KeyService implements AutoCloseable {

    /** The key's name. */
    public static final String ALIAS = "alias/measured";

    private static final int ROOT_KEY_BYTES = 32;

    private final Path folder;
    private final EmbeddedKeyService service;
    private final DataKeys dataKeys;

    private KeyService(Path folder, EmbeddedKeyService service) {
        this.folder = folder;
        this.service = service;
        // A key that served its 2^20 messages would be fetched anew in the midst of hits: not what is asked here.
        this.dataKeys = DataKeys.builder(service).maxMessages(1L << 32).build();
    }

    /** Makes the store, its key, and the alias. */
    public static KeyService start() throws IOException {
        Path folder = Files.createTempDirectory(folderPrefix());
        try {
            return new KeyService(folder, service(folder));
        } catch (IOException | RuntimeException | Error failure) {
            delete(folder);
            throw failure;
        }
    }

    /** Makes a store with its key in an existing folder, for another process to open by {@link #uri(Path)}. */
    static void createIn(Path folder) throws IOException {
        createIn(folder, 1);
    }

    /** The same, with so many keys. */
    static void createIn(Path folder, int keys) throws IOException {
        try (EmbeddedKeyService service = service(folder)) {
            for (int i = 1; i < keys; i++) {
                service.createKey("number " + i);
            }
        }
    }

    /** Opens what {@link #createIn} made. */
    static EmbeddedKeyService openIn(Path folder) {
        return EmbeddedKeyService.open(store(folder), RootKeySource.keyFile(keyFile(folder)));
    }

    private static EmbeddedKeyService service(Path folder) throws IOException {
        // As the peers have theirs: what a guess at a passphrase is made to cost is not measured.
        byte[] rootKey = new byte[ROOT_KEY_BYTES];
        new SecureRandom().nextBytes(rootKey);
        Path keyFile = Files.write(keyFile(folder), rootKey);
        EmbeddedKeyService service = EmbeddedKeyService.create(store(folder), RootKeySource.keyFile(keyFile));
        service.createAlias(ALIAS, service.createKey("measured").keyId());
        return service;
    }

    /** With the process in it, so that a folder that a killed one left behind is known for what it is. */
    static String folderPrefix() {
        return "furoshiki-benchmark-keys-" + ProcessHandle.current().pid() + "-";
    }

    /** Data keys over it; closed with it. */
    public DataKeys dataKeys() {
        return dataKeys;
    }

    /** Beneath them. */
    EmbeddedKeyService service() {
        return service;
    }

    /** For {@code furoshiki.keys}. */
    public String uri() {
        return uri(folder);
    }

    /** The URI of the store that {@link #createIn} made. */
    static String uri(Path folder) {
        return EmbeddedKeyService.SCHEME + ":" + store(folder) + "?keyFile=" + keyFile(folder);
    }

    @Override
    public void close() throws IOException {
        dataKeys.close();
        service.close();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static Path store(Path folder) {
        return folder.resolve("keys");
    }

    private static Path keyFile(Path folder) {
        return folder.resolve("root-key");
    }
}
