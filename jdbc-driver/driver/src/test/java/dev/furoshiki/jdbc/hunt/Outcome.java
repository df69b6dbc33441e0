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
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a statement.
 *
 * @param failure of the server, of the plain driver or of ours
 * @param seen counts, columns and rows
 */
record Outcome(@Nullable SQLException failure, List<String> seen) {

    private static final String UNEXPECTED = "unexpected";

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
                seen(text, text.execute(statement.sql()), statement, seen);
            }
            return;
        }
        if (statement.mode() == HuntStatement.Mode.TEXT_BATCH) {
            try (Statement text = connection.createStatement()) {
                text.addBatch(statement.sql());
                text.addBatch("SELECT 1");
                seen.add("counts " + Arrays.toString(text.executeBatch()));
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
                    seen(prepared, prepared.execute(), statement, seen);
                }
            }
            if (statement.mode() == HuntStatement.Mode.BATCH) {
                seen.add("counts " + Arrays.toString(prepared.executeBatch()));
            } else if (statement.mode() == HuntStatement.Mode.KEYS
                    || statement.mode() == HuntStatement.Mode.KEYS_BY_NAME) {
                try (ResultSet keys = prepared.getGeneratedKeys()) {
                    add(keys, statement, seen);
                }
            }
        }
    }

    private static PreparedStatement prepare(Connection connection, HuntStatement statement) throws SQLException {
        return switch (statement.mode()) {
            case KEYS -> connection.prepareStatement(statement.sql(), Statement.RETURN_GENERATED_KEYS);
            case KEYS_BY_NAME -> connection.prepareStatement(statement.sql(), new String[] {"id"});
            default -> connection.prepareStatement(statement.sql());
        };
    }

    private static void seen(Statement statement, boolean rows, HuntStatement what, List<String> seen)
            throws SQLException {
        if (!rows) {
            seen.add("count " + statement.getUpdateCount());
            return;
        }
        try (ResultSet found = statement.getResultSet()) {
            add(found, what, seen);
        }
    }

    private static void add(ResultSet rows, HuntStatement what, List<String> seen) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            labels.add(columns.getColumnLabel(i) + " " + family(columns.getColumnTypeName(i)));
        }
        seen.add(labels.toString());
        List<String> found = new ArrayList<>();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String value = rows.getString(i);
                // To ours whatever meets a column of a padded type is padded; to the server it is so where it is
                // stored.
                boolean padded = value != null && columns.getColumnTypeName(i).equals("bpchar");
                row.add(padded ? value.stripTrailing() : String.valueOf(value));
            }
            found.add(row.toString());
        }
        if (!what.ordered()) {
            found.sort(null);
        }
        seen.addAll(found);
    }

    /** Which of the types of one family a value has that several meet in, the server says by rules of its own. */
    private static String family(String type) {
        return switch (type) {
            case "varchar", "bpchar", "text" -> "text";
            case "int2", "int4", "int8", "numeric" -> "number";
            default -> type;
        };
    }

    /** Whether our driver refused it before anything was sent. */
    boolean isRefused() {
        return failure instanceof UnsupportedStatementException
                || failure instanceof SQLSyntaxErrorException
                || failure instanceof SQLFeatureNotSupportedException;
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
                seen.isEmpty() ? "" : seen.get(0).replaceAll("count .*", "count"),
                String.valueOf(seen.size()));
    }

    @Override
    public String toString() {
        return failure == null ? seen.toString() : state() + " " + message();
    }
}
