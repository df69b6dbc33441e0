package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What of a session of MariaDB or MySQL decides how values are converted.
 *
 * @param zone the session's {@code time_zone}; empty where Java does not know it
 * @param roundsFractions whether fractions of a second that are too fine are rounded, and not cut off
 * @param mySqlDriver whether the driver is MySQL's own, which rounds to microseconds before it sends a value where MariaDB's
 *     cuts off, and gives numbers that are out of range the SQLState 22001
 * @param rows gives a value as the driver gives one that the server sent
 */
public record MySqlConversions(Optional<ZoneId> zone, boolean roundsFractions, boolean mySqlDriver, Rows rows)
        implements ValueConversions {

    /** Makes a result of one row and one column, as the driver has it of a plain column. */
    @FunctionalInterface
    public interface Rows {

        /**
         * The result, before its row.
         *
         * @param text what the server sends of a value in the text protocol
         */
        ResultSet of(EncryptedColumn column, byte[] text) throws SQLException;
    }

    @Override
    public ParameterConversion parameters(EncryptedColumn column, ParameterUse use) {
        return new MySqlParameters(column, use, new MySqlColumn(column, this), mySqlDriver);
    }

    @Override
    public ResultConversion results(EncryptedColumn column) {
        return new MySqlResults(column, new MySqlColumn(column, this), rows);
    }
}
