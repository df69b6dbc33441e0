package dev.furoshiki.jdbc;

import java.sql.SQLNonTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection was asked for with a URL or properties that cannot be carried out (22023). The message names the property and
 * the way out; it repeats no value that may be a secret.
 */
public final class DriverPropertyException extends SQLNonTransientConnectionException {

    private static final long serialVersionUID = 1L;

    private static final String INVALID_PARAMETER = "22023";

    DriverPropertyException(String message) {
        this(message, null);
    }

    DriverPropertyException(String message, @Nullable Throwable cause) {
        super(message, INVALID_PARAMETER, cause);
    }
}
