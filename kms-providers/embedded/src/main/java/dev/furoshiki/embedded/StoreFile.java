package dev.furoshiki.embedded;

import java.nio.file.Path;

/**
 * A key store in an H2 file.
 *
 * @param path absolute, without H2's extension
 */
record StoreFile(Path path) implements StoreLocation {

    /** The log's file beside the store's. */
    @Override
    public Path auditLog() {
        return path.resolveSibling(path.getFileName() + ".audit.jsonl");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
