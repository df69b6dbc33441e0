package dev.furoshiki.jdbc.catalog;

/** The kinds of value a cell can hold. The codes are stored in associated data and never re-used. */
public enum ValueType {
    TEXT(1),
    SMALLINT(2),
    INTEGER(3),
    BIGINT(4),
    DECIMAL(5),
    BOOLEAN(6),
    DATE(7),
    TIMESTAMP(8),
    TIMESTAMP_WITH_TIME_ZONE(9),
    UUID(10),
    BYTES(11),
    /** A point in time and the offset it was written with, which comparisons ignore. */
    TIMESTAMP_WITH_OFFSET(12);

    private final int code;

    ValueType(int code) {
        this.code = code;
    }

    /** An unsigned 16-bit number. */
    public int code() {
        return code;
    }
}
