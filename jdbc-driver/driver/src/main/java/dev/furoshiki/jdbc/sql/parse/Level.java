package dev.furoshiki.jdbc.sql.parse;

/** How tightly operators bind; the higher, the tighter. The order is that of all dialects, as far as they have them. */
final class Level {

    static final int ASSIGNMENT = 0;
    static final int OR = 1;
    static final int XOR = 2;
    static final int AND = 3;
    static final int NOT = 4;
    static final int IS = 5;
    static final int COMPARISON = 6;
    /** BETWEEN, IN, LIKE. */
    static final int PREDICATE = 7;
    /** PostgreSQL's "any other operator", MySQL's {@code |}, H2's {@code ||}. */
    static final int OTHER = 8;
    /** MySQL's. */
    static final int BIT_AND = 9;
    /** MySQL's. */
    static final int SHIFT = 10;

    static final int SUM = 11;
    static final int PRODUCT = 12;
    static final int POWER = 13;
    static final int AT = 14;
    static final int COLLATE = 15;
    static final int SIGN = 16;

    private Level() {}
}
