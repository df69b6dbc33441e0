package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that has its name only when it is whole and on the disk, for its owner alone. Until {@link #keep()} it lies beside its
 * place under a name of its own; {@link #close()} removes what was not kept. Used by one thread.
 */
final class NewFile implements AutoCloseable {

    private final Path target;
    private final Path written;

    private NewFile(Path target, Path written) {
        this.target = target;
        this.written = written;
    }

    /** @throws AlreadyExistsException when there is a file of that name */
    static void requireAbsent(Path target) {
        if (Files.exists(target)) {
            throw alreadyThere(target);
        }
    }

    static NewFile write(Path target, byte[] content) {
        requireAbsent(target);
        NewFile file = new NewFile(target, target.resolveSibling(target.getFileName() + ".part-" + UUID.randomUUID()));
        try {
            OwnerOnlyFile.makeIfAbsent(file.written);
            try (FileChannel channel = FileChannel.open(file.written, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return file;
        } catch (IOException failed) {
            file.close();
            throw file.unwritable(failed);
        } catch (Throwable failed) {
            file.close();
            throw failed;
        }
    }

    /** Gives it its name. */
    void keep() {
        try {
            try {
                // Unlike a move, this never replaces a file that came there meanwhile.
                Files.createLink(target, written);
            } catch (FileAlreadyExistsException meanwhile) {
                throw alreadyThere(target);
            } catch (IOException | UnsupportedOperationException noLinks) {
                // Where a file has one name only: what is replaced is the empty one that is made here.
                OwnerOnlyFile.make(target);
                replaceEmpty();
            }
            syncFolder();
        } catch (FileAlreadyExistsException meanwhile) {
            throw alreadyThere(target);
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    private void replaceEmpty() throws IOException {
        try {
            Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(target);
            throw failed;
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(written);
        } catch (IOException stays) {
            // It is whole or not, and sealed; its name says what it is.
        }
    }

    private void syncFolder() {
        Path parent = target.getParent();
        if (parent == null) {
            return;
        }
        try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException notOnThisSystem) {
            // Windows opens no folders, and keeps their entries by itself.
        }
    }

    private KmsInternalException unwritable(IOException failed) {
        return new KmsInternalException(
                "the file " + target + " cannot be written ("
                        + failed.getClass().getSimpleName()
                        + "): make room, or correct the path or its folder's permissions",
                failed);
    }

    private static AlreadyExistsException alreadyThere(Path target) {
        return new AlreadyExistsException(
                "there is a file " + target + " already, which is not overwritten: choose another name");
    }
}
