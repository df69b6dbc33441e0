package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A value cannot be stored in, compared with or read from an encrypted column as the caller asked. The SQLState is the one
 * PostgreSQL or pgjdbc gives for a plain column; the message names the column and the reason, never the value.
 */
public final class ConversionException extends SQLException {

    private static final long serialVersionUID = 1L;

    static final String TOO_LONG = "22001";
    static final String OUT_OF_RANGE = "22003";
    static final String DATE_OUT_OF_RANGE = "22008";
    static final String BAD_DATE = "22007";
    static final String BAD_TEXT = "22P02";
    static final String BAD_CHARACTER = "22021";
    static final String BAD_PARAMETER = "22023";
    static final String OTHER_TYPE = "42804";
    static final String NO_OPERATOR = "42883";
    static final String NO_CONVERSION = "07006";
    static final String CANNOT_COERCE = "42846";
    static final String NOT_SUPPORTED = "0A000";

    private ConversionException(String message, String sqlState, @Nullable Throwable cause) {
        super(message, sqlState, cause);
    }

    static ConversionException of(EncryptedColumn column, String sqlState, String reason) {
        return new ConversionException("column " + column + ": " + reason, sqlState, null);
    }

    static ConversionException of(EncryptedColumn column, String sqlState, String reason, Throwable cause) {
        return new ConversionException("column " + column + ": " + reason, sqlState, cause);
    }
}
