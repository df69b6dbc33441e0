package dev.furoshiki.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How far the lines of one file follow each other, from its header on. Not thread-safe. */
final class FileScan {

    private @Nullable FileHeader header;
    private @Nullable AuditLink newest;
    private boolean exists;
    private long sizeBytes;
    private long endBytes;
    private long wholeLines;
    private long unsigned;
    private boolean hasBadLine;
    private long rememberedSequence;
    private @Nullable String remembered;

    private FileScan() {}

    /**
     * An absent file is as an empty one. Signatures are not looked at: to go on behind a forged checkpoint changes nothing
     * about it.
     *
     * @param sequence says for a chain which of its lines to remember the hash of
     */
    static FileScan of(Path file, ToLongFunction<UUID> sequence) throws IOException {
        FileScan scan = new FileScan();
        if (Files.exists(file)) {
            scan.exists = true;
            // A device says that it has no size, and nothing is read of it.
            scan.sizeBytes = Files.size(file);
            try (LineReader lines = new LineReader(file, scan.sizeBytes)) {
                scan.read(lines, sequence);
            }
        }
        return scan;
    }

    /** Empty when the first line is no header, or not whole. */
    Optional<FileHeader> header() {
        return Optional.ofNullable(header);
    }

    /** The last line that follows; there is one where there is a header. */
    AuditLink newest() {
        AuditLink link = newest;
        if (link == null) {
            throw new IllegalStateException("a file without a header has no link");
        }
        return link;
    }

    boolean exists() {
        return exists;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Where the last line that follows ends. */
    long endBytes() {
        return endBytes;
    }

    long wholeLines() {
        return wholeLines;
    }

    /** How many lines stand behind the last checkpoint. */
    long unsigned() {
        return unsigned;
    }

    /** Whether a whole line comes that does not follow. */
    boolean hasBadLine() {
        return hasBadLine;
    }

    /** The hash of the line to remember, if it is here. */
    Optional<String> remembered() {
        return Optional.ofNullable(remembered);
    }

    private void read(LineReader lines, ToLongFunction<UUID> sequence) throws IOException {
        byte[] bytes = lines.next();
        while (bytes != null && LineReader.isWhole(bytes)) {
            ChainedLine line = ChainedLine.parse(bytes).orElse(null);
            if (line == null || !follows(line, bytes, sequence)) {
                hasBadLine = true;
                return;
            }
            AuditLink link = line.link(bytes);
            newest = link;
            endBytes = lines.position();
            wholeLines++;
            unsigned = line.isCheckpoint() ? 0 : unsigned + 1;
            if (link.sequence() == rememberedSequence) {
                remembered = link.hash();
            }
            bytes = lines.next();
        }
        // Too long to be a line: what a crash cuts is at the end.
        hasBadLine = bytes != null && !lines.isAtEnd();
    }

    private boolean follows(ChainedLine line, byte[] bytes, ToLongFunction<UUID> sequence) {
        AuditLink last = newest;
        if (last != null) {
            return line.follows(last);
        }
        header = FileHeader.parse(bytes).orElse(null);
        rememberedSequence = sequence.applyAsLong(line.chainId());
        return header != null;
    }
}
