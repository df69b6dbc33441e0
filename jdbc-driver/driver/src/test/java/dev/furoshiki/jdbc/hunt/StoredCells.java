package dev.furoshiki.jdbc.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What lies in the encrypted tables: cells where there are values, and for each value one index. For one thread. */
final class StoredCells {

    private static final String COMPANION = "fk_";

    private final HuntServer server;
    private final Map<String, String> companions = new HashMap<>();

    StoredCells(HuntServer server) throws SQLException {
        this.server = server;
        for (HuntTable table : HuntTables.ENCRYPTED) {
            for (Column column : table.columns()) {
                if (column.role() == Role.INDEXED) {
                    companions.put(key(table, column), companion(table, column));
                }
            }
        }
        server.clear();
    }

    private static String key(HuntTable table, Column column) {
        return table.name() + "." + column.name();
    }

    /** The only one that is filled in a row that has a value of that column only. */
    private String companion(HuntTable table, Column column) throws SQLException {
        server.clear();
        HuntDialect dialect = server.dialect();
        boolean account = table.equals(HuntTables.ACCOUNT);
        try (PreparedStatement insert = server.ours()
                .prepareStatement("INSERT INTO " + dialect.quoted(table.name()) + " (id, " + (account ? "iban, " : "")
                        + dialect.quoted(column.name()) + ") VALUES (1, " + (account ? "'x', " : "") + "?)")) {
            insert.setObject(
                    1,
                    dialect.bound(
                            column.type(),
                            column.type()
                                    .values(HuntTables.salt(column.domain()), false)
                                    .get(0)));
            insert.executeUpdate();
        }
        List<List<String>> stored = server.stored(table);
        List<String> filled = new ArrayList<>();
        for (int i = 0; i < stored.get(0).size(); i++) {
            if (stored.get(0).get(i).toLowerCase(Locale.ROOT).startsWith(COMPANION)
                    && !stored.get(1).get(i).equals("null")) {
                filled.add(stored.get(0).get(i));
            }
        }
        assertThat(filled).as(key(table, column)).hasSize(1);
        return filled.get(0);
    }

    static List<List<String>> read(ResultSet rows) throws SQLException {
        return PlainTables.rows(rows, (row, column) -> String.valueOf(row.getString(column)));
    }

    /** What is wrong with them, beside the plain twin; empty if nothing is. */
    List<String> differences() throws SQLException {
        List<String> wrong = new ArrayList<>();
        Map<String, Map<String, String>> byDomain = new HashMap<>();
        for (HuntTable table : HuntTables.ENCRYPTED) {
            List<List<String>> values = plain(table);
            List<List<String>> stored = server.stored(table);
            if (values.size() != stored.size()) {
                wrong.add(table.name() + " has another number of rows");
                continue;
            }
            for (Column column : table.columns()) {
                if (column.role().isEncrypted()) {
                    compare(table, column, values, stored, byDomain, wrong);
                }
            }
        }
        byDomain.forEach((domain, keys) -> {
            if (new HashSet<>(keys.values()).size() != keys.size()) {
                wrong.add("several values of " + domain + " are one to the server");
            }
        });
        return wrong;
    }

    private List<List<String>> plain(HuntTable table) throws SQLException {
        try (Statement statement = server.plain().createStatement();
                ResultSet rows = statement.executeQuery(table.selectAll(server.dialect()))) {
            return read(rows);
        }
    }

    private void compare(
            HuntTable table,
            Column column,
            List<List<String>> values,
            List<List<String>> stored,
            Map<String, Map<String, String>> byDomain,
            List<String> wrong) {
        List<String> clear = column(values, column.name());
        List<String> cells = column(stored, column.name());
        List<String> keys = column.role() == Role.INDEXED
                ? column(stored, Objects.requireNonNull(companions.get(key(table, column))))
                : cells;
        for (int i = 0; i < clear.size(); i++) {
            boolean isNull = clear.get(i).equals("null");
            String begin = column.role() == Role.DETERMINISTIC ? "\\x02" : "\\x01";
            boolean fits = isNull
                    ? cells.get(i).equals("null") && keys.get(i).equals("null")
                    : cells.get(i).startsWith(begin) && !keys.get(i).equals("null");
            if (!fits) {
                wrong.add(key(table, column) + " holds no cell with an index for " + clear.get(i) + " but "
                        + cells.get(i) + ", " + keys.get(i));
            }
            if (!isNull && column.role().isComparable()) {
                String known = byDomain.computeIfAbsent(column.domain(), any -> new HashMap<>())
                        .putIfAbsent(clear.get(i), keys.get(i));
                if (known != null && !known.equals(keys.get(i))) {
                    wrong.add(
                            key(table, column) + " is another value to the server than " + clear.get(i) + " elsewhere");
                }
            }
        }
    }

    private static List<String> column(List<List<String>> table, String name) {
        int index = table.get(0).stream()
                .map(label -> label.toLowerCase(Locale.ROOT))
                .toList()
                .indexOf(name.toLowerCase(Locale.ROOT));
        return table.subList(1, table.size()).stream()
                .map(row -> row.get(index))
                .toList();
    }
}
