package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that a server writes its log to; empty as long as it has written none. */
record ServerLog(Path file) {

    /** One among the temporary files, gone with the JVM. */
    static ServerLog temporary(String server) throws IOException {
        Path file = Files.createTempFile("furoshiki-" + server + "-", ".log");
        file.toFile().deleteOnExit();
        return new ServerLog(file);
    }

    long bytes() {
        return file.toFile().length();
    }

    String all() {
        return since(0);
    }

    String since(long bytes) {
        if (!Files.exists(file)) {
            return "";
        }
        try (InputStream log = Files.newInputStream(file)) {
            log.skipNBytes(bytes);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
