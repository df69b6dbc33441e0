package dev.furoshiki.audit;

/**
 * A line of an audit log as an outside witness keeps it. Immutable; {@code toString} is {@code <sequence>:<hash>}, which
 * {@link #parse} reads.
 *
 * @param hash as in {@link AuditLink}
 */
public record AuditMark(long sequence, String hash) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException when the sequence is negative or the hash is none
     */
    public AuditMark {
        if (sequence < 0) {
            throw new IllegalArgumentException("a sequence is 0 or more, not " + sequence);
        }
        AuditLink.requireHash(hash);
    }

    /**
     * Reads what {@code toString} wrote.
     *
     * @throws IllegalArgumentException when it is not {@code <sequence>:<hash>}
     */
    public static AuditMark parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("a line is named <sequence>:<hash>, not '" + text + "'");
        }
        return new AuditMark(AuditLink.sequence(parts[0]), parts[1]);
    }

    @Override
    public String toString() {
        return sequence + ":" + hash;
    }
}
