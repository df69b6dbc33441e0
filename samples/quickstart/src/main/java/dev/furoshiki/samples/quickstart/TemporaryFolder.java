package dev.furoshiki.samples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that goes with all that lies in it. */
record TemporaryFolder(Path path) implements AutoCloseable {

    /** When the program is interrupted, others may still be writing or removing files of theirs. */
    private static final int ATTEMPTS = 50;

    private static final int PAUSE_MILLIS = 100;

    /** A new one, which nobody else may look into. */
    static TemporaryFolder create(String prefix) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(prefix));
    }

    @Override
    public void close() {
        for (int attempt = 1; Files.exists(path); attempt++) {
            try {
                remove();
            } catch (IOException | UncheckedIOException failure) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("the folder " + path + " could not be removed", failure);
                }
                pause();
            }
        }
    }

    private void remove() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
