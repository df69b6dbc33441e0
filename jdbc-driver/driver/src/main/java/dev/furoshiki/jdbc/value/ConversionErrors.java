package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;

/** Makes conversion exceptions for those who convert values outside of this package, with a server's own classes. Stateless. */
public final class ConversionErrors {

    public static final String DATE_OUT_OF_RANGE = ConversionException.DATE_OUT_OF_RANGE;
    public static final String BAD_CHARACTER = ConversionException.BAD_CHARACTER;
    public static final String BAD_PARAMETER = ConversionException.BAD_PARAMETER;
    public static final String NOT_SUPPORTED = ConversionException.NOT_SUPPORTED;

    private ConversionErrors() {}

    /** The exception for a column, with its SQLState and a reason that does not hold the value. */
    public static ConversionException of(EncryptedColumn column, String sqlState, String reason) {
        return ConversionException.of(column, sqlState, reason);
    }
}
