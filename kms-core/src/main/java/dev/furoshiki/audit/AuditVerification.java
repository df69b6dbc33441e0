package dev.furoshiki.audit;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds all files of an audit log against each other, their signatures, and what is known of the log from elsewhere; finds
 * what was changed, cut, reordered, duplicated or forged, and says where. Reads only. Not thread-safe.
 *
 * <p>A log that is being written can be verified; its last lines may then be unconfirmed. So can one that is opened or closed
 * meanwhile, where the anchor can be asked again: {@link #toldBy}.
 */
public final class AuditVerification {

    /** A log that goes on in another file, or is opened, while it is read is read again. */
    private static final int ATTEMPTS = 5;

    private final AuditSeries series;
    private final List<AuditMark> marks = new ArrayList<>();
    private final Set<UUID> elsewhere = new TreeSet<>();
    private Consumer<AuditVerification> witness = verification -> {};
    private List<Anchored> anchors = List.of();
    private boolean hasAnchor;
    private @Nullable String publicKey;
    private @Nullable AuditMark from;

    private AuditVerification(Path log) {
        this.series = new AuditSeries(log);
    }

    /**
     * Of a log.
     *
     * @param log the file that is written now; those before it lie beside it
     */
    public static AuditVerification of(Path log) {
        return new AuditVerification(log);
    }

    /** The key that the log has to be signed with; unless set, the one that it names itself, which proves little. */
    public AuditVerification publicKey(byte[] key) {
        if (key.length != Ed25519Key.SIZE_BYTES) {
            throw new IllegalArgumentException("a public key has 32 bytes, not " + key.length);
        }
        this.publicKey = HexFormat.of().formatHex(key);
        return this;
    }

    /** All that the anchor knows: read before the files are. */
    public AuditVerification anchored(List<Anchored> chains) {
        anchors = List.copyOf(chains);
        hasAnchor = true;
        return this;
    }

    /**
     * Who says {@link #anchored} and {@link #publicKey} of this: before the files are read, and again where lines were found that
     * would be forged unless a process has opened the log since.
     */
    public AuditVerification toldBy(Consumer<AuditVerification> who) {
        this.witness = who;
        return this;
    }

    /** The log has to hold this line, which somebody outside remembers. */
    public AuditVerification atLeast(AuditMark mark) {
        marks.add(mark);
        return this;
    }

    /** What came up to this line is kept elsewhere, so the log may begin behind it. */
    public AuditVerification from(AuditMark mark) {
        this.from = mark;
        marks.add(mark);
        return this;
    }

    /** That chain of the anchor is kept, and verified, elsewhere. */
    public AuditVerification without(UUID chainId) {
        elsewhere.add(chainId);
        return this;
    }

    /**
     * Reads and verifies.
     *
     * @throws NoSuchFileException when there is no log, and nothing is known of one either
     * @throws IOException when a file cannot be read
     */
    public AuditReport run() throws IOException {
        witness.accept(this);
        for (int attempt = 1; ; attempt++) {
            List<Path> files = series.files();
            try {
                AuditReport report = verify(files);
                if (attempt == ATTEMPTS || (files.equals(series.files()) && !isOutdated(report))) {
                    return report;
                }
            } catch (NoSuchFileException renamed) {
                if (attempt == ATTEMPTS || files.isEmpty()) {
                    throw renamed;
                }
            }
        }
    }

    /** Whether the anchor let nothing follow when it was asked, and says otherwise by now. */
    private boolean isOutdated(AuditReport report) {
        AuditLink newest = report.newest();
        if (newest == null || report.findings().isEmpty()) {
            return false;
        }
        Optional<Anchored> before = anchored(newest.chainId());
        if (before.isPresent() && !before.get().isClosed()) {
            return false;
        }
        witness.accept(this);
        return !anchored(newest.chainId()).equals(before);
    }

    private Optional<Anchored> anchored(UUID chainId) {
        return anchors.stream()
                .filter(chain -> chain.link().chainId().equals(chainId))
                .findFirst();
    }

    private AuditReport verify(List<Path> files) throws IOException {
        if (files.isEmpty() && anchors.isEmpty() && marks.isEmpty()) {
            throw new NoSuchFileException(series.current().toString(), null, "there is no audit log");
        }
        ChainVerifier verifier = new ChainVerifier(series, publicKey, from);
        anchors.forEach(chain -> verifier.expect(chain.link().sequence()));
        marks.forEach(mark -> verifier.expect(mark.sequence()));
        for (Path file : files) {
            boolean isLast = file.equals(files.get(files.size() - 1));
            try (LineReader lines = new LineReader(file, Files.size(file))) {
                verifier.read(file, lines, isLast);
            }
        }
        Knowledge knowledge = new Knowledge(verifier, series);
        marks.forEach(knowledge::compare);
        if (hasAnchor) {
            knowledge.compare(anchors, elsewhere);
        }
        return knowledge.report(files.size());
    }
}
