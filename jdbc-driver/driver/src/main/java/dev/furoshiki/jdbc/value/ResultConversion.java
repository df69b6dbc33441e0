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
 * What a getter of {@link java.sql.ResultSet} gives for a value of one encrypted column: what the plain driver gives for a
 * plain column of its type (where its text and binary modes differ, what text mode gives). SQL NULL gives null, 0 or false;
 * {@code wasNull} is {@link ColumnValue#isNull()}.
 *
 * <p>Immutable and thread-safe. What the plain driver refuses is refused here with a {@link ConversionException}, and so are
 * large objects (Blob, Clob), which an encrypted column never holds.
 */
public interface ResultConversion {

    @Nullable
    String getString(ColumnValue value) throws SQLException;

    boolean getBoolean(ColumnValue value) throws SQLException;

    byte getByte(ColumnValue value) throws SQLException;

    short getShort(ColumnValue value) throws SQLException;

    int getInt(ColumnValue value) throws SQLException;

    long getLong(ColumnValue value) throws SQLException;

    float getFloat(ColumnValue value) throws SQLException;

    double getDouble(ColumnValue value) throws SQLException;

    @Nullable
    BigDecimal getBigDecimal(ColumnValue value) throws SQLException;

    /** The deprecated getter with a scale. */
    @Nullable
    BigDecimal getBigDecimal(ColumnValue value, int scale) throws SQLException;

    byte @Nullable [] getBytes(ColumnValue value) throws SQLException;

    @Nullable
    Date getDate(ColumnValue value, @Nullable Calendar calendar) throws SQLException;

    @Nullable
    Time getTime(ColumnValue value, @Nullable Calendar calendar) throws SQLException;

    @Nullable
    Timestamp getTimestamp(ColumnValue value, @Nullable Calendar calendar) throws SQLException;

    @Nullable
    InputStream getAsciiStream(ColumnValue value) throws SQLException;

    /** The deprecated getter. */
    @Nullable
    InputStream getUnicodeStream(ColumnValue value) throws SQLException;

    @Nullable
    InputStream getBinaryStream(ColumnValue value) throws SQLException;

    @Nullable
    Reader getCharacterStream(ColumnValue value) throws SQLException;

    @Nullable
    Object getObject(ColumnValue value) throws SQLException;

    /**
     * {@code getObject} with a class.
     *
     * @throws ConversionException when the column's type and the class do not go together
     */
    <T> @Nullable T getObject(ColumnValue value, Class<T> type) throws SQLException;
}
