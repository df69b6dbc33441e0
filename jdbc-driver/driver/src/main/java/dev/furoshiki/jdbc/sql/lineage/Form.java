package dev.furoshiki.jdbc.sql.lineage;

/** In which of its two forms an encrypted value stands in the text that is sent. */
enum Form {
    /** What is stored, and opened again. */
    CELL,
    /** What the server compares: a deterministic cell, or the equality index. */
    KEY
}
