package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.value.ValueConversions;
import java.sql.Connection;
import java.sql.SQLException;

/** How the session behind a plain connection converts values, for tests of that alone. */
public final class PlainConversions {

    private PlainConversions() {}

    public static ValueConversions of(Connection plain) throws SQLException {
        return ServerSession.of(plain).settings();
    }
}
