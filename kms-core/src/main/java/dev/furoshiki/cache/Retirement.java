package dev.furoshiki.cache;

/** Why a data key is not handed out. */
enum Retirement {
    /** Not yet: it was just loaded. */
    NOT_CONFIRMED,
    AGE,
    /** Nobody used it for a while. */
    IDLE,
    LIMIT,
    SIZE,
    /** A younger one came in its place. */
    REFRESH,
    KEY_CHANGE,
    CLOSED,
    /** It was never in the cache. */
    NEVER_CACHED
}
