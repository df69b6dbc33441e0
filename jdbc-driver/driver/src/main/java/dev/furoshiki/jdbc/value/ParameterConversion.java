package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
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
 * What a setter of {@link java.sql.PreparedStatement} means for one encrypted column: the value that PostgreSQL would have
 * stored in, or compared with, a plain column of its type.
 *
 * <p>Immutable and thread-safe. Every method throws a {@link java.sql.SQLException} with PostgreSQL's SQLState (22001 too
 * long, 22003 out of range, 42804 of another type, 22P02 not readable as the type) where the plain column would refuse; the
 * message names the column, never the value.
 */
public final class ParameterConversion {

    public ParameterConversion(EncryptedColumn column, ParameterUse use, SessionSettings settings) {}

    public ColumnValue fromNull() {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromBoolean(boolean value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** For {@code setByte}, {@code setShort}, too. */
    public ColumnValue fromInt(int value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromLong(long value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromFloat(float value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromDouble(double value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromBigDecimal(@Nullable BigDecimal value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** For {@code setNString}, too. */
    public ColumnValue fromString(@Nullable String value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromBytes(byte @Nullable [] value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromDate(@Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromTime(@Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    public ColumnValue fromTimestamp(@Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** {@code setCharacterStream}, {@code setNCharacterStream}, {@code setClob}: reads it to the end, or so many characters; -1 for no limit. */
    public ColumnValue fromCharacters(@Nullable Reader value, long length) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** {@code setAsciiStream}: the same of ASCII bytes. */
    public ColumnValue fromAscii(@Nullable InputStream value, long length) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** {@code setBinaryStream}, {@code setBlob}: reads it to the end, or so many bytes; -1 for no limit. */
    public ColumnValue fromBinary(@Nullable InputStream value, long length) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /** {@code setObject} without a type. */
    public ColumnValue fromObject(@Nullable Object value) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * {@code setObject} with a type.
     *
     * @param targetSqlType one of {@link java.sql.Types} ({@link java.sql.JDBCType#getVendorTypeNumber()})
     * @param scaleOrLength digits after the point of a DECIMAL or NUMERIC; -1 where it was not given
     */
    public ColumnValue fromObject(@Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        throw new UnsupportedOperationException("being written");
    }
}
