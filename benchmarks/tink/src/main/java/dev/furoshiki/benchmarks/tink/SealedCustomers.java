package dev.furoshiki.benchmarks.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.prf.PrfSet;
import dev.furoshiki.benchmarks.workload.Customer;
import dev.furoshiki.benchmarks.workload.CustomerTable;
import dev.furoshiki.benchmarks.workload.ProtectedColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Protected values as cells in binary columns, each bound to its column by its associated data, and beside the name a column
 * of 16 bytes by which it is found.
 */
final class SealedCustomers implements CustomerTable {

    private static final int INDEX_BYTES = 16;

    private final Aead aead;
    private final PrfSet prf;
    private final Map<ProtectedColumn, byte[]> associatedData = new EnumMap<>(ProtectedColumn.class);

    SealedCustomers(Aead aead, PrfSet prf) {
        this.aead = aead;
        this.prf = prf;
        for (ProtectedColumn column : ProtectedColumn.values()) {
            associatedData.put(column, bytes("customers." + column.columnName()));
        }
    }

    @Override
    public List<String> definition() {
        return List.of(
                CustomerTable.create(column -> "bytea"),
                "alter table customers add column name_index bytea",
                "create index customers_by_name on customers (name_index)");
    }

    @Override
    public String insert() {
        return "insert into customers (" + COLUMNS + ", name_index) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    }

    @Override
    public String selectByName() {
        return "select " + COLUMNS + " from customers where name_index = ?";
    }

    @Override
    public void bind(PreparedStatement insert, long id, Customer customer) throws SQLException {
        CustomerTable.super.bind(insert, id, customer);
        insert.setBytes(9, index(customer.name()));
    }

    @Override
    public void bindName(PreparedStatement select, String name) throws SQLException {
        select.setBytes(1, index(name));
    }

    @Override
    public void setText(PreparedStatement statement, int parameter, ProtectedColumn column, String value)
            throws SQLException {
        statement.setBytes(parameter, seal(column, value));
    }

    @Override
    public void setBalance(PreparedStatement statement, int parameter, BigDecimal value) throws SQLException {
        statement.setBytes(parameter, seal(ProtectedColumn.BALANCE, value.toPlainString()));
    }

    @Override
    public String text(ResultSet row, int place, ProtectedColumn column) throws SQLException {
        return open(column, row.getBytes(place));
    }

    @Override
    public BigDecimal balance(ResultSet row, int place) throws SQLException {
        return new BigDecimal(open(ProtectedColumn.BALANCE, row.getBytes(place)));
    }

    private byte[] seal(ProtectedColumn column, String value) throws SQLException {
        try {
            return aead.encrypt(bytes(value), associatedData.get(column));
        } catch (GeneralSecurityException e) {
            throw new SQLException("a value of " + column.columnName() + " cannot be encrypted", e);
        }
    }

    private String open(ProtectedColumn column, byte[] cell) throws SQLException {
        try {
            return new String(aead.decrypt(cell, associatedData.get(column)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new SQLException("a value of " + column.columnName() + " cannot be decrypted", e);
        }
    }

    private byte[] index(String name) throws SQLException {
        try {
            return prf.computePrimary(bytes(name), INDEX_BYTES);
        } catch (GeneralSecurityException e) {
            throw new SQLException("a name cannot be indexed", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
