package dev.furoshiki.embedded.policy;

/** What a key policy says to a request. */
public enum Decision {
    ALLOWED,
    /** A statement denies it: no grant helps. */
    DENIED,
    /** No statement is about it: a grant can allow it. */
    NOT_ALLOWED
}
