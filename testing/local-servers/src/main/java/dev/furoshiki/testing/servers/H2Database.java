package dev.furoshiki.testing.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of {@link LocalH2}. */
record H2Database(String name, String address) implements LocalDatabase {

    private static final int LINES = 100_000;

    @Override
    public String user() {
        return "sa";
    }

    @Override
    public String password() {
        return "";
    }

    /** H2 has no log of statements, but statistics of them, with their texts and without their parameters' values. */
    @Override
    public void logEveryStatement() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET QUERY_STATISTICS TRUE");
            statement.execute("SET QUERY_STATISTICS_MAX_ENTRIES " + LINES);
        }
    }

    static String log(LocalDatabase database) throws SQLException {
        StringBuilder log = new StringBuilder();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT SQL_STATEMENT FROM INFORMATION_SCHEMA.QUERY_STATISTICS")) {
            while (rows.next()) {
                log.append(rows.getString(1)).append('\n');
            }
        }
        return log.toString();
    }
}
