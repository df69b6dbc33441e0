package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.forward.ForwardingResultSetMetaData;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes result columns as the application declared them: names and tables are the server's, types are logical. */
final class LogicalResultSetMetaData extends ForwardingResultSetMetaData {

    private final @Nullable EncryptedColumn[] columns;

    LogicalResultSetMetaData(ResultSetMetaData plain, @Nullable EncryptedColumn[] columns) {
        super(plain);
        this.columns = columns;
    }

    /** One of the delegate's answers. */
    @FunctionalInterface
    private interface Answer<T> {
        T get() throws SQLException;
    }

    private <T> T either(int column, Function<LogicalColumnType, T> logical, Answer<T> plain) throws SQLException {
        EncryptedColumn encrypted = column >= 1 && column <= columns.length ? columns[column - 1] : null;
        return encrypted == null ? plain.get() : logical.apply(LogicalColumnType.of(encrypted.type()));
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        return either(column, LogicalColumnType::sqlType, () -> super.getColumnType(column));
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return either(column, LogicalColumnType::typeName, () -> super.getColumnTypeName(column));
    }

    @Override
    public String getColumnClassName(int column) throws SQLException {
        return either(column, LogicalColumnType::className, () -> super.getColumnClassName(column));
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        return either(column, LogicalColumnType::precision, () -> super.getPrecision(column));
    }

    @Override
    public int getScale(int column) throws SQLException {
        return either(column, LogicalColumnType::scale, () -> super.getScale(column));
    }

    @Override
    public int getColumnDisplaySize(int column) throws SQLException {
        return either(column, LogicalColumnType::displaySize, () -> super.getColumnDisplaySize(column));
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return either(column, LogicalColumnType::signed, () -> super.isSigned(column));
    }

    @Override
    public boolean isCaseSensitive(int column) throws SQLException {
        return either(column, LogicalColumnType::caseSensitive, () -> super.isCaseSensitive(column));
    }
}
