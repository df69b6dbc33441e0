package dev.furoshiki.benchmarks.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for the objects of the S3 server, in memory where the system has a file system there: objects of 1 GiB are too large for a
 * heap whose collections are not to be measured. It is removed when this process ends; what a killed one left behind is when the next
 * one starts, since it may be most of the memory that there is.
 */
final class ObjectFolder {

    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "furoshiki-benchmark-objects-";

    private ObjectFolder() {}

    static Path create() {
        Path parent = Files.isWritable(IN_MEMORY) ? IN_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        try {
            removeAbandoned(parent);
            Path folder = Files.createDirectory(
                    parent.resolve(PREFIX + ProcessHandle.current().pid()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "objects-removal"));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Those of processes that are gone. */
    static void removeAbandoned(Path parent) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(parent)) {
            found = entries.filter(ObjectFolder::isAbandoned).toList();
        }
        found.forEach(ObjectFolder::remove);
    }

    private static boolean isAbandoned(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches(PREFIX + "[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length())))
                        .isEmpty();
    }

    private static void remove(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
