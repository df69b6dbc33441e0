package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.ConversionErrors;
import dev.furoshiki.jdbc.value.ExactBytes;
import dev.furoshiki.jdbc.value.ResultConversion;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Set;
import java.util.TimeZone;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.util.LegacyDateTimeUtils;
import org.h2.value.Value;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueToObjectConverter;
import org.jspecify.annotations.Nullable;

/** What H2's getters give for a value of one encrypted column: H2 itself converts it. */
final class H2Results implements ResultConversion {

    /** What would need a part of H2's own result, or hold on to it. */
    private static final Set<Class<?>> NEVER_GIVEN =
            Set.of(Blob.class, Clob.class, Array.class, SQLXML.class, ResultSet.class, java.sql.NClob.class);

    private final H2Values values;
    private final JdbcConnection connection;

    H2Results(EncryptedColumn column, JdbcConnection connection) {
        this.values = new H2Values(column);
        this.connection = connection;
    }

    /** Reads H2's value. */
    @FunctionalInterface
    private interface Reading<T extends @Nullable Object> {
        T of(Value value);
    }

    private <T extends @Nullable Object> T read(ColumnValue value, T ofNull, Reading<T> reading) throws SQLException {
        if (value.isNull()) {
            return ofNull;
        }
        try {
            return reading.of(values.value(value.bytes()));
        } catch (DbException refused) {
            throw values.refused(refused, "the value cannot be read so");
        }
    }

    @Override
    public @Nullable String getString(ColumnValue value) throws SQLException {
        // Most of what is ever read: past H2's value, which would leave the text in a cache of the whole process.
        return !value.isNull() && values.isText()
                ? ExactBytes.toText(value.bytes())
                : this.<@Nullable String>read(value, null, Value::getString);
    }

    @Override
    public boolean getBoolean(ColumnValue value) throws SQLException {
        return read(value, false, Value::getBoolean);
    }

    @Override
    public byte getByte(ColumnValue value) throws SQLException {
        return read(value, (byte) 0, Value::getByte);
    }

    @Override
    public short getShort(ColumnValue value) throws SQLException {
        return read(value, (short) 0, Value::getShort);
    }

    @Override
    public int getInt(ColumnValue value) throws SQLException {
        return read(value, 0, Value::getInt);
    }

    @Override
    public long getLong(ColumnValue value) throws SQLException {
        return read(value, 0L, Value::getLong);
    }

    @Override
    public float getFloat(ColumnValue value) throws SQLException {
        return read(value, 0f, Value::getFloat);
    }

    @Override
    public double getDouble(ColumnValue value) throws SQLException {
        return read(value, 0d, Value::getDouble);
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(ColumnValue value) throws SQLException {
        // As a text: past H2's value and its cache.
        return !value.isNull() && values.valueType() == ValueType.DECIMAL
                ? ExactBytes.toDecimal(value.bytes())
                : this.<@Nullable BigDecimal>read(value, null, Value::getBigDecimal);
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(ColumnValue value, int scale) throws SQLException {
        if (scale < 0) {
            throw ConversionErrors.of(values.column(), "90008", "a scale is not negative");
        }
        BigDecimal decimal = getBigDecimal(value);
        return decimal == null ? null : ValueNumeric.setScale(decimal, scale);
    }

    @Override
    public byte @Nullable [] getBytes(ColumnValue value) throws SQLException {
        return this.<byte @Nullable []>read(value, null, Value::getBytes);
    }

    private static @Nullable TimeZone zone(@Nullable Calendar calendar) {
        return calendar == null ? null : calendar.getTimeZone();
    }

    @Override
    public @Nullable Date getDate(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return this.<@Nullable Date>read(value, null, it -> LegacyDateTimeUtils.toDate(connection, zone(calendar), it));
    }

    @Override
    public @Nullable Time getTime(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return this.<@Nullable Time>read(value, null, it -> LegacyDateTimeUtils.toTime(connection, zone(calendar), it));
    }

    @Override
    public @Nullable Timestamp getTimestamp(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return this.<@Nullable Timestamp>read(
                value, null, it -> LegacyDateTimeUtils.toTimestamp(connection, zone(calendar), it));
    }

    @Override
    public @Nullable InputStream getAsciiStream(ColumnValue value) throws SQLException {
        String text = getString(value);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable InputStream getUnicodeStream(ColumnValue value) throws SQLException {
        throw ConversionErrors.of(values.column(), ConversionErrors.NOT_SUPPORTED, "H2 does not know getUnicodeStream");
    }

    @Override
    public @Nullable InputStream getBinaryStream(ColumnValue value) throws SQLException {
        byte[] bytes = getBytes(value);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public @Nullable Reader getCharacterStream(ColumnValue value) throws SQLException {
        String text = getString(value);
        return text == null ? null : new StringReader(text);
    }

    @Override
    public @Nullable Object getObject(ColumnValue value) throws SQLException {
        return this.<@Nullable Object>read(
                value, null, it -> ValueToObjectConverter.valueToDefaultObject(it, connection, true));
    }

    @Override
    public <T> @Nullable T getObject(ColumnValue value, Class<T> type) throws SQLException {
        if (NEVER_GIVEN.contains(type)) {
            throw ConversionErrors.of(
                    values.column(),
                    ConversionErrors.NOT_SUPPORTED,
                    "an encrypted column cannot be read as " + type.getName());
        }
        return this.<@Nullable T>read(value, null, it -> ValueToObjectConverter.valueToObject(type, it, connection));
    }
}
