package dev.furoshiki.jdbc.wrap;

/** The SQLStates that this package throws; they are PostgreSQL's and pgjdbc's. */
final class SqlStates {

    static final String NOT_SUPPORTED = "0A000";
    static final String NO_DATA = "02000";
    static final String ROWS = "0100E";
    static final String INVALID_PARAMETER = "22023";
    static final String DATA_TYPE_MISMATCH = "42821";
    static final String UNDEFINED_COLUMN = "42703";
    static final String WRONG_OBJECT_TYPE = "42809";
    static final String DATATYPE_MISMATCH = "42804";
    static final String INVALID_CURSOR_STATE = "24000";
    static final String ACTIVE_TRANSACTION = "25001";
    static final String OBJECT_NOT_IN_STATE = "55000";
    static final String PROTOCOL_VIOLATION = "08P01";
    static final String CONNECTION_CLOSED = "08003";

    private SqlStates() {}
}
