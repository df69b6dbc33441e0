package dev.furoshiki.samples.quickstart;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A table with encrypted columns is created and filled. */
final class TableChapter {

    private static final int BATCH = 1_000;
    private static final String CREATE = """
            CREATE TABLE customer (
                id      bigint PRIMARY KEY,
                segment varchar(10),
                name    varchar(25)    ENCRYPTED WITH (KEY = '%1$s'),
                address varchar(40)    ENCRYPTED WITH (KEY = '%1$s'),
                phone   varchar(15)    ENCRYPTED WITH (KEY = '%1$s', INDEX = EQUALITY),
                balance decimal(15, 2) ENCRYPTED WITH (KEY = '%1$s'))""";
    private static final String INSERT =
            "INSERT INTO customer (id, segment, name, address, phone, balance) VALUES (?, ?, ?, ?, ?, ?)";

    private final Narrator narrator;
    private final Application application;

    TableChapter(Narrator narrator, Application application) {
        this.narrator = narrator;
        this.application = application;
    }

    void tell(String url, List<Customer> customers) throws SQLException {
        narrator.chapter("A table with encrypted columns");
        narrator.say("The application has changed its JDBC URL to %s and says which columns are to be encrypted:", url);
        narrator.gap();
        try (Connection connection = application.connect()) {
            create(connection, Narrator.format(CREATE, Application.KEY));
            Stopwatch stopwatch = new Stopwatch();
            load(connection, customers);
            narrator.say(
                    "It then inserts the %,d customers of TPC-H in batches, as ever: %s s, %,d rows a second.",
                    customers.size(), stopwatch.seconds(), stopwatch.perSecond(customers.size()));
        }
    }

    private void create(Connection connection, String sql) throws SQLException {
        narrator.code(sql);
        narrator.gap();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void load(Connection connection, List<Customer> customers) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            int waiting = 0;
            for (Customer customer : customers) {
                set(insert, customer);
                insert.addBatch();
                waiting++;
                if (waiting == BATCH) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            insert.executeBatch();
        }
        connection.commit();
    }

    private static void set(PreparedStatement insert, Customer customer) throws SQLException {
        insert.setLong(1, customer.id());
        insert.setString(2, customer.segment());
        insert.setString(3, customer.name());
        insert.setString(4, customer.address());
        insert.setString(5, customer.phone());
        insert.setBigDecimal(6, customer.balance());
    }
}
