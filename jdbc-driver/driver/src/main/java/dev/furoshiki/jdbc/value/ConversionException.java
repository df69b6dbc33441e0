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

    public static final String TOO_LONG = "22001";
    public static final String OUT_OF_RANGE = "22003";
    public static final String DATE_OUT_OF_RANGE = "22008";
    public static final String BAD_DATE = "22007";
    public static final String BAD_TEXT = "22P02";
    public static final String BAD_CHARACTER = "22021";
    public static final String BAD_PARAMETER = "22023";
    public static final String OTHER_TYPE = "42804";
    public static final String NO_OPERATOR = "42883";
    public static final String NO_CONVERSION = "07006";
    public static final String CANNOT_COERCE = "42846";
    public static final String NOT_SUPPORTED = "0A000";

    private ConversionException(String message, String sqlState, @Nullable Throwable cause) {
        super(message, sqlState, cause);
    }

    public static ConversionException of(EncryptedColumn column, String sqlState, String reason) {
        return new ConversionException("column " + column + ": " + reason, sqlState, null);
    }

    static ConversionException of(EncryptedColumn column, String sqlState, String reason, Throwable cause) {
        return new ConversionException("column " + column + ": " + reason, sqlState, cause);
    }
}
