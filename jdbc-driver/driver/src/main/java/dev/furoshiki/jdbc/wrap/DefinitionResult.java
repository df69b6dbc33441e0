package dev.furoshiki.jdbc.wrap;

/** What a statement says of a data definition that was carried out beside its delegate. */
enum DefinitionResult {
    /** There was none: ask the delegate. */
    NONE,
    /** It is the current result, with a count of 0. */
    CURRENT,
    /** The application has asked for more results, and there are none. */
    PAST;

    int updateCount() {
        return this == CURRENT ? 0 : -1;
    }
}
