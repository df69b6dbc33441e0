package dev.furoshiki.audit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one log: the one that is written, and beside it those that were written before, which have its name and a
 * number: {@code audit.jsonl.000001}. Immutable.
 */
record AuditSeries(Path current) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{6,18}");

    AuditSeries {
        current = current.toAbsolutePath();
    }

    /** What the file of that number is called when another follows it. */
    Path archived(long number) {
        return current.resolveSibling(name() + "." + String.format(Locale.ROOT, "%06d", number));
    }

    /** The number in the file's name; none in that of the current one. */
    OptionalLong number(Path file) {
        String fileName = Objects.toString(file.getFileName());
        if (!fileName.startsWith(name() + ".")) {
            return OptionalLong.empty();
        }
        Matcher number = NUMBER.matcher(fileName.substring(name().length() + 1));
        return number.matches() ? OptionalLong.of(Long.parseLong(number.group())) : OptionalLong.empty();
    }

    /** All that are there, oldest first. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(archived());
        if (Files.exists(current)) {
            files.add(current);
        }
        return files;
    }

    List<Path> archived() throws IOException {
        List<Path> files;
        try (DirectoryStream<Path> folder =
                Files.newDirectoryStream(folder(), file -> number(file).isPresent())) {
            files = list(folder);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        files.sort(Comparator.comparingLong(file -> number(file).orElseThrow()));
        return files;
    }

    /** A folder that fails while it is read says so unchecked. */
    static List<Path> list(DirectoryStream<Path> folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try {
            folder.forEach(files::add);
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return files;
    }

    /**
     * Gives all files the next free name, as another log that verifies as before; none where there is no file. Where that was
     * cut off midway, the rest follows under the same name.
     */
    void setAside() throws IOException {
        List<Path> files = files();
        if (files.isEmpty()) {
            return;
        }
        int n = 1;
        while (!before(n).files().isEmpty()) {
            n++;
        }
        AuditSeries aside = n > 1 && before(n - 1).isFollowedBy(files.get(0)) ? before(n - 1) : before(n);
        for (Path file : files) {
            OptionalLong number = number(file);
            Files.move(file, number.isPresent() ? aside.archived(number.getAsLong()) : aside.current);
        }
    }

    private AuditSeries before(int n) {
        return new AuditSeries(current.resolveSibling(name() + ".before-" + n));
    }

    /** Whether the first line of that file comes behind the last one of this log, which has no current file. */
    private boolean isFollowedBy(Path file) throws IOException {
        List<Path> files = files();
        Path newest = files.get(files.size() - 1);
        if (newest.equals(current)) {
            return false;
        }
        FileScan last = FileScan.of(newest, chainId -> 0);
        try (LineReader lines = new LineReader(file, Files.size(file))) {
            byte[] first = lines.next();
            return first != null
                    && last.header().isPresent()
                    && ChainedLine.parse(first)
                            .map(line -> line.follows(last.newest()))
                            .orElse(false);
        }
    }

    Path folder() {
        return Objects.requireNonNull(current.getParent(), "an audit log is a file, not a file system's root");
    }

    private String name() {
        return Objects.toString(current.getFileName());
    }
}
