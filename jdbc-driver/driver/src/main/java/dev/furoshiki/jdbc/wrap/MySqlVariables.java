package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.ServerKind;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.value.MySqlConversions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What of a session of MariaDB or MySQL decides how texts are read and values are converted, as it was when the session was
 * asked. Later changes are refused by the analysis of statements. Immutable.
 */
record MySqlVariables(MySqlSyntax syntax, MySqlConversions conversions) {

    /** MariaDB's first version with long-term support that enforces every CHECK and knows RENAME COLUMN; MySQL's, too. */
    private static final int LEAST_MARIADB = 1005;

    private static final int LEAST_MYSQL = 800;

    static MySqlVariables read(Connection plain, boolean mySqlDriver, MySqlConversions.Rows rowsOfDriver)
            throws SQLException {
        boolean mariaDb = ServerKind.isMariaDb(plain);
        requireVersion(plain, mariaDb);
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@sql_mode, @@character_set_client,"
                        + " @@character_set_connection, @@time_zone, @@system_time_zone")) {
            rows.next();
            String sqlMode = rows.getString(1);
            requireCharacterSet("character_set_client", rows.getString(2));
            requireCharacterSet("character_set_connection", rows.getString(3));
            MySqlSyntax syntax = MySqlSyntax.of(sqlMode, rows.getString(2))
                    .orElseThrow(() -> refused("sql_mode is " + sqlMode, "leave out the modes of other databases"));
            List<String> modes = Arrays.asList(sqlMode.split(","));
            for (String changing : List.of("PAD_CHAR_TO_FULL_LENGTH", "EMPTY_STRING_IS_NULL")) {
                if (modes.contains(changing)) {
                    throw refused("sql_mode holds " + changing, "leave it out");
                }
            }
            boolean rounds =
                    mariaDb ? modes.contains("TIME_ROUND_FRACTIONAL") : !modes.contains("TIME_TRUNCATE_FRACTIONAL");
            return new MySqlVariables(
                    syntax,
                    new MySqlConversions(
                            zone(rows.getString(4), rows.getString(5)), rounds, mySqlDriver, rowsOfDriver));
        }
    }

    private static void requireVersion(Connection plain, boolean mariaDb) throws SQLException {
        int version = plain.getMetaData().getDatabaseMajorVersion() * 100
                + plain.getMetaData().getDatabaseMinorVersion();
        if (version < (mariaDb ? LEAST_MARIADB : LEAST_MYSQL)) {
            throw new SQLFeatureNotSupportedException(
                    "the server is " + plain.getMetaData().getDatabaseProductName() + " "
                            + plain.getMetaData().getDatabaseProductVersion()
                            + "; Furoshiki supports MariaDB 10.5, MySQL 8.0, and newer",
                    SqlStates.NOT_SUPPORTED);
        }
    }

    private static void requireCharacterSet(String name, String found) throws SQLException {
        if (!found.equals("utf8mb4")) {
            throw refused(name + " is " + found, "leave it to the driver, which sets utf8mb4");
        }
    }

    /** Where the zone is none that Java knows, columns of type TIMESTAMP cannot be encrypted. */
    private static Optional<ZoneId> zone(String session, String system) {
        try {
            return Optional.of(ZoneId.of(session.equals("SYSTEM") ? system : session));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    static SQLException refused(String what, String wayOut) {
        return new SQLFeatureNotSupportedException(
                what + ", so that the session would read statements or values in another way than they are analysed; "
                        + wayOut,
                SqlStates.NOT_SUPPORTED);
    }

    /** VARBINARY, or LONGBLOB under one of the names that drivers have for it; or the type of what can be nothing but NULL. */
    static boolean isCellType(int sqlType) {
        return sqlType == Types.VARBINARY
                || sqlType == Types.LONGVARBINARY
                || sqlType == Types.BINARY
                || sqlType == Types.NULL;
    }
}
