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

    private static final String OWNER_ONLY = "rw-------";

    private OwnerOnlyFile() {}

    /** Makes an empty file, unless there is one, which keeps the permissions it has. */
    static void makeIfAbsent(Path file) {
        if (Files.exists(file)) {
            return;
        }
        try {
            make(file);
        } catch (FileAlreadyExistsException meanwhile) {
            // Whoever made it did as much.
        } catch (IOException failed) {
            throw new KmsInternalException(
                    "the file " + file + " cannot be made (" + failed.getClass().getSimpleName()
                            + "): correct the path or its folder's permissions",
                    failed);
        }
    }

    /** @throws FileAlreadyExistsException when there is one */
    static void make(Path file) throws IOException {
        Files.createFile(file, ownerOnly(file));
    }

    /** Of a file that was there: nobody but its owner may open it from now on. */
    static void restrict(Path file) {
        if (!hasPermissions(file)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_ONLY));
        } catch (IOException failed) {
            throw new KmsInternalException(
                    "the permissions of the file " + file + " cannot be set ("
                            + failed.getClass().getSimpleName() + "): remove it, or give it to who runs this process",
                    failed);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return hasPermissions(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    /** Where there are none, as on Windows, the folder's decide. */
    private static boolean hasPermissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
