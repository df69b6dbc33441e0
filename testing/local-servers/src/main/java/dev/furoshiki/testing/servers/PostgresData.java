package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The data directory of one server, gone with the JVM. */
record PostgresData(Path directory) {

    /** Surefire gives a JVM 30 s to end. */
    private static final int PATIENCE_SECONDS = 20;

    /** An empty one that belongs to whom the server runs as. */
    static PostgresData create(Path parent) throws IOException {
        Path directory = Files.createTempDirectory(parent, "furoshiki-postgres-");
        if (PostgresBinaries.mustChangeUser()) {
            UnprivilegedPostgres.own(directory);
        }
        PostgresData data = new PostgresData(directory);
        // The library removes only what it has initialised itself.
        Runtime.getRuntime().addShutdownHook(new Thread(data::removeAtEnd, "furoshiki-postgres-end"));
        return data;
    }

    /** Returns when the server, which somebody stops, has ended and its data are gone; those of one that goes on stay. */
    void removeAtEnd() {
        try {
            if (postmaster().map(PostgresData::ends).orElse(true)) {
                DataTemplate.remove(directory);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        try {
            String first =
                    Files.readAllLines(directory.resolve("postmaster.pid")).get(0);
            return ProcessHandle.of(Long.parseLong(first));
        } catch (NoSuchFileException notRunning) {
            return Optional.empty();
        }
    }

    private static boolean ends(ProcessHandle process) {
        return process.onExit()
                .thenApply(ended -> true)
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
