package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLink;
import dev.furoshiki.embedded.store.StoredAuditLink;
import java.util.HexFormat;

/**
 * How far one of a store's audit logs has come.
 *
 * @param log which one; empty where a store has only one
 * @param isClosed whether nothing may stand behind it
 */
record LogLink(String log, AuditLink link, boolean isClosed) {

    static LogLink of(StoredAuditLink row) {
        return new LogLink(
                row.log(),
                new AuditLink(row.chainId(), row.sequence(), HexFormat.of().formatHex(row.hash())),
                row.isClosed());
    }

    /** {@code <chain id>:<sequence>:<hash>}, and behind it the log, if it has a name. */
    @Override
    public String toString() {
        return log.isEmpty() ? link.toString() : link + " " + log;
    }
}
