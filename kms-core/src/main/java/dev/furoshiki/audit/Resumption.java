package dev.furoshiki.audit;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an opened log goes on: behind the last whole line of its newest file, or at the beginning of a new chain.
 *
 * @param newest the last link that is there
 * @param file the number of the current file
 * @param begun when the current file was begun; null when its header is still to be written
 * @param endBytes where in the current file the next line goes; what stands behind it, a line without an end, is cut
 * @param cutBytes how many bytes that are
 * @param unsigned how many lines stand behind the newest checkpoint, as far as the newest file says
 * @param anchored what the anchor has of the chain; null without an anchor, and of a new chain
 */
record Resumption(
        AuditLink newest,
        long file,
        @Nullable Instant begun,
        long endBytes,
        long cutBytes,
        long unsigned,
        @Nullable Anchored anchored) {

    /**
     * Looks at the newest file only: what stands in those before is for {@link AuditVerification}.
     *
     * @param known what the anchor has; null without an anchor
     * @throws KeyStoreDamagedException when it cannot be gone on with, unless something that was changed or cut were hidden
     */
    static Resumption of(AuditSeries series, String publicKey, @Nullable List<Anchored> known) throws IOException {
        Map<UUID, Anchored> anchored = new HashMap<>();
        if (known != null) {
            known.forEach(chain -> anchored.put(chain.link().chainId(), chain));
        }
        FileScan current = scan(series.current(), anchored);
        if (current.header().isPresent()) {
            return resumed(series.current(), current, publicKey, known == null ? null : anchored);
        }
        // What a crash leaves of a file is less than its first line.
        if (current.hasBadLine() || current.sizeBytes() > FileHeader.LONGEST) {
            throw noHeader(series.current());
        }
        List<Path> archived = series.archived();
        if (archived.isEmpty()) {
            if (current.exists()) {
                requireNothingKnown(series.current(), current, anchored.values());
            }
            return new Resumption(AuditLink.beginning(UUID.randomUUID()), 1, null, 0, current.sizeBytes(), 0, null);
        }
        // The crash came between the end of one file and the beginning of the next.
        Path last = archived.get(archived.size() - 1);
        Resumption before = resumed(last, scan(last, anchored), publicKey, known == null ? null : anchored);
        if (before.cutBytes > 0 || before.file != series.number(last).orElse(0)) {
            throw refused(last, "it is not the whole file of that number");
        }
        return new Resumption(
                before.newest, before.file + 1, null, 0, current.sizeBytes(), before.unsigned, before.anchored);
    }

    /** Whether the last line that is there is certainly the last that was written. */
    boolean isCertain() {
        return cutBytes == 0 && (anchored == null || anchored.link().equals(newest));
    }

    private static FileScan scan(Path file, Map<UUID, Anchored> anchored) throws IOException {
        return FileScan.of(file, chainId -> {
            Anchored chain = anchored.get(chainId);
            return chain == null ? 0 : chain.link().sequence();
        });
    }

    /** A file without a whole line says of no chain that it is its own: it may have been any's before it was cut. */
    private static void requireNothingKnown(Path file, FileScan scan, Collection<Anchored> chains) {
        Anchored longest = chains.stream()
                .filter(chain -> !chain.isElsewhere())
                .max(Comparator.comparingLong(chain -> chain.link().sequence()))
                .orElse(null);
        if (longest != null && longest.link().sequence() > 0) {
            throw refused(
                    file,
                    (scan.sizeBytes() == 0 ? "it is empty" : "it has no whole line")
                            + ", while the key store knows of record "
                            + longest.link().sequence() + " of the chain "
                            + longest.link().chainId() + ", so what it held was cut off");
        }
    }

    private static Resumption resumed(
            Path file, FileScan scan, String publicKey, @Nullable Map<UUID, Anchored> anchored) {
        FileHeader header = scan.header().orElseThrow(() -> noHeader(file));
        if (!header.publicKey().equals(publicKey)) {
            throw refused(file, "its checkpoints are signed with another key than this key store's");
        }
        if (scan.hasBadLine()) {
            throw refused(file, "line " + (scan.wholeLines() + 1) + " does not follow the one before");
        }
        long cutBytes = scan.sizeBytes() - scan.endBytes();
        Anchored chain = null;
        if (anchored != null) {
            chain = anchored.get(scan.newest().chainId());
            if (chain == null) {
                throw refused(
                        file,
                        "the key store never wrote its chain " + scan.newest().chainId());
            }
            requireWholeAndNoMore(file, scan, chain);
        }
        return new Resumption(
                scan.newest(), header.file(), header.begun(), scan.endBytes(), cutBytes, scan.unsigned(), chain);
    }

    private static void requireWholeAndNoMore(Path file, FileScan scan, Anchored chain) {
        long found = scan.newest().sequence();
        long known = chain.link().sequence();
        if (found < known) {
            throw refused(
                    file,
                    "it ends with record " + found + ", while the key store knows of record " + known
                            + ", so what came between was cut off");
        }
        if (!scan.remembered().orElse(chain.link().hash()).equals(chain.link().hash())) {
            throw refused(file, "record " + known + " is another than the key store knows of");
        }
        if (chain.isClosed() && (found > known || scan.sizeBytes() > scan.endBytes())) {
            throw refused(
                    file,
                    "it goes on behind record " + known
                            + ", with which it was closed, so what follows was forged, or the "
                            + "key store was put back to an older state");
        }
    }

    private static KeyStoreDamagedException noHeader(Path file) {
        return refused(file, "it does not begin as an audit log of version 1 does");
    }

    private static KeyStoreDamagedException refused(Path file, String why) {
        return new KeyStoreDamagedException(
                "the audit log " + file + " cannot be continued: " + why
                        + ". Verify it, and put back what it was; or move "
                        + "all its files elsewhere, as evidence, and open the key service again: it begins a new chain",
                null);
    }
}
