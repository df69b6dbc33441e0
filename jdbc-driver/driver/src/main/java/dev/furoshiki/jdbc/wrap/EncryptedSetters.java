package dev.furoshiki.jdbc.wrap;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The setters of a prepared statement over an encrypted table: what each hands to {@link EncryptedParameters}, for the delegate
 * and for a column. For one thread.
 */
@SuppressWarnings("deprecation") // deprecated methods are there, too
abstract class EncryptedSetters extends PlannedStatement {

    final EncryptedParameters parameters;

    EncryptedSetters(
            PreparedStatement plain,
            EncryptingConnection connection,
            ConnectionScope scope,
            Planned planned,
            EncryptedParameters parameters) {
        super(plain, connection, scope, planned);
        this.parameters = parameters;
    }

    /** What is to be done just before the delegate is given what can be given only once. */
    abstract void beforeReadOnce() throws SQLException;

    private void set(int position, EncryptedParameters.PlainSetting plain, EncryptedParameters.Conversion conversion)
            throws SQLException {
        parameters.set(position, plain, conversion, delegate());
    }

    private void setStream(
            int position, EncryptedParameters.PlainSetting plain, EncryptedParameters.Conversion conversion)
            throws SQLException {
        beforeReadOnce();
        parameters.setStream(position, plain, conversion, delegate());
    }

    /** The elements of an array in memory, of objects or of a primitive type. */
    private void setObjectOnce(
            int position,
            @Nullable Object value,
            EncryptedParameters.PlainSetting plain,
            EncryptedParameters.Conversion conversion)
            throws SQLException {
        if (parameters.isArray(position) && (value == null || value.getClass().isArray())) {
            parameters.setArray(position, value == null ? null : ArrayElements.of(value));
        } else if (parameters.isArray(position) && value instanceof Array array) {
            setArray(position, array);
        } else if (value instanceof InputStream || value instanceof Reader) {
            setStream(position, plain, conversion);
        } else {
            set(position, plain, conversion);
        }
    }

    private void setPlain(int position, EncryptedParameters.PlainSetting plain, String kind) throws SQLException {
        beforeReadOnce();
        parameters.setPlain(position, plain, kind, delegate());
    }

    private static int jdbcType(SQLType type) throws SQLException {
        if (type instanceof JDBCType standard) {
            return standard.getVendorTypeNumber();
        }
        throw new SQLFeatureNotSupportedException(
                "the SQL type " + type.getName() + " of " + type.getVendor()
                        + " is not supported for an encrypted column; use a java.sql.JDBCType",
                SqlStates.NOT_SUPPORTED);
    }

    @Override
    public void setNull(int parameterIndex, int sqlType) throws SQLException {
        if (parameters.isArray(parameterIndex)) {
            parameters.setArray(parameterIndex, null);
            return;
        }
        set(parameterIndex, (to, index) -> to.setNull(index, sqlType), column -> column.fromNull());
    }

