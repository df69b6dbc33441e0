package dev.furoshiki.jdbc.wrap;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The current result of a statement that was carried out beside its delegate: a data definition, or an explanation. */
final class OwnResult {

    /** There was no such statement: ask the delegate. */
    static final OwnResult NONE = new OwnResult(-1, null);

    /** The application has asked for more results, and there are none. */
    static final OwnResult PAST = new OwnResult(-1, null);

    private final int updateCount;
    private final @Nullable ResultSet rows;

    private OwnResult(int updateCount, @Nullable ResultSet rows) {
        this.updateCount = updateCount;
        this.rows = rows;
    }

    /** A data definition was carried out, which counts the rows of the table that it makes, if any. */
    static OwnResult defined(int count) {
        return new OwnResult(count, null);
    }

    static OwnResult rows(ResultSet rows) {
        return new OwnResult(-1, rows);
    }

    int updateCount() {
        return updateCount;
    }

    @Nullable
    ResultSet rows() {
        return rows;
    }

    /** To be called when the statement goes on to something else. */
    void close() throws SQLException {
        if (rows != null) {
            rows.close();
        }
    }
}
