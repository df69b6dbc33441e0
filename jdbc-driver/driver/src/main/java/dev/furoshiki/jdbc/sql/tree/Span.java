package dev.furoshiki.jdbc.sql.tree;

/** The tokens of a node, from its first to its last, by their indexes in the statement. */
public record Span(int first, int last) {

    public Span {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no tokens from " + first + " to " + last);
        }
    }

    public boolean contains(Span other) {
        return first <= other.first && other.last <= last;
    }
}
