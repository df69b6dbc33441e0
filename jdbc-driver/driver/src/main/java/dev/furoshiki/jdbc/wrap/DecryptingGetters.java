package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.ResultConversion;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The getters of a result set with cells: each reads a plain column as the server gave it, and asks for an encrypted one's value.
 * For one thread.
 */
@SuppressWarnings("deprecation") // deprecated methods are there, too
abstract class DecryptingGetters extends IndexedResultSet {

    private final @Nullable EncryptedColumn[] columns;
    private final @Nullable ResultConversion[] conversions;
    private final ValueConversions settings;

    /** @param columns the encrypted column that each result column holds cells of; null for plain ones */
    DecryptingGetters(ResultSet delegate, @Nullable EncryptedColumn[] columns, ValueConversions settings)
            throws SQLException {
        super(delegate);
        this.columns = columns;
        this.conversions = new ResultConversion[columns.length];
        this.settings = settings;
    }

    /** The value of a cell of the current row. */
    abstract ColumnValue open(int columnIndex, EncryptedColumn column) throws SQLException;

    /** The encrypted column, if it is one. Every getter asks this first. */
    @Nullable
    EncryptedColumn column(int columnIndex) {
        return columnIndex >= 1 && columnIndex <= columns.length ? columns[columnIndex - 1] : null;
    }

    private ResultConversion conversion(int columnIndex, EncryptedColumn column) {
        ResultConversion known = conversions[columnIndex - 1];
        if (known != null) {
            return known;
        }
        ResultConversion made = settings.results(column);
        conversions[columnIndex - 1] = made;
        return made;
    }

