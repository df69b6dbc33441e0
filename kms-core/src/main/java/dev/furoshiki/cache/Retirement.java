package dev.furoshiki.cache;

/** Why a data key is not handed out. */
enum Retirement {
    /** Not yet: it was just loaded. */
    NOT_CONFIRMED,
    AGE,
    LIMIT,
    SIZE,
    KEY_CHANGE,
    CLOSED,
    /** It was never in the cache. */
    NEVER_CACHED
}
