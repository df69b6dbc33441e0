package dev.furoshiki.jdbc.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The encrypted table behind our driver, its plain twin behind the plain driver, and what an administrator sees of it. */
final class FuzzTables implements AutoCloseable {

    private static final String ALL = "SELECT id, n, t, j, r, i, d, x FROM fuzz ORDER BY id";

    /** What was seen of a statement: its rows or count, or the SQLState of its failure. */
    record Outcome(@Nullable String failure, List<String> result) {

        /** The columns, or the count, and how many rows there are. */
        List<String> shape() {
            return List.of(String.valueOf(failure), result.get(0), String.valueOf(result.size()));
        }
    }

    private final EncryptedDatabase database = new EncryptedDatabase();
    private final Connection ours;
    private final Connection plain;
    private final Connection administrator;
    private final int logStart = LocalPostgres.log().length();
    private final Map<FuzzColumn, Integer> companions = new HashMap<>();
    private List<List<String>> stored = List.of();

    FuzzTables() throws SQLException {
        LocalDatabase twin = LocalPostgres.newDatabase();
        // The twin gets every value in clear, and must not have it looked for in the log.
        try (Connection setting = twin.connect()) {
            EncryptedDatabase.run(
                    setting,
                    "ALTER DATABASE " + twin.name() + " SET log_min_messages = 'panic'",
                    "ALTER DATABASE " + twin.name() + " SET log_min_error_statement = 'panic'");
        }
        plain = connectForText(twin);
        database.database().logEveryStatement();
        ours = database.create();
        administrator = connectForText(database.database());
        EncryptedDatabase.run(ours, FuzzColumn.createTable("fuzz", true));
        EncryptedDatabase.run(plain, FuzzColumn.createTable("fuzz", false));
        findCompanions();
    }

