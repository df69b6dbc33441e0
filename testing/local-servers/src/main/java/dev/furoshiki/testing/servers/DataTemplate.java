package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of a server that has just been initialised and has never run, which takes longer than all else about a start. One
 * for each version of the programs and each way to initialise them; JVMs that run at once share it, and one that is killed
 * leaves none or a whole one.
 */
record DataTemplate(Path directory) {

    /** Of which nobody needs a copy: the library locks the data directory by it. */
    private static final String LOCK_OF_LIBRARY = "epg-lock";

    /**
     * @param parent where templates of this user lie, which need not exist
     * @param programs what tells the version of the programs from others
     * @param settings what they initialise data with
     */
    static DataTemplate of(Path parent, byte[] programs, List<String> settings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(digest.digest(programs));
            byte[] name = digest.digest(String.join("\0", settings).getBytes(StandardCharsets.UTF_8));
            return new DataTemplate(parent.resolve("template-" + HexFormat.of().formatHex(name, 0, 16)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Fills a directory that exists and is empty.
     *
     * @return whether there is a template
     */
    boolean copyTo(Path data) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        Files.walkFileTree(directory, new Copier(directory, data, false));
        return true;
    }

    /** Makes the template unless there is one, or another JVM makes it now. */
    void keep(Path initialised) throws IOException {
        Path lock = directory.resolveSibling(directory.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null || Files.exists(directory)) {
                return;
            }
            Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
            remove(unfinished);
            Files.createDirectory(unfinished);
            Files.walkFileTree(initialised, new Copier(initialised, unfinished, true));
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Removes a directory, where there is one, with all that is in it. */
    static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            Files.walkFileTree(directory, new Remover());
        }
    }

    private static final class Copier extends SimpleFileVisitor<Path> {

        private final Path from;
        private final Path to;
        private final boolean lasting;

        /** @param lasting whether files are to be whole also after the machine has lost power */
        Copier(Path from, Path to, boolean lasting) {
            this.from = from;
            this.to = to;
            this.lasting = lasting;
        }

        /** With owner and permissions, without which PostgreSQL refuses it. */
        @Override
        public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) throws IOException {
            // Replaces an empty one.
            Files.copy(entered, at(entered), StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!file.endsWith(LOCK_OF_LIBRARY)) {
                Path copy = Files.copy(file, at(file), StandardCopyOption.COPY_ATTRIBUTES);
                if (lasting) {
                    force(copy);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        private Path at(Path original) {
            return to.resolve(from.relativize(original));
        }

        private static void force(Path copy) throws IOException {
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(left);
            return FileVisitResult.CONTINUE;
        }
    }
}
