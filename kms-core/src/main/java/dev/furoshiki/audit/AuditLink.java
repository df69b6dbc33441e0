package dev.furoshiki.audit;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One line of a chain of audit records, named by its place and its hash. Immutable; {@code toString} is
 * {@code <chain id>:<sequence>:<hash>}, which {@link #parse} reads.
 *
 * @param sequence of the line, counted from 1; 0 is the place before the first
 * @param hash SHA-256 of the line's bytes, its line break among them: 64 lower-case hexadecimal digits
 */
public record AuditLink(UUID chainId, long sequence, String hash) {

    /** What stands where the first line's predecessor would: it has none. */
    static final String NO_HASH = "0".repeat(64);

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException when the sequence is negative or the hash is none
     */
    public AuditLink {
        if (sequence < 0) {
            throw new IllegalArgumentException("a sequence is 0 or more, not " + sequence);
        }
        requireHash(hash);
    }

    /** Where a chain begins, before its first line. */
    public static AuditLink beginning(UUID chainId) {
        return new AuditLink(chainId, 0, NO_HASH);
    }

    /**
     * Reads what {@code toString} wrote.
     *
     * @throws IllegalArgumentException when it is not {@code <chain id>:<sequence>:<hash>}
     */
    public static AuditLink parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a link is <chain id>:<sequence>:<hash>, not '" + text + "'");
        }
        return new AuditLink(UUID.fromString(parts[0]), sequence(parts[1]), parts[2]);
    }

    /** Sequence and hash alone, as an outside witness keeps them. */
    public AuditMark mark() {
        return new AuditMark(sequence, hash);
    }

    @Override
    public String toString() {
        return chainId + ":" + sequence + ":" + hash;
    }

    static long sequence(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException otherwise) {
            throw new IllegalArgumentException("a sequence is a whole number, not '" + text + "'", otherwise);
        }
    }

    static void requireHash(String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("a hash has 64 lower-case hexadecimal digits, not '" + hash + "'");
        }
    }
}