    /** Results always come as text: pgjdbc's binary mode, which it enters after five executions, differs here and there. */
    private static Connection connectForText(LocalDatabase database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl() + "?prepareThreshold=0", database.user(), database.password());
    }

    private void findCompanions() throws SQLException {
        for (FuzzColumn column : List.of(FuzzColumn.INDEXED, FuzzColumn.DECIMAL)) {
            run(
                    ours,
                    FuzzStatement.of(
                            "INSERT INTO fuzz (id, " + column.label() + ") VALUES (1, ?)",
                            List.of(column.parameter(new java.util.Random(1)))));
            List<String> row = stored().get(0);
            for (int i = FuzzColumn.values().length; i < row.size(); i++) {
                if (!row.get(i).equals("null")) {
                    companions.put(column, i);
                }
            }
            EncryptedDatabase.run(administrator, "TRUNCATE fuzz");
        }
        assertThat(companions).hasSize(2);
    }

    /** Both have the same few rows. */
    void fill(List<FuzzStatement> inserts) throws SQLException {
        EncryptedDatabase.run(administrator, "TRUNCATE fuzz");
        EncryptedDatabase.run(plain, "TRUNCATE fuzz");
        for (FuzzStatement insert : inserts) {
            assertThat(onOurs(insert).failure()).isNull();
            onPlain(insert);
        }
        stored = stored();
    }

    Outcome onOurs(FuzzStatement statement) {
        return run(ours, statement);
    }

    Outcome onPlain(FuzzStatement statement) {
        return run(plain, statement);
    }

    private static Outcome run(Connection connection, FuzzStatement statement) {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            for (int i = 0; i < statement.parameters().size(); i++) {
                FuzzColumn.Parameter parameter = statement.parameters().get(i);
                prepared.setObject(i + 1, parameter.value(), parameter.jdbcType());
            }
            if (!prepared.execute()) {
                return new Outcome(null, List.of("count " + prepared.getUpdateCount()));
            }
            try (ResultSet rows = prepared.getResultSet()) {
                List<String> seen = rows(rows);
                if (!statement.ordered()) {
                    seen.sort(null);
                }
                seen.add(0, columns(rows.getMetaData()));
                return new Outcome(null, seen);
            }
        } catch (SQLException failure) {
            return new Outcome(String.valueOf(failure.getSQLState()), List.of(String.valueOf(failure.getMessage())));
        }
    }

    private static String columns(ResultSetMetaData columns) throws SQLException {
        List<String> seen = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            seen.add(columns.getColumnLabel(i) + " " + columns.getColumnTypeName(i));
        }
        return seen.toString();
    }

    private static List<String> rows(ResultSet rows) throws SQLException {
        List<String> seen = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                row.add(rows.getString(i));
            }
            seen.add(row.toString());
        }
        return seen;
    }

    /** Nothing that is stored has changed since it was last looked at. */
    void requireUnchanged(FuzzStatement after) throws SQLException {
        assertThat(stored()).as("after " + after).isEqualTo(stored);
    }

    /** Both hold the same, and the administrator sees cells and companions that fit it. */
    @SuppressWarnings("EnumOrdinal") // the columns are declared in the order of the table
    void requireSame(FuzzStatement after) throws SQLException {
        FuzzStatement all = FuzzStatement.of(ALL, List.of());
        assertThat(onOurs(all)).as("after " + after).isEqualTo(onPlain(all));
        stored = stored();
        List<List<String>> values = table(plain, ALL);
        for (FuzzColumn column : FuzzColumn.ENCRYPTED) {
            List<String> expected = column(values, column.ordinal());
            requireCells(after, column, expected, column(stored, column.ordinal()));
            Integer companion = companions.get(column);
            if (companion != null) {
                requireOneEach(after, expected, column(stored, companion));
            }
        }
    }

    /** As it lies in the server: cells and companions, which come last, in hexadecimal. */
    private List<List<String>> stored() throws SQLException {
        return table(administrator, "SELECT * FROM fuzz ORDER BY id");
    }

    private static List<List<String>> table(Connection connection, String query) throws SQLException {
        List<List<String>> table = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                table.add(row);
            }
        }
        return table;
    }

    private static List<String> column(List<List<String>> table, int index) {
        return table.stream().map(row -> row.get(index)).toList();
    }

    private static void requireCells(FuzzStatement after, FuzzColumn column, List<String> values, List<String> cells) {
        for (int i = 0; i < values.size(); i++) {
            boolean isNull = values.get(i).equals("null");
            assertThat(cells.get(i).equals("null")).as("after " + after).isEqualTo(isNull);
            if (!isNull) {
                String bytes =
                        new String(HexFormat.of().parseHex(cells.get(i).substring(2)), StandardCharsets.ISO_8859_1);
                assertThat(bytes.charAt(0)).isEqualTo(column == FuzzColumn.DETERMINISTIC ? '\2' : '\1');
                assertThat(bytes).doesNotContain(FuzzColumn.CANARY, FuzzColumn.CANARY_NUMBER);
            }
        }
        if (column == FuzzColumn.DETERMINISTIC) {
            requireOneEach(after, values, cells);
        }
    }

    /** Equal values have equal bytes, and others others. */
    private static void requireOneEach(FuzzStatement after, List<String> values, List<String> bytes) {
        Map<String, String> byValue = new HashMap<>();
        Set<String> distinct = new TreeSet<>();
        for (int i = 0; i < values.size(); i++) {
            String known = byValue.putIfAbsent(values.get(i), bytes.get(i));
            assertThat(known == null ? bytes.get(i) : known)
                    .as("after " + after)
                    .isEqualTo(bytes.get(i));
            distinct.add(bytes.get(i));
        }
        assertThat(distinct).as("after " + after).hasSameSizeAs(byValue.keySet());
    }

    /** What the server has logged of all statements and parameters. */
    String log() {
        return LocalPostgres.log().substring(logStart);
    }

    @Override
    public void close() throws SQLException {
        ours.close();
        plain.close();
        administrator.close();
        database.close();
    }
}
