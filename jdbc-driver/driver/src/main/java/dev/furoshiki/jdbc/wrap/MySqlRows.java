package dev.furoshiki.jdbc.wrap;

import com.mysql.cj.MysqlType;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.result.ResultSetFactory;
import com.mysql.cj.protocol.a.MysqlTextValueDecoder;
import com.mysql.cj.protocol.a.result.ByteArrayRow;
import com.mysql.cj.protocol.a.result.ResultsetRowsStatic;
import com.mysql.cj.result.DefaultColumnDefinition;
import com.mysql.cj.result.Field;
import com.mysql.cj.util.LazyString;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.value.MySqlConversions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Results of MySQL's driver, of one row and column, as if the server had sent a plain column's value. */
final class MySqlRows implements MySqlConversions.Rows {

    private static final int UTF8MB4 = 45;
    private static final int BINARY = 63;

    private final JdbcConnection connection;

    MySqlRows(JdbcConnection connection) {
        this.connection = connection;
    }

    @Override
    public ResultSet of(EncryptedColumn column, byte[] text) throws SQLException {
        Field field = field(column.type());
        DefaultColumnDefinition columns = new DefaultColumnDefinition(new Field[] {field});
        ByteArrayRow row = new ByteArrayRow(
                new byte[][] {text}, connection.getExceptionInterceptor(), new MysqlTextValueDecoder());
        return new ResultSetFactory(connection, null)
                .createFromResultsetRows(
                        ResultSet.CONCUR_READ_ONLY,
                        ResultSet.TYPE_SCROLL_INSENSITIVE,
                        new ResultsetRowsStatic(List.of(row), columns));
    }

    private static Field field(LogicalType type) {
        LazyString name = new LazyString("v");
        MysqlType mysqlType = mysqlType(type);
        boolean text = type.valueType() == ValueType.TEXT || type.valueType() == ValueType.UUID;
        int flags = type.declaration().endsWith(" unsigned") ? MysqlType.FIELD_FLAG_UNSIGNED : 0;
        return new Field(
                name,
                name,
                name,
                name,
                name,
                length(type),
                protocolType(type),
                (short) flags,
                decimals(type),
                text ? UTF8MB4 : BINARY,
                text ? "UTF-8" : "ISO-8859-1",
                mysqlType);
    }

    private static long length(LogicalType type) {
        return switch (type.valueType()) {
            case TEXT -> type.precision() * 4L;
            case SMALLINT -> type.declaration().equals("tinyint(1)") ? 1 : 6;
            default -> type.precision() == 0 ? 40 : type.precision();
        };
    }

    private static int decimals(LogicalType type) {
        return switch (type.valueType()) {
            case TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> type.precision();
            default -> type.scale();
        };
    }

    private static int protocolType(LogicalType type) {
        return switch (type.declaration().replaceAll("[( ].*", "")) {
            case "tinyint" -> MysqlType.FIELD_TYPE_TINY;
            case "smallint" -> MysqlType.FIELD_TYPE_SHORT;
            case "mediumint" -> MysqlType.FIELD_TYPE_INT24;
            case "int" -> MysqlType.FIELD_TYPE_LONG;
            case "bigint" -> MysqlType.FIELD_TYPE_LONGLONG;
            case "decimal" -> MysqlType.FIELD_TYPE_NEWDECIMAL;
            case "date" -> MysqlType.FIELD_TYPE_DATE;
            case "datetime" -> MysqlType.FIELD_TYPE_DATETIME;
            case "timestamp" -> MysqlType.FIELD_TYPE_TIMESTAMP;
            case "char", "uuid", "binary" -> MysqlType.FIELD_TYPE_STRING;
            case "varchar", "varbinary" -> MysqlType.FIELD_TYPE_VAR_STRING;
            default -> MysqlType.FIELD_TYPE_BLOB;
        };
    }

    private static MysqlType mysqlType(LogicalType type) {
        boolean unsigned = type.declaration().endsWith(" unsigned");
        return switch (type.declaration().replaceAll("[( ].*", "")) {
            case "tinyint" ->
                type.declaration().equals("tinyint(1)")
                        ? MysqlType.BIT
                        : unsigned ? MysqlType.TINYINT_UNSIGNED : MysqlType.TINYINT;
            case "smallint" -> unsigned ? MysqlType.SMALLINT_UNSIGNED : MysqlType.SMALLINT;
            case "mediumint" -> unsigned ? MysqlType.MEDIUMINT_UNSIGNED : MysqlType.MEDIUMINT;
            case "int" -> unsigned ? MysqlType.INT_UNSIGNED : MysqlType.INT;
            case "bigint" -> unsigned ? MysqlType.BIGINT_UNSIGNED : MysqlType.BIGINT;
            case "decimal" -> unsigned ? MysqlType.DECIMAL_UNSIGNED : MysqlType.DECIMAL;
            case "date" -> MysqlType.DATE;
            case "datetime" -> MysqlType.DATETIME;
            case "timestamp" -> MysqlType.TIMESTAMP;
            case "char", "uuid" -> MysqlType.CHAR;
            case "varchar" -> MysqlType.VARCHAR;
            case "binary" -> MysqlType.BINARY;
            case "varbinary" -> MysqlType.VARBINARY;
            default -> type.valueType() == ValueType.TEXT ? MysqlType.TEXT : MysqlType.BLOB;
        };
    }
}
