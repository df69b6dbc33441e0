package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the result sets of one statement, after holding each against what the plan expects of it. The same result set, asked
 * for again, gives the same wrapper.
 */
final class StatementResults {

    private final ConnectionScope scope;
    private final Statement owner;
    private RowWrites writes = RowWrites.REFUSED;
    private @Nullable ResultSet lastPlain;
    private @Nullable ResultSet lastWrapped;

    StatementResults(ConnectionScope scope, Statement owner) {
        this.scope = scope;
        this.owner = owner;
    }

    /** To be called before an execution. */
    void begin(Planned planned) {
        release();
        writes = () -> scope.requireWritable(planned);
    }

    /** Whether a row of a plain result may be written. */
    RowWrites writes() {
        return writes;
    }

    /** The rows of a statement that reaches no encrypted column. */
    @SuppressWarnings("ReferenceEquality") // whether it is that very object is what is asked
    @Nullable
    ResultSet passThrough(@Nullable ResultSet plain) {
        if (plain == null || plain == lastPlain) {
            return plain == null ? null : lastWrapped;
        }
        return keep(plain, new PassThroughResultSet(plain, owner, writes));
    }

    /**
     * The rows of a rewritten statement.
     *
     * @param columns what the plan says of each; empty when it expects no rows
     * @throws SQLException (0A000) when the server's rows are not of that form; none was handed out then
     */
    @SuppressWarnings("ReferenceEquality") // whether it is that very object is what is asked
    @Nullable
    ResultSet decrypting(@Nullable ResultSet plain, List<ResultColumn> columns) throws SQLException {
        if (plain == null || plain == lastPlain) {
            return plain == null ? null : lastWrapped;
        }
        try {
            ResultSetMetaData actual = plain.getMetaData();
            @Nullable EncryptedColumn[] encrypted = encrypted(columns, actual.getColumnCount());
            requireAsPlanned(actual, encrypted);
            requireWholeCells(plain);
            return keep(
                    plain,
                    ReadingAhead.isMeantBy(plain, owner, scope)
                            ? new ForwardResultSet(plain, owner, encrypted, scope)
                            : new DecryptingResultSet(plain, owner, encrypted, scope));
        } catch (SQLException refused) {
            plain.close();
            throw refused;
        }
    }

    private ResultSet keep(ResultSet plain, ResultSet wrapped) {
        lastPlain = plain;
        lastWrapped = wrapped;
        return wrapped;
    }

    /**
     * The encrypted column of each result column; null for plain ones.
     *
     * @param actual how many columns the server gives: those that nobody knew of have their place in the list
     */
    static @Nullable EncryptedColumn[] encrypted(List<ResultColumn> columns, int actual) {
        int unknown = columns.indexOf(new ResultColumn.PlainColumns());
        int more = unknown < 0 ? 0 : Math.max(0, actual - columns.size() + 1);
        int size = unknown < 0 ? columns.size() : columns.size() - 1 + more;
        @Nullable EncryptedColumn[] encrypted = new EncryptedColumn[size];
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i) instanceof ResultColumn.Cell cell) {
                encrypted[unknown >= 0 && i > unknown ? i - 1 + more : i] = cell.column();
            }
        }
        return encrypted;
    }

    /** The analysis may have misread the text; the server's own word on its result is the second line of defence. */
    private void requireAsPlanned(ResultSetMetaData actual, @Nullable EncryptedColumn[] columns) throws SQLException {
        if (actual.getColumnCount() != columns.length) {
            throw notAsPlanned("the server gives " + actual.getColumnCount() + " columns where " + columns.length
                    + " were expected");
        }
        for (int i = 0; i < columns.length; i++) {
            EncryptedColumn column = columns[i];
            if (column != null && !scope.isCellType(actual.getColumnType(i + 1))) {
                throw notAsPlanned("the server gives " + actual.getColumnTypeName(i + 1) + " for column " + column
                        + " where cells were expected");
            }
        }
    }

    private static SQLException notAsPlanned(String difference) {
        return new SQLFeatureNotSupportedException(
                "the result is not what the statement was understood to give, and no row of it is handed out: "
                        + difference + "; name schema, table and columns in the statement, and check that nothing but"
                        + " this driver changed the table",
                SqlStates.NOT_SUPPORTED);
    }

    private void requireWholeCells(ResultSet plain) throws SQLException {
        Statement statement = plain.getStatement();
        if (statement != null && scope.cutsFields(statement)) {
            throw new SQLFeatureNotSupportedException(
                    "setMaxFieldSize would cut off cells of encrypted columns; set it to 0 for this statement",
                    SqlStates.NOT_SUPPORTED);
        }
    }

    /** Gives back the keys of the last result set; the server's driver closes the rest. */
    void release() {
        ResultSet wrapped = lastWrapped;
        lastPlain = null;
        lastWrapped = null;
        writes = RowWrites.REFUSED;
        if (wrapped instanceof DecryptingResultSet decrypting) {
            decrypting.releaseKeys();
        }
    }
}
