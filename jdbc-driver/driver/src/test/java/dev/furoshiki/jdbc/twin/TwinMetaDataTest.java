package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Metadata describes encrypted columns by their logical types and shows no companion. */
@NullUnmarked // each test sets its twins
class TwinMetaDataTest {

    private static final TwinsOfModes TWINS = new TwinsOfModes(0);

    private Twins twins;

    @AfterAll
    static void close() throws SQLException {
        TWINS.close();
    }

    /** What every method that takes a column or parameter gives, a line each. */
    private static List<String> answers(Class<?> type, Object metaData, int count) throws Exception {
        List<String> lines = new ArrayList<>();
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {int.class}))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        for (int i = 1; i <= count; i++) {
            for (Method method : methods) {
                lines.add(i + " " + method.getName() + " " + answer(method, metaData, i));
            }
        }
        return lines;
    }

    private static Object answer(Method method, Object metaData, int index) throws Exception {
        try {
            return method.invoke(metaData, index);
        } catch (InvocationTargetException thrown) {
            return ((SQLException) thrown.getTargetException()).getSQLState();
        }
    }

    private static List<String> describe(ResultSetMetaData metaData) throws Exception {
        return answers(ResultSetMetaData.class, metaData, metaData.getColumnCount());
    }

    @ParameterizedTest
    @EnumSource
    void resultSetsAreDescribedAsPlainOnes(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        for (String sql : List.of(
                "SELECT * FROM everything",
                "SELECT p.c_text AS t, c_numeric, 1 + 1, note, c_text \"Other Name\", p.id FROM everything p")) {
            List<String> executed = twins.same(sql, connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(sql)) {
                    return describe(rows.getMetaData());
                }
            });
            assertThat(executed).isNotEmpty();
            List<String> prepared = twins.same("prepared " + sql, connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    return describe(statement.getMetaData());
                }
            });
            assertThat(prepared).isEqualTo(executed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void parametersAreDescribedAsPlainOnes(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        String stored =
                mode.types().stream().map(type -> type.column() + " = ?").collect(Collectors.joining(", "));
        sameParameters(mode.insert());
        sameParameters("UPDATE everything SET " + stored + ", note = ?, rank = ? WHERE id = ?");
        if (mode != Mode.RANDOMIZED) {
            for (TwinType type : mode.types()) {
                sameParameters("SELECT id FROM everything WHERE " + type.column() + " = ? AND id IN (?, ?)");
            }
        }
    }

    private void sameParameters(String sql) throws Exception {
        twins.same(sql, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                ParameterMetaData metaData = statement.getParameterMetaData();
                return answers(ParameterMetaData.class, metaData, metaData.getParameterCount());
            }
        });
    }

    /** One of the questions to a database, answered by rows. */
    @FunctionalInterface
    private interface Question {
        ResultSet ask(Connection connection) throws SQLException;
    }

    /** Every column by its label, but the database's name, which the twins do not share. */
    private List<List<String>> sameAnswer(String what, Question question) throws Exception {
        return twins.same(what, connection -> {
            try (ResultSet rows = question.ask(connection)) {
                List<List<String>> all = new ArrayList<>();
                ResultSetMetaData labels = rows.getMetaData();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= labels.getColumnCount(); i++) {
                        String label = labels.getColumnLabel(i);
                        if (!label.endsWith("_CAT")) {
                            row.add(label + "=" + rows.getString(label) + " " + rows.getObject(i));
                        }
                    }
                    all.add(row);
                }
                return all;
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void theDatabaseShowsLogicalColumns(Mode mode) throws Exception {
        twins = TWINS.toChange(mode);
        twins.define("CREATE TABLE bystander (id integer PRIMARY KEY, t text)");
        List<List<String>> columns = sameAnswer("columns", c -> c.getMetaData().getColumns(null, "public", "%", "%"));
        assertThat(columns).hasSize(mode.types().size() + 3 + 2);
        sameAnswer("one column", c -> c.getMetaData().getColumns(null, null, "everything", "c\\_text"));
        sameAnswer("companions", c -> c.getMetaData().getColumns(null, null, "everything", "fk\\_%"));
        sameAnswer("tables", c -> c.getMetaData().getTables(null, "public", null, new String[] {"TABLE"}));
        sameAnswer("keys", c -> c.getMetaData().getPrimaryKeys(null, null, "everything"));
        sameAnswer("identifier", c -> c.getMetaData().getBestRowIdentifier(null, null, "everything", 0, true));
        sameAnswer("privileges", c -> c.getMetaData().getColumnPrivileges(null, "public", "everything", "%"));
        sameAnswer("table privileges", c -> c.getMetaData().getTablePrivileges(null, "public", "%"));
        sameAnswer("references", c -> c.getMetaData().getImportedKeys(null, null, "everything"));
    }

    @ParameterizedTest
    @EnumSource
    void furoshikisOwnTablesAreNotShown(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        sameAnswer("tables", c -> c.getMetaData().getTables(null, "public", "furoshiki%", null));
        sameAnswer("columns", c -> c.getMetaData().getColumns(null, "public", "furoshiki%", "%"));
        sameAnswer("types", c -> c.getMetaData().getUDTs(null, "public", "%", null));
        assertThat(typeNames(twins.ours())).isEqualTo(typeNames(twins.plain())).contains("bytea");
        sameAnswer("indexes", c -> c.getMetaData().getIndexInfo(null, "public", "furoshiki_catalog", false, true));
    }

    private static List<String> typeNames(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet types = connection.getMetaData().getTypeInfo()) {
            while (types.next()) {
                names.add(types.getString("TYPE_NAME"));
            }
        }
        return names;
    }

    /** An index on a companion looks like one on the column, which the plain twin would have to have. */
    @ParameterizedTest
    @EnumSource
    void indexesNameTheColumn(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        try (ResultSet indexes = twins.ours().getMetaData().getIndexInfo(null, "public", "everything", false, true)) {
            List<String> names = new ArrayList<>();
            while (indexes.next()) {
                names.add(indexes.getString("COLUMN_NAME"));
            }
            List<String> expected = new ArrayList<>(List.of("id"));
            if (mode == Mode.INDEXED) {
                mode.types().forEach(type -> expected.add(type.column()));
            }
            assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
