package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.value.ColumnValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A result set that the application reads forwards only, though its delegate can be scrolled, so that cells of rows to come can
 * be opened ahead. For one thread, as any result set.
 */
final class ForwardResultSet extends DecryptingResultSet {

    private final CellsAhead ahead;

    /** Whether the delegate does not know if what the last getter gave was NULL. */
    private boolean knowsNull;

    private boolean lastNull;

    /** @param delegate can be scrolled, and is read-only */
    ForwardResultSet(ResultSet delegate, Statement owner, @Nullable EncryptedColumn[] columns, ConnectionScope scope)
            throws SQLException {
        super(delegate, owner, columns, scope);
        this.ahead = new CellsAhead(delegate, columns, scope);
    }

    @Override
    @Nullable
    EncryptedColumn column(int columnIndex) {
        knowsNull = false;
        return super.column(columnIndex);
    }

    private void knowNull(boolean isNull) {
        knowsNull = true;
        lastNull = isNull;
    }

    @Override
    ColumnValue open(int columnIndex, EncryptedColumn column) throws SQLException {
        int index = columnIndex - 1;
        if (!ahead.has(index) || delegate().isClosed()) {
            return super.open(columnIndex, column);
        }
        ColumnValue opened = ahead.take(index);
        ColumnValue value = opened == null ? open(columnIndex, column, ahead.cell(index)) : opened;
        knowNull(value.isNull());
        return value;
    }

    @Override
    public boolean wasNull() throws SQLException {
        boolean told = super.wasNull(); // throws when closed
        return knowsNull ? lastNull : told;
    }

    @Override
    public boolean next() throws SQLException {
        boolean found = super.next();
        if (!found) {
            ahead.close();
        } else if (ahead.moved() && !knowsNull) {
            knowNull(ahead.wasNull());
        }
        return found;
    }

    @Override
    void releaseKeys() {
        ahead.close();
        super.releaseKeys();
    }

    @Override
    public void close() throws SQLException {
        ahead.close();
        super.close();
    }

    @Override
    public int getType() throws SQLException {
        super.getType(); // throws when closed
        return TYPE_FORWARD_ONLY;
    }

    private SQLException forwardOnly() throws SQLException {
        super.getType(); // throws when closed
        return new SQLException(
                "Operation requires a scrollable ResultSet, but this ResultSet is FORWARD_ONLY.",
                SqlStates.INVALID_CURSOR_STATE);
    }

    @Override
    public boolean previous() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean first() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean last() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void afterLast() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        if (direction == FETCH_REVERSE || direction == FETCH_UNKNOWN) {
            throw forwardOnly();
        }
        super.setFetchDirection(direction);
    }
}
