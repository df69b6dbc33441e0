package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a statement.
 *
 * @param failure of the server, of the plain driver or of ours
 * @param seen counts, columns and rows
 */
record Outcome(@Nullable SQLException failure, List<String> seen) {

    private static final String COLUMNS = "columns ";
    private static final String LABELLED = " : ";
    private static final String NEXT = " | ";
    private static final String UNEXPECTED = "unexpected";
    /** Cannot be carried out, cannot be parsed, no such column. */
    private static final Set<String> REFUSALS = Set.of("0A000", "42601", "42703");

    static Outcome of(Connection connection, HuntStatement statement, HuntDialect dialect) {
        List<String> seen = new ArrayList<>();
        try {
            run(connection, statement, dialect, seen);
            return new Outcome(null, seen);
        } catch (SQLException failure) {
            return new Outcome(failure, seen);
        } catch (RuntimeException unexpected) {
            return new Outcome(new SQLException(unexpected.toString(), UNEXPECTED, unexpected), seen);
        }
    }

    private static void run(Connection connection, HuntStatement statement, HuntDialect dialect, List<String> seen)
            throws SQLException {
        if (statement.mode() == HuntStatement.Mode.TEXT) {
            try (Statement text = connection.createStatement()) {
                seen(text, text.execute(statement.sql()), statement, dialect, seen);
            }
            return;
        }
        if (statement.mode() == HuntStatement.Mode.TEXT_BATCH) {
            try (Statement text = connection.createStatement()) {
                text.addBatch(statement.sql());
                text.addBatch("SELECT 1");
                counts(text.executeBatch(), statement, dialect, seen);
            }
            return;
        }
        try (PreparedStatement prepared = prepare(connection, statement)) {
            for (List<Parameter> row : statement.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    row.get(i).set(prepared, i + 1, dialect);
                }
                if (statement.mode() == HuntStatement.Mode.BATCH) {
                    prepared.addBatch();
                } else {
                    seen(prepared, prepared.execute(), statement, dialect, seen);
                }
            }
            if (statement.mode() == HuntStatement.Mode.BATCH) {
                counts(prepared.executeBatch(), statement, dialect, seen);
            } else if (statement.mode() == HuntStatement.Mode.KEYS
                    || statement.mode() == HuntStatement.Mode.KEYS_BY_NAME) {
                try (ResultSet keys = prepared.getGeneratedKeys()) {
                    add(keys, statement, dialect, seen);
                }
            }
        }
    }

    private static void counts(int[] counts, HuntStatement statement, HuntDialect dialect, List<String> seen) {
        seen.add("counts " + (dialect.countsAlike(statement.sql()) ? Arrays.toString(counts) : counts.length));
    }

    private static PreparedStatement prepare(Connection connection, HuntStatement statement) throws SQLException {
        return switch (statement.mode()) {
            case KEYS -> connection.prepareStatement(statement.sql(), Statement.RETURN_GENERATED_KEYS);
            case KEYS_BY_NAME -> connection.prepareStatement(statement.sql(), new String[] {"id"});
            default -> connection.prepareStatement(statement.sql());
        };
    }

    private static void seen(
            Statement statement, boolean rows, HuntStatement what, HuntDialect dialect, List<String> seen)
            throws SQLException {
        if (!rows) {
            seen.add("count " + (dialect.countsAlike(what.sql()) ? statement.getUpdateCount() : ""));
            return;
        }
        try (ResultSet found = statement.getResultSet()) {
            add(found, what, dialect, seen);
        }
    }

    private static void add(ResultSet rows, HuntStatement what, HuntDialect dialect, List<String> seen)
            throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            // A label of the server's making may hold a cell, which may hold anything.
            String label = columns.getColumnLabel(i).replace(NEXT, "_").replace(LABELLED, "_");
            labels.add(label + LABELLED + dialect.family(columns.getColumnTypeName(i)));
        }
        seen.add(COLUMNS + String.join(NEXT, labels));
        List<String> found = new ArrayList<>();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String value = rows.getString(i);
                // To ours whatever meets a column of a padded type is padded; to the server it is so where it is
                // stored.
                boolean padded = value != null && dialect.isPadded(columns.getColumnTypeName(i));
                row.add(padded ? value.stripTrailing() : String.valueOf(value));
            }
            found.add(row.toString());
        }
        if (!what.ordered()) {
            found.sort(null);
        }
        seen.addAll(found);
    }

    /** Whether our driver refused it before anything was sent; other drivers throw such classes for the server's words, too. */
    boolean isRefused() {
        return failure instanceof UnsupportedStatementException
                || (failure instanceof SQLSyntaxErrorException && REFUSALS.contains(state()))
                || (failure instanceof SQLFeatureNotSupportedException && REFUSALS.contains(state()));
    }

    /** Whether a value did not fit the type of the column that it was for. */
    boolean isNoValue() {
        return state().startsWith("22") || state().equals("0A000");
    }

    /** Whether ours has seen what the plain driver has. */
    boolean isAs(Outcome plain, HuntStatement what, HuntDialect dialect) {
        if (!state().equals(plain.state()) || seen.size() != plain.seen.size()) {
            return false;
        }
        for (int i = 0; i < seen.size(); i++) {
            String line = seen.get(i);
            String other = plain.seen.get(i);
            if (dialect.countsForNoRows() && (isNothing(i, plain.seen, seen) || isNothing(i, seen, plain.seen))) {
                continue;
            }
            boolean columns = line.startsWith(COLUMNS) && other.startsWith(COLUMNS);
            if (!line.equals(other) && !(columns && areAlike(line, other, what, dialect))) {
                return false;
            }
        }
        return true;
    }

    /** Whether one has a count of none where the other has columns, and no row of them. */
    private static boolean isNothing(int at, List<String> counted, List<String> rows) {
        boolean last = at + 1 == rows.size() || rows.get(at + 1).startsWith(COLUMNS);
        return counted.get(at).equals("count 0") && rows.get(at).startsWith(COLUMNS) && last;
    }

    /**
     * Where the server calls a column by its expression's text, it is called by the text that is sent; H2 calls an expression that
     * can be reduced to a column by the column's name.
     */
    private static boolean areAlike(String columns, String plain, HuntStatement what, HuntDialect dialect) {
        List<String> types = List.of(columns.substring(COLUMNS.length()).split(Pattern.quote(NEXT), -1));
        List<String> others = List.of(plain.substring(COLUMNS.length()).split(Pattern.quote(NEXT), -1));
        if (types.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < types.size(); i++) {
            String label = others.get(i).substring(0, others.get(i).lastIndexOf(LABELLED));
            String ours = types.get(i).substring(0, types.get(i).lastIndexOf(LABELLED));
            boolean named = dialect.labelsExpressionsAlike()
                    || (label.matches("[\\w.]+") && !label.matches("C\\d+") && ours.matches("[\\w.]+"));
            // To ours a parameter has its column's type also where to the server it is a text, or of no type.
            boolean sameType = type(types.get(i)).equals(type(others.get(i)))
                    || dialect.parameterTypes().contains(type(others.get(i)).substring(LABELLED.length()));
            boolean asked = dialect.forgetsLabels() && what.labels(ours);
            if (!sameType || (named && !asked && !ours.equalsIgnoreCase(label))) {
                return false;
            }
        }
        return true;
    }

    private static String type(String column) {
        return column.substring(column.lastIndexOf(LABELLED));
    }

    /** Whether something was thrown that JDBC knows nothing of. */
    boolean isUnexpected() {
        return state().equals(UNEXPECTED);
    }

    String state() {
        return failure == null ? "" : String.valueOf(failure.getSQLState());
    }

    String message() {
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    /** What kind of failure: which of several rows breaks which constraint first, the server chooses. */
    String errorClass() {
        return state().startsWith("23") ? "23" : state();
    }

    /** How much was seen, where the server chooses what. */
    List<String> shape() {
        return List.of(
                state(),
                seen.isEmpty() ? "" : seen.get(0).replaceAll("(?s)^(count|columns) .*", "$1"),
                String.valueOf(seen.size()));
    }

    @Override
    public String toString() {
        return failure == null ? seen.toString() : state() + " " + message();
    }
}
