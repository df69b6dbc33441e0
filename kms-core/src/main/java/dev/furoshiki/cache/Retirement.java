package dev.furoshiki.cache;

/** Why a data key is no longer handed out. */
enum Retirement {
    AGE,
    LIMIT,
    SIZE,
    KEY_CHANGE,
    CLOSED,
    /** It was never in the cache. */
    NEVER_CACHED
}
