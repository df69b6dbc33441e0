package dev.furoshiki.jdbc.catalog;

/** What a column's companion lets the server compare. */
public enum IndexType {
    NONE,
    /** Exact equality, through 16 bytes of HMAC in a companion column. */
    EQUALITY
}
