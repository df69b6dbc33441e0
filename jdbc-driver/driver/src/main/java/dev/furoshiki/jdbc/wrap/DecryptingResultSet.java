package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.value.ColumnValue;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A result set whose cells are opened when they are asked for, or ahead of that. For one thread, as any result set. */
class DecryptingResultSet extends DecryptingGetters {

    private final Statement owner;
    private final @Nullable EncryptedColumn[] columns;
    private final RowCiphers ciphers;

    /** @param columns the encrypted column that each result column holds cells of; null for plain ones */
    DecryptingResultSet(ResultSet delegate, Statement owner, @Nullable EncryptedColumn[] columns, ConnectionScope scope)
            throws SQLException {
        super(delegate, columns, scope.settings());
        this.owner = owner;
        this.columns = columns;
        this.ciphers = new RowCiphers(scope, columns.length);
    }

    @Override
    ColumnValue open(int columnIndex, EncryptedColumn column) throws SQLException {
        // NULL is NULL in both forms, so that the delegate's wasNull is right.
        return open(columnIndex, column, delegate().getBytes(columnIndex));
    }

    final ColumnValue open(int columnIndex, EncryptedColumn column, byte @Nullable [] cell) throws SQLException {
        return ciphers.of(columnIndex - 1, column).open(cell);
    }

    @Override
    public boolean next() throws SQLException {
        ciphers.moved();
        boolean found = super.next();
        if (!found) {
            ciphers.release();
        }
        return found;
    }

    @Override
    public boolean previous() throws SQLException {
        ciphers.moved();
        return super.previous();
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        ciphers.moved();
        return super.absolute(row);
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        ciphers.moved();
        return super.relative(rows);
    }

    @Override
    public boolean first() throws SQLException {
        ciphers.moved();
        return super.first();
    }

    @Override
    public boolean last() throws SQLException {
        ciphers.moved();
        return super.last();
    }

    @Override
    public void beforeFirst() throws SQLException {
        ciphers.release();
        super.beforeFirst();
    }

    @Override
    public void afterLast() throws SQLException {
        ciphers.release();
        super.afterLast();
    }

    /** The next cell, if there is one, leases them anew. */
    void releaseKeys() {
        ciphers.release();
    }

    @Override
    public void close() throws SQLException {
        ciphers.release();
        super.close();
    }

    @Override
    public Statement getStatement() {
        return owner;
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return new LogicalResultSetMetaData(super.getMetaData(), columns);
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return Unwrapping.unwrap(this, iface);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }

    @Override
    public String toString() {
        return "DecryptingResultSet of " + columns.length + " columns";
    }
}
