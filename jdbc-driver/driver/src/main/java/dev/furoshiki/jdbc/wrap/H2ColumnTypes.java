package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.LogicalType;
import org.h2.value.DataType;
import org.h2.value.TypeInfo;
import org.h2.value.ValueToObjectConverter;

/** What H2 says of a plain column of a logical type: H2 itself is asked. Stateless. */
final class H2ColumnTypes {

    private H2ColumnTypes() {}

    static LogicalColumnType of(LogicalType type) {
        TypeInfo h2 = H2Values.h2Type(type);
        return new LogicalColumnType(
                DataType.convertTypeToSQLType(h2),
                h2.getDeclaredTypeName(),
                ValueToObjectConverter.getDefaultClass(h2.getValueType(), true).getName(),
                (int) Math.min(Integer.MAX_VALUE, h2.getPrecision()),
                h2.getScale(),
                h2.getDisplaySize());
    }
}
