package dev.furoshiki.audit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something about an audit log that is not as it was written, and where. Immutable.
 *
 * @param file null when it is about files that are not there
 * @param line in the file, counted from 1; 0 when it is about the file as a whole
 * @param sequence of the record that should stand there, or that is concerned
 * @param what a sentence, without its full stop
 */
public record AuditFinding(Kind kind, @Nullable Path file, long line, long sequence, String what) {

    /** What was done to the log, as far as that can be told. */
    public enum Kind {
        /** A line is none of a chain. */
        MALFORMED,
        /** A line's bytes are others than the next line says. */
        CHANGED,
        /** Records are not there that were. */
        MISSING,
        /** A record stands there again, or behind its successors. */
        OUT_OF_ORDER,
        /** A record belongs to another chain. */
        OTHER_CHAIN,
        /** A file begins otherwise than with its header, or a header is elsewhere, or of another file. */
        HEADER,
        /** A checkpoint is not signed with the log's key. */
        SIGNATURE,
        /** The log ends before a record that is known of. */
        CUT,
        /** A record is another than the one that is known of. */
        REPLACED,
        /** Records stand behind the one with which the log was closed. */
        FORGED_TAIL
    }

    @Override
    public String toString() {
        String place = file == null ? "" : file + (line == 0 ? ": " : ":" + line + ": ");
        return place + kind + ": " + what;
    }
}
