package dev.furoshiki.jdbc.grammar;

/** Names that stand in the tree for PostgreSQL's types. */
final class PostgresTypes {

    /** A type whose name is a keyword: its tokens say which. */
    static final String BUILT_IN = "built-in";

    private PostgresTypes() {}
}
