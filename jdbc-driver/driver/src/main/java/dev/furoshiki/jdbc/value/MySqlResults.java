package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the drivers of MariaDB and MySQL give: the driver itself converts what the server would have sent, but where it just hands
 * on what it got. Immutable.
 */
final class MySqlResults implements ResultConversion {

    private static final Set<Class<?>> NEVER_GIVEN = Set.of(
            Blob.class, Clob.class, NClob.class, Array.class, SQLXML.class, Ref.class, RowId.class, ResultSet.class);

    private final EncryptedColumn column;
    private final MySqlColumn values;
    private final MySqlConversions.Rows rows;
    private final boolean text;

    MySqlResults(EncryptedColumn column, MySqlColumn values, MySqlConversions.Rows rows) {
        this.column = column;
        this.values = values;
        this.rows = rows;
        this.text = column.type().valueType() == ValueType.TEXT;
    }

    /** One of the driver's getters. */
    @FunctionalInterface
    private interface Getter<T extends @Nullable Object> {
        T get(ResultSet rows) throws SQLException;
    }

    private <T extends @Nullable Object> T read(ColumnValue value, T ofNull, Getter<T> getter) throws SQLException {
        if (value.isNull()) {
            return ofNull;
        }
        try (ResultSet found = rows.of(column, values.sent(value.bytes()))) {
            found.next();
            return getter.get(found);
        } catch (ConversionException ours) {
            throw ours;
        } catch (SQLException | RuntimeException refused) {
            // The driver's message quotes the value.
            throw ConversionException.of(
                    column,
                    refused instanceof SQLException known && known.getSQLState() != null
                            ? known.getSQLState()
                            : ConversionException.OUT_OF_RANGE,
                    "a " + column.type().declaration() + " of this value cannot be read so");
        }
    }

    @Override
    public @Nullable String getString(ColumnValue value) throws SQLException {
        if (text) {
            return value.isNull() ? null : ExactBytes.toText(value.bytes());
        }
        return this.<@Nullable String>read(value, null, it -> it.getString(1));
    }

    @Override
    public boolean getBoolean(ColumnValue value) throws SQLException {
        return read(value, false, it -> it.getBoolean(1));
    }

    @Override
    public byte getByte(ColumnValue value) throws SQLException {
        return read(value, (byte) 0, it -> it.getByte(1));
    }

    @Override
    public short getShort(ColumnValue value) throws SQLException {
        return read(value, (short) 0, it -> it.getShort(1));
    }

    @Override
    public int getInt(ColumnValue value) throws SQLException {
        if (column.type().valueType() == ValueType.INTEGER) {
            return value.isNull() ? 0 : (int) ExactBytes.toInteger(value.bytes());
        }
        return read(value, 0, it -> it.getInt(1));
    }

    @Override
    public long getLong(ColumnValue value) throws SQLException {
        return switch (column.type().valueType()) {
            case SMALLINT, INTEGER, BIGINT -> value.isNull() ? 0 : ExactBytes.toInteger(value.bytes());
            default -> read(value, 0L, it -> it.getLong(1));
        };
    }

    @Override
    public float getFloat(ColumnValue value) throws SQLException {
        return read(value, 0f, it -> it.getFloat(1));
    }

    @Override
    public double getDouble(ColumnValue value) throws SQLException {
        return read(value, 0d, it -> it.getDouble(1));
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(ColumnValue value) throws SQLException {
        return this.<@Nullable BigDecimal>read(value, null, it -> it.getBigDecimal(1));
    }

    @Override
    @SuppressWarnings("deprecation")
    public @Nullable BigDecimal getBigDecimal(ColumnValue value, int scale) throws SQLException {
        return this.<@Nullable BigDecimal>read(value, null, it -> it.getBigDecimal(1, scale));
    }

    @Override
    public byte @Nullable [] getBytes(ColumnValue value) throws SQLException {
        return this.<byte @Nullable []>read(value, null, it -> it.getBytes(1));
    }

    @Override
    public @Nullable Date getDate(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return this.<@Nullable Date>read(value, null, it -> calendar == null ? it.getDate(1) : it.getDate(1, calendar));
    }

    @Override
    public @Nullable Time getTime(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return this.<@Nullable Time>read(value, null, it -> calendar == null ? it.getTime(1) : it.getTime(1, calendar));
    }

    @Override
    public @Nullable Timestamp getTimestamp(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return this.<@Nullable Timestamp>read(
                value, null, it -> calendar == null ? it.getTimestamp(1) : it.getTimestamp(1, calendar));
    }

    @Override
    public @Nullable InputStream getAsciiStream(ColumnValue value) throws SQLException {
        return this.<@Nullable InputStream>read(value, null, it -> it.getAsciiStream(1));
    }

    @Override
    @SuppressWarnings("deprecation")
    public @Nullable InputStream getUnicodeStream(ColumnValue value) throws SQLException {
        return this.<@Nullable InputStream>read(value, null, it -> it.getUnicodeStream(1));
    }

    @Override
    public @Nullable InputStream getBinaryStream(ColumnValue value) throws SQLException {
        return this.<@Nullable InputStream>read(value, null, it -> it.getBinaryStream(1));
    }

    @Override
    public @Nullable Reader getCharacterStream(ColumnValue value) throws SQLException {
        return this.<@Nullable Reader>read(value, null, it -> it.getCharacterStream(1));
    }

    @Override
    public @Nullable Object getObject(ColumnValue value) throws SQLException {
        return text ? getString(value) : this.<@Nullable Object>read(value, null, it -> it.getObject(1));
    }

    @Override
    public <T> @Nullable T getObject(ColumnValue value, Class<T> type) throws SQLException {
        if (NEVER_GIVEN.contains(type)) {
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "an encrypted column cannot be read as " + type.getName());
        }
        return this.<@Nullable T>read(value, null, it -> it.getObject(1, type));
    }
}
