package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.Calendar;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What pgjdbc's getters give (where its text and binary modes differ, what text mode gives). Immutable and thread-safe. */
final class PostgresResults implements ResultConversion {

    /** Classes of which pgjdbc looks at the value first, so that a NULL of any type goes with them. */
    private static final Set<Class<?>> CHECKED_BY_VALUE = Set.of(
            UUID.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            OffsetTime.class,
            InetAddress.class);

    private final EncryptedColumn column;
    private final ColumnCodec codec;

    PostgresResults(EncryptedColumn column, SessionSettings settings) {
        this.column = column;
        this.codec = ColumnCodec.of(column, settings);
    }

    @Override
    public @Nullable String getString(ColumnValue value) throws SQLException {
        return value.isNull() ? null : codec.text(value.bytes());
    }

    @Override
    public boolean getBoolean(ColumnValue value) throws SQLException {
        return !value.isNull() && codec.truth(value.bytes());
    }

    @Override
    public byte getByte(ColumnValue value) throws SQLException {
        return (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    @Override
    public short getShort(ColumnValue value) throws SQLException {
        return (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    @Override
    public int getInt(ColumnValue value) throws SQLException {
        return (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    @Override
    public long getLong(ColumnValue value) throws SQLException {
        return integer(value, Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    private long integer(ColumnValue value, long least, long greatest, String target) throws SQLException {
        return value.isNull() ? 0 : codec.integer(value.bytes(), least, greatest, target);
    }

    @Override
    public float getFloat(ColumnValue value) throws SQLException {
        return value.isNull() ? 0 : codec.real(value.bytes());
    }

    @Override
    public double getDouble(ColumnValue value) throws SQLException {
        return value.isNull() ? 0 : codec.doublePrecision(value.bytes());
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(ColumnValue value) throws SQLException {
        return value.isNull() ? null : codec.decimal(value.bytes());
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(ColumnValue value, int scale) throws SQLException {
        return value.isNull() ? null : codec.decimal(value.bytes(), scale);
    }

    @Override
    public byte @Nullable [] getBytes(ColumnValue value) throws SQLException {
        return value.isNull() ? null : codec.bytes(value.bytes());
    }

    @Override
    public @Nullable Date getDate(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return value.isNull() ? null : codec.date(value.bytes(), LegacyDates.zone(calendar));
    }

    @Override
    public @Nullable Time getTime(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return value.isNull() ? null : codec.time(value.bytes(), LegacyDates.zone(calendar));
    }

    @Override
    public @Nullable Timestamp getTimestamp(ColumnValue value, @Nullable Calendar calendar) throws SQLException {
        return value.isNull() ? null : codec.timestamp(value.bytes(), LegacyDates.zone(calendar));
    }

    @Override
    public @Nullable InputStream getAsciiStream(ColumnValue value) throws SQLException {
        String text = getString(value);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public @Nullable InputStream getUnicodeStream(ColumnValue value) throws SQLException {
        String text = getString(value);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
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
        return value.isNull() ? null : codec.object(value.bytes());
    }

    @Override
    public <T> @Nullable T getObject(ColumnValue value, Class<T> type) throws SQLException {
        if (value.isNull()) {
            if (CHECKED_BY_VALUE.contains(type) || codec.classes().contains(type)) {
                return null;
            }
            throw notReadableAs(type);
        }
        Object object = codec.object(value.bytes(), type);
        if (object == null) {
            throw notReadableAs(type);
        }
        return type.cast(object);
    }

    private ConversionException notReadableAs(Class<?> type) {
        return ConversionException.of(
                column,
                ConversionException.BAD_PARAMETER,
                "a " + column.type().declaration() + " cannot be read as " + type.getName());
    }
}
