package dev.furoshiki.jdbc.catalog;

/** How a column's cells are sealed. */
public enum CellType {
    /** AES-256-GCM under a fresh nonce: equal values give different cells. */
    RANDOMIZED,
    /** AES-SIV: equal values of a domain give equal cells, so the server can compare them. */
    DETERMINISTIC
}
