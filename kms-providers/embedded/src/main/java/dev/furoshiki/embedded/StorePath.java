package dev.furoshiki.embedded;

import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.store.H2KeyDatabase;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreInUseException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The same path for the same file, whatever links lead there, be they of its folder or its own, and whatever the file system makes of
 * upper and lower case: stores are shared by path, and H2 opens a file once in a process, for all who name it. Stateless.
 */
final class StorePath {

    private StorePath() {}

    static Path canonical(Path store, Creation creation) {
        Path absolute = store.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new InvalidProviderUriException("a key store is a file, not the folder " + absolute);
        }
        try {
            if (creation != Creation.NEVER && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            return Files.exists(folder) ? ofFile(folder.toRealPath().resolve(name)) : absolute;
        } catch (IOException failed) {
            throw new KmsInternalException(
                    "the folder " + folder + " of the key store cannot be made or read ("
                            + failed.getClass().getSimpleName() + "): correct the path or its permissions",
                    failed);
        }
    }

    /**
     * Of a store that was opened: what its file was called meanwhile.
     *
     * @throws KeyStoreInUseException when that is another name than it was opened by
     */
    static void requireStill(Path store) {
        Path now = canonical(store, Creation.NEVER);
        if (!now.equals(store)) {
            throw new KeyStoreInUseException(
                    "the key store " + store + " has another name as well, " + now + ": open it by that one", null);
        }
    }

    private static Path ofFile(Path store) throws IOException {
        Path file = H2KeyDatabase.fileOf(store);
        if (!Files.exists(file)) {
            if (Files.isSymbolicLink(file)) {
                throw new InvalidProviderUriException(
                        "the file of the key store " + store + " is a link to nothing: remove it, or name its target");
            }
            return store;
        }
        Path real = file.toRealPath();
        String name = String.valueOf(real.getFileName());
        if (!name.endsWith(H2KeyDatabase.EXTENSION)) {
            throw new InvalidProviderUriException("the file of the key store " + store + " is a link to " + real
                    + ", and the file of a store ends with " + H2KeyDatabase.EXTENSION + ": name it so");
        }
        return real.resolveSibling(name.substring(0, name.length() - H2KeyDatabase.EXTENSION.length()));
    }
}
