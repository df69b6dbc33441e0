package dev.furoshiki.benchmarks.workload;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * How an application writes and reads the customers table. The methods here are those of one that leaves protection to its
 * driver, or has none; a subject without a driver of its own overrides what its users have to write themselves.
 */
public interface CustomerTable {

    /** The columns that are not protected, after the protected ones. */
    String OTHER_COLUMNS = "nation integer, segment varchar(10), remark varchar(117)";

    /** The columns of a customer in the order in which they are read. */
    String COLUMNS = "id, name, address, phone, balance, nation, segment, remark";

    /** What creates the table, and the index by which a name is found. */
    default List<String> definition() {
        return List.of(create(column -> column.logicalType()), "create index customers_by_name on customers (name)");
    }

    /** The statement that inserts a customer. */
    default String insert() {
        return "insert into customers (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)";
    }

    /** The statement that finds a customer by name. */
    default String selectByName() {
        return "select " + COLUMNS + " from customers where name = ?";
    }

    /** Gives {@link #insert()} its values. */
    default void bind(PreparedStatement insert, long id, Customer customer) throws SQLException {
        insert.setLong(1, id);
        setText(insert, 2, ProtectedColumn.NAME, customer.name());
        setText(insert, 3, ProtectedColumn.ADDRESS, customer.address());
        setText(insert, 4, ProtectedColumn.PHONE, customer.phone());
        setBalance(insert, 5, customer.balance());
        insert.setInt(6, customer.nation());
        insert.setString(7, customer.segment());
        insert.setString(8, customer.remark());
    }

    /** Gives {@link #selectByName()} its value. */
    default void bindName(PreparedStatement select, String name) throws SQLException {
        select.setString(1, name);
    }

    /** The customer in a row of {@link #COLUMNS}. */
    default Customer read(ResultSet row) throws SQLException {
        return new Customer(
                text(row, 2, ProtectedColumn.NAME),
                text(row, 3, ProtectedColumn.ADDRESS),
                text(row, 4, ProtectedColumn.PHONE),
                balance(row, 5),
                row.getInt(6),
                row.getString(7),
                row.getString(8));
    }

    default void setText(PreparedStatement statement, int parameter, ProtectedColumn column, String value)
            throws SQLException {
        statement.setString(parameter, value);
    }

    default void setBalance(PreparedStatement statement, int parameter, BigDecimal value) throws SQLException {
        statement.setBigDecimal(parameter, value);
    }

    default String text(ResultSet row, int place, ProtectedColumn column) throws SQLException {
        return row.getString(place);
    }

    default BigDecimal balance(ResultSet row, int place) throws SQLException {
        return row.getBigDecimal(place);
    }

    /** The CREATE TABLE with what a subject writes behind the names of the protected columns. */
    static String create(Types types) {
        StringBuilder create = new StringBuilder("create table customers (id bigint primary key, ");
        for (ProtectedColumn column : ProtectedColumn.values()) {
            create.append(column.columnName())
                    .append(' ')
                    .append(types.of(column))
                    .append(", ");
        }
        return create.append(OTHER_COLUMNS).append(')').toString();
    }

    /** What follows the name of a protected column in CREATE TABLE. */
    interface Types {
        String of(ProtectedColumn column);
    }
}
