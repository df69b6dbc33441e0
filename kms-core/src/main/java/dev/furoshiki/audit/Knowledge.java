package dev.furoshiki.audit;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import dev.furoshiki.audit.AuditFinding.Kind;
import dev.furoshiki.audit.AuditReport.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What is known of a log from elsewhere, held against the lines that were read. Not thread-safe. */
final class Knowledge {

    private final ChainVerifier read;
    private final AuditSeries series;
    private final List<AuditFinding> findings;
    private final List<String> notes;
    private long confirmed;

    Knowledge(ChainVerifier read, AuditSeries series) {
        this.read = read;
        this.series = series;
        this.findings = read.findings();
        this.notes = read.notes();
        this.confirmed = read.signedSequence();
    }

    /** Somebody outside has seen that line. */
    void compare(AuditMark mark) {
        compare(mark, "the one that was given");
    }

    /** The anchor has seen those chains. */
    void compare(List<Anchored> chains, Set<UUID> elsewhere) {
        AuditLink newest = read.newest();
        boolean isKnown = newest == null;
        for (Anchored chain : chains) {
            AuditLink link = chain.link();
            if (newest != null && link.chainId().equals(newest.chainId())) {
                isKnown = true;
                compare(link.mark(), "the one that the key store knows of");
                requireClosed(chain, newest);
            } else if (link.sequence() > 0 && !chain.isElsewhere() && !elsewhere.contains(link.chainId())) {
                find(
                        Kind.MISSING,
                        link.sequence(),
                        "the key store wrote the chain " + link.chainId() + " up to record " + link.sequence()
                                + ", and no file of it is here");
            }
        }
        if (newest != null && !isKnown) {
            find(
                    Kind.OTHER_CHAIN,
                    newest.sequence(),
                    "the key store never wrote the chain " + newest.chainId() + " of this log");
        }
    }

    AuditReport report(int files) {
        AuditLink newest = read.newest();
        boolean isConfirmed = newest != null && newest.sequence() <= confirmed && !read.endsInFragment();
        Status status = !findings.isEmpty() ? Status.TAMPERED : isConfirmed ? Status.VERIFIED : Status.UNCONFIRMED;
        List<String> said = new ArrayList<>(notes);
        if (newest != null && newest.sequence() > confirmed) {
            said.add("no checkpoint, no anchor and no mark from outside vouches for the records " + (confirmed + 1)
                    + " to " + newest.sequence());
        }
        return new AuditReport(findings, said, files, read.lines(), newest, confirmed, read.publicKey(), status);
    }

    private void compare(AuditMark mark, String which) {
        if (mark.sequence() == 0) {
            return;
        }
        AuditLink newest = read.newest();
        if (newest == null || newest.sequence() < mark.sequence()) {
            find(
                    Kind.CUT,
                    mark.sequence(),
                    "the log ends with record " + (newest == null ? 0 : newest.sequence()) + ", but record "
                            + mark.sequence() + " was written: what came behind was cut off");
            return;
        }
        String hash = read.hash(mark.sequence());
        if (hash == null) {
            find(
                    Kind.MISSING,
                    mark.sequence(),
                    "record " + mark.sequence() + " is not in these files, so nothing says that it is " + which
                            + ": verify those that hold it, too");
        } else if (hash.equals(mark.hash())) {
            confirmed = Math.max(confirmed, mark.sequence());
        } else {
            find(
                    Kind.REPLACED,
                    mark.sequence(),
                    "record " + mark.sequence() + " is not " + which + ": it, or one before it, was replaced");
        }
    }

    private void requireClosed(Anchored chain, AuditLink newest) {
        long closed = chain.link().sequence();
        boolean goesOn = newest.sequence() > closed || (newest.sequence() == closed && read.endsInFragment());
        if (chain.isClosed() && goesOn) {
            find(
                    Kind.FORGED_TAIL,
                    closed + 1,
                    "the log goes on behind record " + closed + ", with which the key store closed it");
        }
    }

    private void find(Kind kind, long sequence, String what) {
        ChainVerifier.Place place = read.place(sequence);
        findings.add(new AuditFinding(
                kind,
                place == null ? series.current() : place.file(),
                place == null ? 0 : place.line(),
                sequence,
                what));
    }
}