    @Override
    public void setBoolean(int parameterIndex, boolean x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setBoolean(index, x), column -> column.fromBoolean(x));
    }

    @Override
    public void setByte(int parameterIndex, byte x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setByte(index, x), column -> column.fromInt(x));
    }

    @Override
    public void setShort(int parameterIndex, short x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setShort(index, x), column -> column.fromInt(x));
    }

    @Override
    public void setInt(int parameterIndex, int x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setInt(index, x), column -> column.fromInt(x));
    }

    @Override
    public void setLong(int parameterIndex, long x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setLong(index, x), column -> column.fromLong(x));
    }

    @Override
    public void setFloat(int parameterIndex, float x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setFloat(index, x), column -> column.fromFloat(x));
    }

    @Override
    public void setDouble(int parameterIndex, double x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setDouble(index, x), column -> column.fromDouble(x));
    }

    @Override
    public void setBigDecimal(int parameterIndex, @Nullable BigDecimal x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setBigDecimal(index, x), column -> column.fromBigDecimal(x));
    }

    @Override
    public void setString(int parameterIndex, @Nullable String x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setString(index, x), column -> column.fromString(x));
    }

    @Override
    public void setBytes(int parameterIndex, byte @Nullable [] x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setBytes(index, x), column -> column.fromBytes(x));
    }

    @Override
    public void setDate(int parameterIndex, @Nullable Date x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setDate(index, x), column -> column.fromDate(x, null));
    }

    @Override
    public void setTime(int parameterIndex, @Nullable Time x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setTime(index, x), column -> column.fromTime(x, null));
    }

    @Override
    public void setTimestamp(int parameterIndex, @Nullable Timestamp x) throws SQLException {
        set(parameterIndex, (to, index) -> to.setTimestamp(index, x), column -> column.fromTimestamp(x, null));
    }

    @Override
    public void setAsciiStream(int parameterIndex, @Nullable InputStream x, int length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setAsciiStream(index, x, length),
                column -> column.fromAscii(x, length));
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int parameterIndex, @Nullable InputStream x, int length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setUnicodeStream(index, x, length),
                column -> column.fromCharacters(
                        x == null ? null : new InputStreamReader(x, StandardCharsets.UTF_8), length));
    }

    @Override
    public void setBinaryStream(int parameterIndex, @Nullable InputStream x, int length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setBinaryStream(index, x, length),
                column -> column.fromBinary(x, length));
    }

    @Override
    public void setObject(int parameterIndex, @Nullable Object x, int targetSqlType) throws SQLException {
        setObjectOnce(
                parameterIndex,
                x,
                (to, index) -> to.setObject(index, x, targetSqlType),
                column -> column.fromObject(x, targetSqlType, -1));
    }

    @Override
    public void setObject(int parameterIndex, @Nullable Object x) throws SQLException {
        setObjectOnce(parameterIndex, x, (to, index) -> to.setObject(index, x), column -> column.fromObject(x));
    }

    @Override
    public void setCharacterStream(int parameterIndex, @Nullable Reader reader, int length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setCharacterStream(index, reader, length),
                column -> column.fromCharacters(reader, length));
    }

    @Override
    public void setRef(int parameterIndex, @Nullable Ref x) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setRef(index, x), "a Ref");
    }

    @Override
    public void setBlob(int parameterIndex, @Nullable Blob x) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setBlob(index, x), "a Blob");
    }

    @Override
    public void setClob(int parameterIndex, @Nullable Clob x) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setClob(index, x), "a Clob");
    }

    @Override
    public void setArray(int parameterIndex, @Nullable Array x) throws SQLException {
        if (parameters.isArray(parameterIndex)) {
            parameters.setArray(parameterIndex, x == null ? null : ArrayElements.of(x));
            return;
        }
        setPlain(parameterIndex, (to, index) -> to.setArray(index, x), "an array");
    }

    @Override
    public void setDate(int parameterIndex, @Nullable Date x, @Nullable Calendar cal) throws SQLException {
        set(parameterIndex, (to, index) -> to.setDate(index, x, cal), column -> column.fromDate(x, cal));
    }

    @Override
    public void setTime(int parameterIndex, @Nullable Time x, @Nullable Calendar cal) throws SQLException {
        set(parameterIndex, (to, index) -> to.setTime(index, x, cal), column -> column.fromTime(x, cal));
    }

    @Override
    public void setTimestamp(int parameterIndex, @Nullable Timestamp x, @Nullable Calendar cal) throws SQLException {
        set(parameterIndex, (to, index) -> to.setTimestamp(index, x, cal), column -> column.fromTimestamp(x, cal));
    }

    @Override
    public void setNull(int parameterIndex, int sqlType, @Nullable String typeName) throws SQLException {
        if (parameters.isArray(parameterIndex)) {
            parameters.setArray(parameterIndex, null);
            return;
        }
        set(parameterIndex, (to, index) -> to.setNull(index, sqlType, typeName), column -> column.fromNull());
    }

    @Override
    public void setURL(int parameterIndex, @Nullable URL x) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setURL(index, x), "a URL");
    }

    @Override
    public void setRowId(int parameterIndex, @Nullable RowId x) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setRowId(index, x), "a RowId");
    }

    @Override
    public void setNString(int parameterIndex, @Nullable String value) throws SQLException {
        set(parameterIndex, (to, index) -> to.setNString(index, value), column -> column.fromString(value));
    }

    @Override
    public void setNCharacterStream(int parameterIndex, @Nullable Reader value, long length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setNCharacterStream(index, value, length),
                column -> column.fromCharacters(value, length));
    }

    @Override
    public void setNClob(int parameterIndex, @Nullable NClob value) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setNClob(index, value), "an NClob");
    }

    @Override
    public void setClob(int parameterIndex, @Nullable Reader reader, long length) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setClob(index, reader, length), "a Clob");
    }

    @Override
    public void setBlob(int parameterIndex, @Nullable InputStream inputStream, long length) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setBlob(index, inputStream, length), "a Blob");
    }

    @Override
    public void setNClob(int parameterIndex, @Nullable Reader reader, long length) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setNClob(index, reader, length), "an NClob");
    }

    @Override
    public void setSQLXML(int parameterIndex, @Nullable SQLXML xmlObject) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setSQLXML(index, xmlObject), "an SQLXML");
    }

    @Override
    public void setObject(int parameterIndex, @Nullable Object x, int targetSqlType, int scaleOrLength)
            throws SQLException {
        setObjectOnce(
                parameterIndex,
                x,
                (to, index) -> to.setObject(index, x, targetSqlType, scaleOrLength),
                column -> column.fromObject(x, targetSqlType, scaleOrLength));
    }

    @Override
    public void setAsciiStream(int parameterIndex, @Nullable InputStream x, long length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setAsciiStream(index, x, length),
                column -> column.fromAscii(x, length));
    }

    @Override
    public void setBinaryStream(int parameterIndex, @Nullable InputStream x, long length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setBinaryStream(index, x, length),
                column -> column.fromBinary(x, length));
    }

    @Override
    public void setCharacterStream(int parameterIndex, @Nullable Reader reader, long length) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setCharacterStream(index, reader, length),
                column -> column.fromCharacters(reader, length));
    }

    @Override
    public void setAsciiStream(int parameterIndex, @Nullable InputStream x) throws SQLException {
        setStream(parameterIndex, (to, index) -> to.setAsciiStream(index, x), column -> column.fromAscii(x, -1));
    }

    @Override
    public void setBinaryStream(int parameterIndex, @Nullable InputStream x) throws SQLException {
        setStream(parameterIndex, (to, index) -> to.setBinaryStream(index, x), column -> column.fromBinary(x, -1));
    }

    @Override
    public void setCharacterStream(int parameterIndex, @Nullable Reader reader) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setCharacterStream(index, reader),
                column -> column.fromCharacters(reader, -1));
    }

    @Override
    public void setNCharacterStream(int parameterIndex, @Nullable Reader value) throws SQLException {
        setStream(
                parameterIndex,
                (to, index) -> to.setNCharacterStream(index, value),
                column -> column.fromCharacters(value, -1));
    }

    @Override
    public void setClob(int parameterIndex, @Nullable Reader reader) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setClob(index, reader), "a Clob");
    }

    @Override
    public void setBlob(int parameterIndex, @Nullable InputStream inputStream) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setBlob(index, inputStream), "a Blob");
    }

    @Override
    public void setNClob(int parameterIndex, @Nullable Reader reader) throws SQLException {
        setPlain(parameterIndex, (to, index) -> to.setNClob(index, reader), "an NClob");
    }

    @Override
    public void setObject(int parameterIndex, @Nullable Object x, SQLType targetSqlType, int scaleOrLength)
            throws SQLException {
        setObjectOnce(
                parameterIndex,
                x,
                (to, index) -> to.setObject(index, x, targetSqlType, scaleOrLength),
                column -> column.fromObject(x, jdbcType(targetSqlType), scaleOrLength));
    }

    @Override
    public void setObject(int parameterIndex, @Nullable Object x, SQLType targetSqlType) throws SQLException {
        setObjectOnce(
                parameterIndex,
                x,
                (to, index) -> to.setObject(index, x, targetSqlType),
                column -> column.fromObject(x, jdbcType(targetSqlType), -1));
    }
}
