package dev.furoshiki.jdbc.hunt;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value, and how it is set.
 *
 * @param value NULL, a value of the type, or an array of such
 * @param style which of the setters: 0 tells the type
 */
record Parameter(HuntType type, @Nullable Object value, int style) {

    static Parameter array(HuntType type, Object one, Object other) {
        return new Parameter(type, new Object[] {one, other}, 0);
    }

    void set(PreparedStatement statement, int index, HuntDialect dialect) throws SQLException {
        if (value == null) {
            statement.setNull(index, dialect.jdbcType(type));
        } else if (value instanceof Object[] array) {
            statement.setArray(index, statement.getConnection().createArrayOf(dialect.elementType(type), array));
        } else if (style == 0 || !setOtherwise(statement, index, dialect.bound(type, value), dialect)) {
            statement.setObject(index, dialect.bound(type, value));
        }
    }

    /** By a setter of its type's own. */
    private boolean setOtherwise(PreparedStatement statement, int index, Object given, HuntDialect dialect)
            throws SQLException {
        if (style == 1 && dialect.takesJdbcType(type)) {
            statement.setObject(index, given, dialect.jdbcType(type));
        } else if (given instanceof String text) {
            // A stream can be read once only, and a plain value may be needed twice, beside a cell and beside its
            // index.
            if (style == 2) {
                statement.setString(index, text);
            } else {
                statement.setCharacterStream(index, new StringReader(text), text.length());
            }
        } else if (given instanceof byte[] bytes) {
            if (style == 2) {
                statement.setBytes(index, bytes);
            } else {
                statement.setBinaryStream(index, new ByteArrayInputStream(bytes), bytes.length);
            }
        } else if (given instanceof Integer number) {
            statement.setInt(index, number);
        } else if (given instanceof Long number) {
            statement.setLong(index, number);
        } else if (given instanceof Short number) {
            statement.setShort(index, number);
        } else if (given instanceof BigDecimal number) {
            statement.setBigDecimal(index, number);
        } else if (given instanceof Boolean truth) {
            statement.setBoolean(index, truth);
        } else if (given instanceof LocalDate date) {
            statement.setDate(index, Date.valueOf(date));
        } else if (given instanceof LocalDateTime time) {
            statement.setTimestamp(index, Timestamp.valueOf(time));
        } else {
            return false;
        }
        return true;
    }

    @Override
    public String toString() {
        if (value instanceof Object[] array) {
            return Arrays.toString(array);
        }
        return (value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value))
                + (style == 0 ? "" : "/" + style);
    }
}
