package dev.furoshiki.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Looks at what a subject stored: one that gives back something else, or stores what it should protect, is not fast but
 * wrong.
 *
 * @param table as the subject's users write and read it
 */
record StoredCustomers(CustomerTable table) {

    /** By key and by name, through the subject. */
    void requireReadable(Connection connection, long id, Customer written) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(JdbcWorkload.SELECT_BY_ID)) {
            select.setLong(1, id);
            requireOnly(written, select);
        }
        try (PreparedStatement select = connection.prepareStatement(table.selectByName())) {
            table.bindName(select, written.name());
            requireOnly(written, select);
        }
    }

    private void requireOnly(Customer written, PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next() || !table.read(row).equals(written) || row.next()) {
                throw new SQLException("a customer that is read is not the one that was written");
            }
        }
    }

    /** With all columns that there are, through the plain driver. */
    void requireProtected(Connection administrator, long id, Customer written) throws SQLException {
        List<String> values = List.of(
                written.name(),
                written.address(),
                written.phone(),
                written.balance().toPlainString());
        try (PreparedStatement select = administrator.prepareStatement("select * from customers where id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("a customer that was written is not stored");
                }
                for (int place = 1; place <= row.getMetaData().getColumnCount(); place++) {
                    String stored = text(row.getObject(place));
                    if (values.stream().anyMatch(stored::contains)) {
                        throw new SQLException("the administrator can read a protected value in column "
                                + row.getMetaData().getColumnName(place));
                    }
                }
            }
        }
    }

    private static String text(Object stored) {
        // The values are of ASCII.
        return stored instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : stored.toString();
    }
}
