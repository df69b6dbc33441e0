package dev.furoshiki.jdbc.value;

import java.time.ZoneId;

/**
 * What of a database session decides how values are converted.
 *
 * @param timeZone the session's {@code TimeZone}: pgjdbc sets it to the JVM's default when it connects
 * @param untypedStrings whether strings are sent without a type, so that any column takes them ({@code
 *     stringtype=unspecified})
 */
public record SessionSettings(ZoneId timeZone, boolean untypedStrings) {

    public static SessionSettings defaults() {
        return new SessionSettings(ZoneId.systemDefault(), false);
    }
}
