package dev.furoshiki.jdbc.bundle;

import com.google.common.collect.ImmutableList;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.slf4j.LoggerFactory;

/** An application that uses Calcite, Guava and slf4j itself, and the driver; says what it met. */
final class BesideOthersMain {

    private BesideOthersMain() {}

    /** Takes the driver's URL. */
    public static void main(String[] arguments) throws SQLException, SqlParseException {
        System.out.println("listed by the other Guava: " + ImmutableList.of("a", "b"));
        System.out.println("parsed by the other Calcite: "
                + SqlParser.create("select a from b").parseQuery().toString().replace('\n', ' '));
        LoggerFactory.getLogger(BesideOthersMain.class).info("logged by the other slf4j");
        DriverManager.drivers()
                .forEach(driver ->
                        System.out.println("driver " + driver.getClass().getName()));
        try (Connection db = DriverManager.getConnection(arguments[0])) {
            storeAndFind(db);
            refuse(db);
        }
    }

    private static void storeAndFind(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("CREATE TABLE person (id int PRIMARY KEY,"
                    + " ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOMIZED, INDEX = EQUALITY))");
        }
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO person VALUES (1, ?)")) {
            insert.setString(1, "078-05-1120");
            insert.executeUpdate();
        }
        try (PreparedStatement find = db.prepareStatement("SELECT ssn FROM person WHERE ssn = ?")) {
            find.setString(1, "078-05-1120");
            try (ResultSet found = find.executeQuery()) {
                found.next();
                System.out.println("decrypted: " + found.getString(1));
            }
        }
    }

    private static void refuse(Connection db) {
        try (PreparedStatement refused = db.prepareStatement("SELECT max(ssn) FROM person")) {
            System.out.println("accepted: " + refused);
        } catch (SQLException e) {
            System.out.println("refused: " + e.getSQLState());
        }
    }
}
