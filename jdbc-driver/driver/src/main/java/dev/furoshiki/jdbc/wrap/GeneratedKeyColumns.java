package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which columns {@code getGeneratedKeys} gives for a rewritten statement: always by name, since PostgreSQL's driver would
 * otherwise ask for every physical column, cells and companions included. Immutable.
 *
 * @param names as PostgreSQL's driver is asked for them; it quotes them
 * @param columns what each carries
 */
record GeneratedKeyColumns(List<String> names, List<ResultColumn> columns) {

    /** What PostgreSQL's driver takes for "all columns". */
    private static final String ALL = "*";

    static final GeneratedKeyColumns NONE = new GeneratedKeyColumns(List.of(), List.of());

    /** {@code RETURN_GENERATED_KEYS}: with PostgreSQL's driver that is every column. */
    static GeneratedKeyColumns all(Rewritten plan) {
        if (plan.kind() == Kind.SELECT) {
            return NONE;
        }
        if (!plan.resultColumns().isEmpty()) {
            // PostgreSQL's driver leaves a statement with RETURNING as it is.
            return new GeneratedKeyColumns(List.of(ALL), plan.resultColumns());
        }
        Optional<TableColumns> table = plan.target();
        return table.isPresent()
                ? of(table.get(), table.get().columnNames())
                : new GeneratedKeyColumns(List.of(ALL), List.of(new ResultColumn.PlainColumns()));
    }

    /** Columns by name, as the application gave them. */
    static GeneratedKeyColumns named(Rewritten plan, String[] names) throws SQLException {
        if (plan.kind() == Kind.SELECT || names.length == 0) {
            return NONE;
        }
        if (names.length == 1 && names[0].startsWith(ALL)) {
            return all(plan);
        }
        if (!plan.resultColumns().isEmpty()) {
            return new GeneratedKeyColumns(List.copyOf(Arrays.asList(names)), plan.resultColumns());
        }
        if (plan.target().isEmpty()) {
            return new GeneratedKeyColumns(List.copyOf(Arrays.asList(names)), List.of(new ResultColumn.PlainColumns()));
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
                names.stream().map(name -> column(table, name)).toList());
    }

    private static ResultColumn column(TableColumns table, String name) {
        Optional<EncryptedColumn> encrypted = table.encryptedColumn(name);
        return encrypted.isPresent() ? new ResultColumn.Cell(encrypted.get()) : new ResultColumn.Plain();
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    String[] nameArray() {
        return names.toArray(String[]::new);
    }
}
