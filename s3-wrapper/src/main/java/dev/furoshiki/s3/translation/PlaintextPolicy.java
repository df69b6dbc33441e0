package dev.furoshiki.s3.translation;

/** What is known of the objects without an envelope at some place. */
public enum PlaintextPolicy {
    /** There are none: one that has none is an exception. */
    REFUSED,
    /** There may be some, of before: they are handed out, and what is written is encrypted. */
    ALLOWED,
    /** All are: they are handed out and listed as they are, and nothing is written. */
    DECLARED
}
