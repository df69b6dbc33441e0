package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditAnchor;
import dev.furoshiki.audit.AuditLink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the newest link of a log that begins before its store is there. Read when the log is closed. */
final class NewestLink implements AuditAnchor {

    private volatile @Nullable Anchored newest;

    AuditLink link() {
        return read().link();
    }

    boolean isClosed() {
        return read().isClosed();
    }

    @Override
    public List<Anchored> anchored() {
        return List.of();
    }

    @Override
    public void opened(AuditLink link) {
        newest = new Anchored(link, false);
    }

    @Override
    public void advanced(AuditLink link) {
        newest = new Anchored(link, false);
    }

    @Override
    public void closed(AuditLink link) {
        newest = new Anchored(link, true);
    }

    private Anchored read() {
        Anchored known = newest;
        if (known == null) {
            throw new IllegalStateException("no record was appended");
        }
        return known;
    }
}
