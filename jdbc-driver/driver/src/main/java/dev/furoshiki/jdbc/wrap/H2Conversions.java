package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.value.ParameterConversion;
import dev.furoshiki.jdbc.value.ResultConversion;
import dev.furoshiki.jdbc.value.ValueConversions;
import org.h2.jdbc.JdbcConnection;

/** Converts values as H2 does, by asking H2: server and driver are one library. Immutable. */
final class H2Conversions implements ValueConversions {

    private final JdbcConnection connection;

    H2Conversions(JdbcConnection connection) {
        this.connection = connection;
    }

    @Override
    public ParameterConversion parameters(EncryptedColumn column, ParameterUse use) {
        return new H2Parameters(column, use, connection);
    }

    @Override
    public ResultConversion results(EncryptedColumn column) {
        return new H2Results(column, connection);
    }
}
