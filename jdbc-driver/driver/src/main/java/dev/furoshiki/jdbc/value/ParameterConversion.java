package dev.furoshiki.jdbc.value;

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
 * What a setter of {@link java.sql.PreparedStatement} means for one encrypted column: the value that the server would have
 * stored in, or compared with, a plain column of its type.
 *
 * <p>Immutable and thread-safe. Every method throws a {@link ConversionException} with the server's SQLState (22001 too
 * long, 22003 out of range; on PostgreSQL 42804 of another type, 42883 no such comparison, 22P02 not readable as the type)
 * where the plain column would refuse, and in a few cases whose outcome depends on the server's settings; the message names
 * the column, never the value.
 */
public interface ParameterConversion {

    ColumnValue fromNull();

    ColumnValue fromBoolean(boolean value) throws SQLException;

    /** For {@code setByte} and {@code setShort}, too. */
    ColumnValue fromInt(int value) throws SQLException;

    ColumnValue fromLong(long value) throws SQLException;

    ColumnValue fromFloat(float value) throws SQLException;

    ColumnValue fromDouble(double value) throws SQLException;

    ColumnValue fromBigDecimal(@Nullable BigDecimal value) throws SQLException;

    ColumnValue fromString(@Nullable String value) throws SQLException;

    /** A constant in quotes: text that the server reads as the column's own type. */
    ColumnValue fromConstant(String value) throws SQLException;

    /** The array is not copied where the value is kept as it is: the caller may change it after the value was sealed. */
    ColumnValue fromBytes(byte @Nullable [] value) throws SQLException;

    ColumnValue fromDate(@Nullable Date value, @Nullable Calendar calendar) throws SQLException;

    /** No encrypted type takes a time of day alone. */
    ColumnValue fromTime(@Nullable Time value, @Nullable Calendar calendar) throws SQLException;

    ColumnValue fromTimestamp(@Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException;

    /** {@code setCharacterStream}: reads it to the end, or so many characters; -1 for no limit. */
    ColumnValue fromCharacters(@Nullable Reader value, long length) throws SQLException;

    /** {@code setAsciiStream}: the same of ASCII bytes. */
    ColumnValue fromAscii(@Nullable InputStream value, long length) throws SQLException;

    /** {@code setBinaryStream}: reads it to the end, or exactly so many bytes; -1 for no limit. */
    ColumnValue fromBinary(@Nullable InputStream value, long length) throws SQLException;

    /** {@code setObject} without a type. */
    ColumnValue fromObject(@Nullable Object value) throws SQLException;

    /**
     * {@code setObject} with a type.
     *
     * @param targetSqlType one of {@link java.sql.Types} ({@link java.sql.JDBCType#getVendorTypeNumber()})
     * @param scaleOrLength digits after the point of a DECIMAL or NUMERIC; -1 where it was not given
     */
    ColumnValue fromObject(@Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException;
}
