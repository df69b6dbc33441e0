package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.value.MySqlConversions;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import org.mariadb.jdbc.client.ColumnDecoder;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.DataType;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.column.UuidColumn;
import org.mariadb.jdbc.client.result.CompleteResult;
import org.mariadb.jdbc.util.constants.ColumnFlags;

/** Results of MariaDB's driver, of one row and column, as if the server had sent a plain column's value. */
final class MariaDbRows implements MySqlConversions.Rows {

    private static final int UTF8MB4 = 45;
    private static final int BINARY = 63;
    private static final int NO_NAMES = 5;

    private final Context context;

    MariaDbRows(Context context) {
        this.context = context;
    }

    @Override
    public ResultSet of(EncryptedColumn column, byte[] text) {
        return new CompleteResult(
                new ColumnDecoder[] {decoder(column.type())},
                new byte[][] {row(text)},
                context,
                ResultSet.TYPE_FORWARD_ONLY);
    }

    /** A value with its length before it, as the protocol has it. */
    private static byte[] row(byte[] text) {
        ByteArrayOutputStream row = new ByteArrayOutputStream(text.length + 9);
        if (text.length < 251) {
            row.write(text.length);
        } else if (text.length < 1 << 16) {
            row.write(0xfc);
            writeLength(row, text.length, 2);
        } else if (text.length < 1 << 24) {
            row.write(0xfd);
            writeLength(row, text.length, 3);
        } else {
            row.write(0xfe);
            writeLength(row, text.length, 8);
        }
        row.writeBytes(text);
        return row.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream row, long length, int bytes) {
        for (int i = 0; i < bytes; i++) {
            row.write((int) (length >>> (8 * i)));
        }
    }

    private static ColumnDecoder decoder(LogicalType type) {
        // Five empty names: schema, table and column, each by its own and by its alias.
        byte[] names = new byte[NO_NAMES];
        int[] positions = {0, 1, 2, 3, 4};
        boolean unsigned = type.declaration().endsWith(" unsigned");
        DataType dataType = dataType(type);
        DataType.ColumnConstructor constructor = type.declaration().equals("uuid")
                ? UuidColumn::new
                : unsigned ? dataType.getUnsignedColumnConstructor() : dataType.getColumnConstructor();
        boolean binary = !isText(type);
        return constructor.create(
                new ReadableByteBuf(names, names.length),
                binary ? BINARY : UTF8MB4,
                length(type),
                dataType,
                (byte) decimals(type),
                (unsigned ? ColumnFlags.UNSIGNED : 0) | (binary ? ColumnFlags.BINARY_COLLATION : 0),
                positions,
                null,
                null);
    }

    private static boolean isText(LogicalType type) {
        return type.valueType() == dev.furoshiki.jdbc.catalog.ValueType.TEXT
                || type.declaration().equals("uuid");
    }

    private static DataType dataType(LogicalType type) {
        String name = type.declaration().replaceAll("[( ].*", "");
        return switch (name) {
            case "tinyint" -> DataType.TINYINT;
            case "smallint" -> DataType.SMALLINT;
            case "mediumint" -> DataType.MEDIUMINT;
            case "int" -> DataType.INTEGER;
            case "bigint" -> DataType.BIGINT;
            case "decimal" -> DataType.DECIMAL;
            case "date" -> DataType.DATE;
            case "datetime" -> DataType.DATETIME;
            case "timestamp" -> DataType.TIMESTAMP;
            case "char", "binary", "uuid" -> DataType.STRING;
            case "varchar", "varbinary" -> DataType.VARSTRING;
            default -> DataType.BLOB;
        };
    }

    /** Of a boolean 1, by which the driver knows it. */
    private static long length(LogicalType type) {
        return switch (type.valueType()) {
            case TEXT -> type.precision() == 0 ? -1 : type.precision() * 4L;
            case BYTES -> type.precision() == 0 ? -1 : type.precision();
            case SMALLINT -> type.declaration().equals("tinyint(1)") ? 1 : 6;
            case INTEGER -> 11;
            case BIGINT -> 20;
            case DECIMAL -> type.precision() + (type.scale() > 0 ? 2 : 1);
            case DATE -> 10;
            case UUID -> 36 * 4;
            default -> type.precision() == 0 ? 19 : 20 + type.precision();
        };
    }

    private static int decimals(LogicalType type) {
        return switch (type.valueType()) {
            case DECIMAL -> type.scale();
            case TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> type.precision();
            default -> 0;
        };
    }
}
