package dev.furoshiki.audit;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.util.List;

/**
 * A second place, apart from the log's files, that remembers the newest link of each chain: a log that was cut back to an
 * older checkpoint verifies by itself, and is found out by this.
 *
 * <p>Implementations throw unchecked exceptions when they cannot write; the log then takes no more records. Not so where they
 * throw a {@link DependencyTimeoutException}: where {@link #opened} does, those that are to be written are refused, and a later
 * one is tried again; where {@link #advanced} does, nothing waits for it. At most one thread calls them at a time, never under a lock, and never the thread of who appends.
 */
public interface AuditAnchor {

    /** Every chain that was ever opened here. */
    List<Anchored> anchored();

    /** Notes that lines will follow this link. Durable when it returns, since it says that what follows is no forgery. */
    void opened(AuditLink newest);

    /**
     * Notes that the chain has come to this link. Outlives the process when it returns, though maybe not a loss of power.
     *
     * @throws DependencyTimeoutException when it is away. Then records go on, and this link, or a newer one, is tried again
     *     until it is noted: how long that may last is the anchor's to say
     */
    void advanced(AuditLink newest);

    /** Notes that the chain ends here until it is opened again. Durable when it returns. */
    void closed(AuditLink newest);

    /**
     * The newest link that is remembered of a chain.
     *
     * @param isClosed whether nothing may stand behind it
     * @param isElsewhere whether another log, which has the same anchor, wrote it: then it is not missed here
     */
    record Anchored(AuditLink link, boolean isClosed, boolean isElsewhere) {

        /** Of an anchor that has one log. */
        public Anchored(AuditLink link, boolean isClosed) {
            this(link, isClosed, false);
        }
    }
}
