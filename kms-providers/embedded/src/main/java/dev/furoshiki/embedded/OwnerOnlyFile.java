package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that nobody but its owner may read, from its first moment: who opened it once may go on reading. Stateless. */
final class OwnerOnlyFile {

    private OwnerOnlyFile() {}

    /** Makes an empty file, unless there is one, which keeps the permissions it has. */
    static void makeIfAbsent(Path file) {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, ownerOnly(file));
        } catch (FileAlreadyExistsException meanwhile) {
            // Whoever made it did as much.
        } catch (IOException failed) {
            throw new KmsInternalException(
                    "the file " + file + " cannot be made (" + failed.getClass().getSimpleName()
                            + "): correct the path or its folder's permissions",
                    failed);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        // Where there are no such permissions, as on Windows, the folder's decide.
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
