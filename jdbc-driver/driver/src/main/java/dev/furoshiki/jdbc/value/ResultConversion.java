package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * What a getter of {@link java.sql.ResultSet} gives for a value of one encrypted column: what pgjdbc gives for a plain
 * column of its type. SQL NULL gives null, 0 or false; {@code wasNull} is {@link ColumnValue#isNull()}.
 *
 * <p>Immutable and thread-safe. What pgjdbc refuses is refused here, with its SQLState.
 */
public final class ResultConversion {

    public ResultConversion(EncryptedColumn column, SessionSettings settings) {}

    public @Nullable String getString(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public boolean getBoolean(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public byte getByte(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public short getShort(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public int getInt(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public long getLong(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public float getFloat(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public double getDouble(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable BigDecimal getBigDecimal(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** The deprecated getter with a scale. */
    public @Nullable BigDecimal getBigDecimal(ColumnValue value, int scale) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public byte @Nullable [] getBytes(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable Date getDate(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable Time getTime(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable Timestamp getTimestamp(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable InputStream getAsciiStream(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** The deprecated getter. */
    public @Nullable InputStream getUnicodeStream(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable InputStream getBinaryStream(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** {@code getCharacterStream}, {@code getNCharacterStream}. */
    public @Nullable Reader getCharacterStream(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public @Nullable Object getObject(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public <T> @Nullable T getObject(ColumnValue value, Class<T> type) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }
}