    private void requirePlain(int columnIndex, String what) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        if (column != null) {
            throw new SQLFeatureNotSupportedException(
                    "column " + column + ": an encrypted column cannot be read as " + what
                            + "; use getObject, getString, getBytes or a stream",
                    SqlStates.NOT_SUPPORTED);
        }
    }

    @Override
    public @Nullable String getString(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getString(columnIndex)
                : conversion(columnIndex, column).getString(open(columnIndex, column));
    }

    @Override
    public boolean getBoolean(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getBoolean(columnIndex)
                : conversion(columnIndex, column).getBoolean(open(columnIndex, column));
    }

    @Override
    public byte getByte(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getByte(columnIndex)
                : conversion(columnIndex, column).getByte(open(columnIndex, column));
    }

    @Override
    public short getShort(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getShort(columnIndex)
                : conversion(columnIndex, column).getShort(open(columnIndex, column));
    }

    @Override
    public int getInt(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getInt(columnIndex)
                : conversion(columnIndex, column).getInt(open(columnIndex, column));
    }

    @Override
    public long getLong(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getLong(columnIndex)
                : conversion(columnIndex, column).getLong(open(columnIndex, column));
    }

    @Override
    public float getFloat(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getFloat(columnIndex)
                : conversion(columnIndex, column).getFloat(open(columnIndex, column));
    }

    @Override
    public double getDouble(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getDouble(columnIndex)
                : conversion(columnIndex, column).getDouble(open(columnIndex, column));
    }

    @Override
    @Deprecated
    public @Nullable BigDecimal getBigDecimal(int columnIndex, int scale) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getBigDecimal(columnIndex, scale)
                : conversion(columnIndex, column).getBigDecimal(open(columnIndex, column), scale);
    }

    @Override
    public byte @Nullable [] getBytes(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getBytes(columnIndex)
                : conversion(columnIndex, column).getBytes(open(columnIndex, column));
    }

    @Override
    public @Nullable Date getDate(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getDate(columnIndex)
                : conversion(columnIndex, column).getDate(open(columnIndex, column), null);
    }

    @Override
    public @Nullable Time getTime(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getTime(columnIndex)
                : conversion(columnIndex, column).getTime(open(columnIndex, column), null);
    }

    @Override
    public @Nullable Timestamp getTimestamp(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getTimestamp(columnIndex)
                : conversion(columnIndex, column).getTimestamp(open(columnIndex, column), null);
    }

    @Override
    public @Nullable InputStream getAsciiStream(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getAsciiStream(columnIndex)
                : conversion(columnIndex, column).getAsciiStream(open(columnIndex, column));
    }

    @Override
    @Deprecated
    public @Nullable InputStream getUnicodeStream(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getUnicodeStream(columnIndex)
                : conversion(columnIndex, column).getUnicodeStream(open(columnIndex, column));
    }

    @Override
    public @Nullable InputStream getBinaryStream(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getBinaryStream(columnIndex)
                : conversion(columnIndex, column).getBinaryStream(open(columnIndex, column));
    }

    @Override
    public @Nullable Object getObject(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? Cursors.wrapped(
                        Cursors.ofApplication(super.getObject(columnIndex), () -> super.getString(columnIndex)),
                        getStatement(),
                        RowWrites.REFUSED)
                : conversion(columnIndex, column).getObject(open(columnIndex, column));
    }

    @Override
    public @Nullable Reader getCharacterStream(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getCharacterStream(columnIndex)
                : conversion(columnIndex, column).getCharacterStream(open(columnIndex, column));
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getBigDecimal(columnIndex)
                : conversion(columnIndex, column).getBigDecimal(open(columnIndex, column));
    }

    @Override
    public @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map) throws SQLException {
        if (column(columnIndex) == null) {
            return Cursors.wrapped(
                    Cursors.ofApplication(super.getObject(columnIndex, map), () -> super.getString(columnIndex)),
                    getStatement(),
                    RowWrites.REFUSED);
        }
        if (map != null && !map.isEmpty()) {
            requirePlain(columnIndex, "an object by a type map");
        }
        return getObject(columnIndex);
    }

    @Override
    public @Nullable Ref getRef(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "Ref");
        return super.getRef(columnIndex);
    }

    @Override
    public @Nullable Blob getBlob(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "Blob");
        return super.getBlob(columnIndex);
    }

    @Override
    public @Nullable Clob getClob(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "Clob");
        return super.getClob(columnIndex);
    }

    @Override
    public @Nullable Array getArray(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "Array");
        return super.getArray(columnIndex);
    }

    @Override
    public @Nullable Date getDate(int columnIndex, @Nullable Calendar cal) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getDate(columnIndex, cal)
                : conversion(columnIndex, column).getDate(open(columnIndex, column), cal);
    }

    @Override
    public @Nullable Time getTime(int columnIndex, @Nullable Calendar cal) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getTime(columnIndex, cal)
                : conversion(columnIndex, column).getTime(open(columnIndex, column), cal);
    }

    @Override
    public @Nullable Timestamp getTimestamp(int columnIndex, @Nullable Calendar cal) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getTimestamp(columnIndex, cal)
                : conversion(columnIndex, column).getTimestamp(open(columnIndex, column), cal);
    }

    @Override
    public @Nullable URL getURL(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "URL");
        return super.getURL(columnIndex);
    }

    @Override
    public @Nullable RowId getRowId(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "RowId");
        return super.getRowId(columnIndex);
    }

    @Override
    public @Nullable NClob getNClob(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "NClob");
        return super.getNClob(columnIndex);
    }

    @Override
    public @Nullable SQLXML getSQLXML(int columnIndex) throws SQLException {
        requirePlain(columnIndex, "SQLXML");
        return super.getSQLXML(columnIndex);
    }

    @Override
    public @Nullable String getNString(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getNString(columnIndex)
                : conversion(columnIndex, column).getString(open(columnIndex, column));
    }

    @Override
    public @Nullable Reader getNCharacterStream(int columnIndex) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? super.getNCharacterStream(columnIndex)
                : conversion(columnIndex, column).getCharacterStream(open(columnIndex, column));
    }

    @Override
    public <T> @Nullable T getObject(int columnIndex, Class<T> type) throws SQLException {
        EncryptedColumn column = column(columnIndex);
        return column == null
                ? Cursors.wrapped(
                        Cursors.ofApplication(super.getObject(columnIndex, type), () -> super.getString(columnIndex)),
                        type,
                        getStatement(),
                        RowWrites.REFUSED)
                : conversion(columnIndex, column).getObject(open(columnIndex, column), type);
    }
}
