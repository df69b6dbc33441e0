package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which columns {@code getGeneratedKeys} gives for a rewritten statement. PostgreSQL's driver is always asked by name, since it
 * would otherwise ask for every physical column, cells and companions included. The others give what the server filled in,
 * and are asked as the application asked. Immutable.
 *
 * @param names as PostgreSQL's driver is asked for them; it quotes them
 * @param columns what each carries
 * @param labelled the table whose columns the keys are, where only their labels tell which
 */
record GeneratedKeyColumns(
        List<String> names,
        List<ResultColumn> columns,
        @Nullable TableColumns labelled) {

    /** What PostgreSQL's driver takes for "all columns". */
    private static final String ALL = "*";

    static final GeneratedKeyColumns NONE = new GeneratedKeyColumns(List.of(), List.of(), null);

    /** {@code RETURN_GENERATED_KEYS}: with PostgreSQL's driver that is every column. */
    static GeneratedKeyColumns all(Rewritten plan) {
        if (!plan.kind().changesRows()) {
            return NONE;
        }
        if (!plan.resultColumns().isEmpty()) {
            // PostgreSQL's driver leaves a statement with RETURNING as it is.
            return new GeneratedKeyColumns(List.of(ALL), plan.resultColumns(), null);
        }
        Optional<TableColumns> table = plan.target();
        return table.isPresent()
                ? of(table.get(), table.get().columnNames())
                : new GeneratedKeyColumns(List.of(ALL), List.of(new ResultColumn.PlainColumns()), null);
    }

    /** Columns by name, as the application gave them. */
    static GeneratedKeyColumns named(Rewritten plan, String[] names) throws SQLException {
        if (!plan.kind().changesRows() || names.length == 0) {
            return NONE;
        }
        if (names.length == 1 && names[0].startsWith(ALL)) {
            return all(plan);
        }
        if (!plan.resultColumns().isEmpty()) {
            return new GeneratedKeyColumns(List.copyOf(Arrays.asList(names)), plan.resultColumns(), null);
        }
        if (plan.target().isEmpty()) {
            return new GeneratedKeyColumns(
                    List.copyOf(Arrays.asList(names)), List.of(new ResultColumn.PlainColumns()), null);
        }
        TableColumns table = plan.target().get();
        for (String name : names) {
            if (!table.columnNames().contains(name)) {
                throw new SQLException(
                        "generated keys: table " + table.name() + " has no column " + name
                                + "; names are taken as the server stores them, in lower case unless they were quoted",
                        SqlStates.UNDEFINED_COLUMN);
            }
        }
        return of(table, Arrays.asList(names));
    }

    /** Columns by position: PostgreSQL's driver does not know that either. */
    static GeneratedKeyColumns positioned(int[] positions) throws SQLException {
        if (positions.length == 0) {
            return NONE;
        }
        throw new SQLFeatureNotSupportedException(
                "generated keys by column position are not supported; give column names", SqlStates.NOT_SUPPORTED);
    }

    private static GeneratedKeyColumns of(TableColumns table, List<String> names) {
        return new GeneratedKeyColumns(
                List.copyOf(names),
                names.stream().map(name -> column(table, name)).toList(),
                null);
    }

    private static ResultColumn column(TableColumns table, String name) {
        Optional<EncryptedColumn> encrypted = table.encryptedColumn(name);
        return encrypted.isPresent() ? new ResultColumn.Cell(encrypted.get()) : new ResultColumn.Plain();
    }

    /**
     * Those that were asked for.
     *
     * @param wholeRows whether the driver would give every column of the row, cells and companions included
     */
    static GeneratedKeyColumns of(KeyRequest request, Rewritten plan, boolean wholeRows) throws SQLException {
        if (wholeRows) {
            return request.of(plan);
        }
        return request.asks() ? asTheServerGives(plan) : NONE;
    }

    /** What the server filled in, whatever that is; of a plain table as it comes. */
    private static GeneratedKeyColumns asTheServerGives(Rewritten plan) {
        if (!plan.kind().changesRows()) {
            return NONE;
        }
        return plan.target().isEmpty()
                ? new GeneratedKeyColumns(List.of(), List.of(new ResultColumn.PlainColumns()), null)
                : new GeneratedKeyColumns(List.of(), List.of(), plan.target().get());
    }

    boolean isEmpty() {
        return names.isEmpty() && columns.isEmpty() && labelled == null;
    }

    /** The request that the plain driver gets. */
    KeyRequest sent(KeyRequest asked) throws SQLException {
        if (isEmpty()) {
            return KeyRequest.NOTHING;
        }
        TableColumns table = labelled;
        if (table == null) {
            return names.isEmpty() ? asked : new KeyRequest.Names(names.toArray(String[]::new));
        }
        return asked instanceof KeyRequest.Positions positions ? named(table, positions.columns()) : asked;
    }

    /** Positions are those that the application sees. */
    private static KeyRequest named(TableColumns table, int[] positions) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int position : positions) {
            if (position < 1 || position > table.columnNames().size()) {
                throw new SQLException(
                        "generated keys: table " + table.name() + " has no column at position " + position,
                        SqlStates.UNDEFINED_COLUMN);
            }
            names.add(table.columnNames().get(position - 1));
        }
        return new KeyRequest.Names(names.toArray(String[]::new));
    }

    /** What the server's driver answers, or throws, where no keys were asked for. */
    static @Nullable ResultSet none(Statement plain, StatementResults results) throws SQLException {
        Statement unexecuted = plain.getConnection().createStatement();
        try {
            unexecuted.closeOnCompletion();
            return results.passThrough(unexecuted.getGeneratedKeys());
        } catch (SQLException | RuntimeException refused) {
            unexecuted.close();
            throw refused;
        }
    }

    /** The keys, as the application sees them. */
    @Nullable
    ResultSet wrap(ResultSet plain, StatementResults results) throws SQLException {
        if (isEmpty()) {
            return results.passThrough(plain);
        }
        TableColumns table = labelled;
        if (table == null) {
            return results.decrypting(plain, columns);
        }
        ResultSetMetaData actual = plain.getMetaData();
        List<ResultColumn> given = new ArrayList<>();
        for (int i = 1; i <= actual.getColumnCount(); i++) {
            given.add(column(table, actual.getColumnName(i)));
        }
        return results.decrypting(plain, given);
    }
}
