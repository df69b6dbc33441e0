package dev.furoshiki.audit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file that is appended to. Not thread-safe: the log's thread alone uses it, once it is open. */
final class LogFile implements AutoCloseable {

    /** How the disk is told to keep what was written; another way in tests, which cannot take the power away. */
    interface Syncing {
        void sync(FileDescriptor file) throws IOException;
    }

    private final Path path;
    private final FileOutputStream out;
    private final Syncing syncing;
    private final @Nullable Object identity;
    private long sizeBytes;

    private LogFile(Path path, FileOutputStream out, Syncing syncing, long sizeBytes) throws IOException {
        this.path = path;
        this.out = out;
        this.syncing = syncing;
        this.identity = attributes(path).fileKey();
        this.sizeBytes = sizeBytes;
    }

    /**
     * Makes it, for its owner only from its first moment. It gets its name when its first line is on the disk, so that one
     * without a line is never what a crash left, and was cut.
     *
     * @throws FileAlreadyExistsException when somebody else made it meanwhile
     */
    static LogFile create(Path path, ChainWriter begun, Syncing syncing) throws IOException {
        Path nameless = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(nameless);
        Files.createFile(nameless, ownerOnly(nameless));
        try (LogFile file = open(nameless, syncing)) {
            begun.writeTo(file);
        }
        Files.move(nameless, path);
        syncFolder(path);
        return open(path, syncing);
    }

    /** Opens what is there. */
    static LogFile open(Path path, Syncing syncing) throws IOException {
        FileOutputStream out = new FileOutputStream(path.toFile(), true);
        try {
            return new LogFile(path, out, syncing, attributes(path).size());
        } catch (Throwable failed) {
            out.close();
            throw failed;
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Takes away what a crash left behind the last whole line. */
    void cutTo(long size) throws IOException {
        if (size == sizeBytes) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        sizeBytes = size;
    }

    /** Writes all of it, and returns when it is on the disk, in the file that has the log's name. */
    void append(byte[] lines, int length) throws IOException {
        out.write(lines, 0, length);
        sizeBytes += length;
        syncing.sync(out.getFD());
        requireStillThere();
    }

    /** Gives the file another name, after which it is not written to any more. */
    void archiveAs(Path archived) throws IOException {
        out.close();
        if (Files.exists(archived)) {
            throw new IOException("it is to be continued in another file, but " + archived + " exists");
        }
        Files.move(path, archived);
        syncFolder(path);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Who removed, replaced, cut or wrote to the file must not have records acknowledged that nobody will find there. */
    private void requireStillThere() throws IOException {
        BasicFileAttributes now = attributes(path);
        if (!Objects.equals(now.fileKey(), identity) || now.size() != sizeBytes) {
            throw new IOException("the file was removed, replaced, cut or written to by somebody else");
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    /** A name is durable when its folder is; where a folder cannot be opened, as on Windows, the system sees to it. */
    private static void syncFolder(Path path) throws IOException {
        FileChannel folder;
        try {
            folder = FileChannel.open(new AuditSeries(path).folder(), StandardOpenOption.READ);
        } catch (IOException notHere) {
            return;
        }
        try (folder) {
            folder.force(true);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
