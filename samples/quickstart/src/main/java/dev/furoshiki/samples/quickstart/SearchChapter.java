package dev.furoshiki.samples.quickstart;

import dev.furoshiki.samples.quickstart.TextTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Customers are found by their encrypted phone numbers. */
final class SearchChapter {

    private static final String QUERY = "SELECT id, name, balance FROM customer WHERE phone = ?";
    private static final String LAST_STATEMENT_OF_OTHERS = "SELECT query FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%customer%'"
            + " ORDER BY query_start DESC LIMIT 1";

    private final Narrator narrator;
    private final Application application;

    SearchChapter(Narrator narrator, Application application) {
        this.narrator = narrator;
        this.application = application;
    }

    void tell(Connection administrator, List<Customer> customers, int lookups) throws SQLException {
        narrator.chapter("A customer found by an encrypted phone number");
        Customer wanted = customers.get(customers.size() / 2);
        try (Connection connection = application.connect();
                PreparedStatement search = connection.prepareStatement(QUERY)) {
            narrator.table(asked(wanted, found(search, wanted), administrator));
            narrator.gap();
            long callsBefore = application.keys().statistics().callsMade();
            Stopwatch stopwatch = new Stopwatch();
            for (int i = 0; i < lookups; i++) {
                found(search, customers.get(i % customers.size()));
            }
            narrator.say(
                    "%,d more are found at %,d a second, with %d calls to the key service: data keys are cached.",
                    lookups,
                    stopwatch.perSecond(lookups),
                    application.keys().statistics().callsMade() - callsBefore);
        }
    }

    private static TextTable asked(Customer wanted, String found, Connection administrator) throws SQLException {
        String seen = Rows.of(administrator, LAST_STATEMENT_OF_OTHERS).get(0).getOrDefault("query", "");
        TextTable table = new TextTable(Column.text(""), Column.text(""));
        table.row("the application asks", QUERY);
        table.row("for", wanted.phone());
        table.row("and finds", found);
        table.row("the server was asked", seen);
        return table;
    }

    private static String found(PreparedStatement search, Customer wanted) throws SQLException {
        search.setString(1, wanted.phone());
        try (ResultSet row = search.executeQuery()) {
            if (!row.next() || row.getLong("id") != wanted.id()) {
                throw new IllegalStateException("customer " + wanted.id() + " was not found by phone number");
            }
            return Narrator.format("%s, balance %s", row.getString("name"), row.getBigDecimal("balance"));
        }
    }
}
