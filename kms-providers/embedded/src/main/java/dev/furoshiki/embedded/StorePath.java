package dev.furoshiki.embedded;

import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The same path for the same file, whatever links lead there: stores are shared by path. Stateless. */
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
            return Files.exists(folder) ? folder.toRealPath().resolve(name) : absolute;
        } catch (IOException failed) {
            throw new KmsInternalException(
                    "the folder " + folder + " of the key store cannot be made or read ("
                            + failed.getClass().getSimpleName() + "): correct the path or its permissions",
                    failed);
        }
    }
}
