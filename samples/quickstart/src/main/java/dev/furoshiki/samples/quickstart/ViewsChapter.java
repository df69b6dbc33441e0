package dev.furoshiki.samples.quickstart;

import dev.furoshiki.samples.quickstart.TextTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One query, through the application's driver and through the plain one. */
final class ViewsChapter {

    static final String APPLICATION = "the application sees";
    static final String ADMINISTRATOR = "the database administrator sees";

    private static final String QUERY = "SELECT * FROM customer ORDER BY id LIMIT 3";
    private static final String ALL = "SELECT id, name, address, phone, balance FROM customer ORDER BY id";

    private final Narrator narrator;
    private final Application application;

    ViewsChapter(Narrator narrator, Application application) {
        this.narrator = narrator;
        this.application = application;
    }

    void tell(Connection administrator, List<Customer> customers) throws SQLException {
        narrator.chapter("Two views of the same rows");
        narrator.say(QUERY + ":");
        narrator.gap();
        try (Connection connection = application.connect()) {
            narrator.table(sideBySide(Rows.of(connection, QUERY), Rows.of(administrator, QUERY)));
            narrator.gap();
            narrator.say(
                    "The server has one column more, the equality index of phone: it finds equal numbers by it, and"
                            + " learns which numbers are equal.");
            narrator.gap();
            Stopwatch stopwatch = new Stopwatch();
            compare(connection, customers);
            narrator.say(
                    "The application reads all %,d rows back in %s s, and each is what was inserted.",
                    customers.size(), stopwatch.seconds());
        }
    }

    /** Row by row and column by column; the server has columns more, which the application is not shown. */
    private static TextTable sideBySide(
            List<Map<String, String>> application, List<Map<String, String>> administrator) {
        TextTable table = new TextTable(
                Column.text("column"),
                Column.text(APPLICATION, Style.APPLICATION),
                Column.text(ADMINISTRATOR, Style.ADMINISTRATOR));
        for (int i = 0; i < application.size(); i++) {
            if (i > 0) {
                table.gap();
            }
            Map<String, String> plain = application.get(i);
            Map<String, String> stored = administrator.get(i);
            Set<String> columns = new LinkedHashSet<>(plain.keySet());
            columns.addAll(stored.keySet());
            columns.forEach(
                    column -> table.row(column, plain.getOrDefault(column, "-"), stored.getOrDefault(column, "-")));
        }
        return table;
    }

    private static void compare(Connection connection, List<Customer> customers) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(ALL);
                ResultSet rows = all.executeQuery()) {
            for (Customer customer : customers) {
                if (!rows.next() || !isOf(rows, customer)) {
                    throw new IllegalStateException(
                            "customer " + customer.id() + " is missing or not what was inserted");
                }
            }
        }
    }

    @SuppressWarnings("BigDecimalEquals") // the scale has to come back as well
    private static boolean isOf(ResultSet row, Customer customer) throws SQLException {
        return row.getLong("id") == customer.id()
                && customer.name().equals(row.getString("name"))
                && customer.address().equals(row.getString("address"))
                && customer.phone().equals(row.getString("phone"))
                && customer.balance().equals(row.getBigDecimal("balance"));
    }
}
