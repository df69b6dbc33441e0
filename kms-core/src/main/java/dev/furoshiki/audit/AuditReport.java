package dev.furoshiki.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found. Immutable.
 *
 * @param findings what is not as it was written; none unless the status is TAMPERED. After a hundred the verification
 *     counts no more
 * @param notes what is to be known besides, such as lines of a crash
 * @param files how many were read
 * @param lines how many whole lines they have
 * @param newest the last line; null when there is none
 * @param confirmedSequence up to which record a checkpoint, the anchor or a mark from outside vouches
 * @param publicKey that the checkpoints were verified with, in hexadecimal; null when there was none
 */
public record AuditReport(
        List<AuditFinding> findings,
        List<String> notes,
        int files,
        long lines,
        @Nullable AuditLink newest,
        long confirmedSequence,
        @Nullable String publicKey,
        Status status) {

    /** The outcome, and what a command ends with. */
    public enum Status {
        /** All is as it was written, to the last line. */
        VERIFIED(0),
        /** Something was changed, cut, reordered, duplicated or forged. */
        TAMPERED(1),
        /** All that can be told is in order; for the lines after the confirmed ones, nobody vouches. */
        UNCONFIRMED(3);

        private final int exitCode;

        Status(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    public AuditReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }
}
