package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import java.time.ZoneId;

/**
 * What of a session of PostgreSQL decides how values are converted.
 *
 * @param timeZone the session's {@code TimeZone}: pgjdbc sets it to the JVM's default when it connects
 * @param untypedStrings whether strings are sent without a type, so that any column takes them ({@code
 *     stringtype=unspecified})
 */
public record SessionSettings(ZoneId timeZone, boolean untypedStrings) implements ValueConversions {

    public static SessionSettings defaults() {
        return new SessionSettings(ZoneId.systemDefault(), false);
    }

    @Override
    public ParameterConversion parameters(EncryptedColumn column, ParameterUse use) {
        return new PostgresParameters(column, use, this);
    }

    @Override
    public ResultConversion results(EncryptedColumn column) {
        return new PostgresResults(column, this);
    }
}
