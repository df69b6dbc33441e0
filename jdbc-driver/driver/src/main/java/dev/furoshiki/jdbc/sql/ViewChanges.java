package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.lineage.KeptQuery;
import dev.furoshiki.jdbc.sql.lineage.ViewColumns;
import dev.furoshiki.jdbc.sql.parse.TreeParser;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * CREATE VIEW over encrypted tables and DROP VIEW of what reaches one. A view is created only where it can be read afterwards.
 * Stateless.
 */
final class ViewChanges {

    private ViewChanges() {}

    /**
     * What stands before the query of a CREATE VIEW.
     *
     * @param name of the view
     * @param columns the list behind it
     * @param lastColumn the index of the last one in the list; negative where there is no list
     * @param query the index of the query's first token
     */
    private record Head(String name, List<String> columns, int lastColumn, int query) {}

    /**
     * What the statement changes.
     *
     * @return empty where it is another one
     */
    static Optional<CatalogChange> of(SqlText statement, CatalogNames names) throws SQLException {
        boolean drops = statement.areWords(0, "DROP", "VIEW") || statement.areWords(0, "DROP", "MATERIALIZED", "VIEW");
        if (drops) {
            return drop(statement, names);
        }
        Optional<Head> head = head(statement);
        return head.isPresent() ? Optional.of(create(statement, head.get(), names)) : Optional.empty();
    }

    /** Of views alone: of anything else the server refuses it. */
    private static Optional<CatalogChange> drop(SqlText statement, CatalogNames names) {
        boolean views = names.suspects(statement).stream()
                .allMatch(suspect -> statement.isName(suspect) && isFree(statement.name(suspect), names));
        return views ? Optional.of(new CatalogChange.ChangeView(statement.text())) : Optional.empty();
    }

    private static boolean isFree(String name, CatalogNames names) {
        return names.tablesNamed(name).isEmpty() && names.awaited(name).isEmpty();
    }

    private static CatalogChange create(SqlText statement, Head head, CatalogNames names) throws SQLException {
        if (!isFree(head.name(), names)) {
            throw Refusals.name(head.name(), "give the view another name");
        }
        requireNoOption(statement);
        SqlText query = query(statement, head);
        Optional<KeptQuery> made =
                KeptQuery.ofView(query, TreeParser.read(query), names, index -> TreeParser.isNoColumn(query, index));
        if (made.isEmpty()) {
            return new CatalogChange.ChangeView(statement.text()); // in the place of one over encrypted tables
        }
        KeptQuery created = made.get();
        if (created.binds()) {
            throw Refusals.table(
                    created.reached().name(),
                    "a parameter, or a constant that is compared with its column, would be kept in the view's definition",
                    "compare it where the view is used");
        }
        List<String> columns = new ArrayList<>(head.columns());
        if (columns.isEmpty()) {
            created.columns().forEach(column -> columns.add(column.label().orElse("?" + columns.size())));
        }
        columns.addAll(created.companions());
        String sql = created.sql();
        if (head.lastColumn() >= 0) {
            int end = statement.end(head.lastColumn());
            String more = created.companions().stream()
                    .map(name -> ", " + statement.syntax().quoted(name))
                    .collect(Collectors.joining());
            sql = sql.substring(0, end) + more + sql.substring(end);
        }
        requireReadable(sql, columns, created, statement, names);
        return new CatalogChange.ChangeView(sql);
    }

    /** What the server keeps is read as the definition of any view. */
    @SuppressWarnings("UnusedException") // what it says is of the text that would have been sent
    private static void requireReadable(
            String sql, List<String> columns, KeptQuery created, SqlText statement, CatalogNames names)
            throws SQLException {
        boolean readable;
        try {
            SqlText sent = SqlText.statements(sql, statement.syntax()).get(0);
            Head head = head(sent).orElseThrow();
            SqlText query = query(sent, head);
            readable = ViewColumns.of(
                            new TableName("", head.name()),
                            columns,
                            query,
                            TreeParser.read(query),
                            names,
                            index -> TreeParser.isNoColumn(query, index))
                    .isPresent();
        } catch (SQLException unread) {
            readable = false;
        }
        if (!readable) {
            throw Refusals.table(
                    created.reached().name(),
                    "the view groups or compares randomized columns, so that nobody could read it",
                    "group and compare where the view is used, or declare the columns with TYPE = DETERMINISTIC");
        }
    }

    private static SqlText query(SqlText statement, Head head) {
        return new SqlText(
                statement.text(), statement.tokens().subList(head.query(), statement.size()), statement.syntax());
    }

    /** {@code WITH CHECK OPTION} is about what is written through the view, and {@code WITH DATA} ends none of them. */
    private static void requireNoOption(SqlText statement) throws UnsupportedStatementException {
        if (statement.areWords(statement.size() - 2, "CHECK", "OPTION")) {
            throw new UnsupportedStatementException(
                    "WITH CHECK OPTION is not supported of a view over encrypted tables,"
                            + " through which nothing is written; leave it out. The statement was not sent");
        }
    }

    /** Empty where it is of another form; such are refused by what they name. */
    private static Optional<Head> head(SqlText statement) {
        int at = 1;
        if (!statement.isWord(0, "CREATE")) {
            return Optional.empty();
        }
        at += statement.areWords(at, "OR", "REPLACE") ? 2 : 0;
        at += statement.isWord(at, "ALGORITHM") && statement.isSymbol(at + 1, "=") ? 3 : 0;
        at += statement.areWords(at, "SQL", "SECURITY") ? 3 : 0;
        if (!statement.isWord(at, "VIEW")) {
            return Optional.empty();
        }
        at++;
        at += statement.areWords(at, "IF", "NOT", "EXISTS") ? 3 : 0;
        while (statement.isName(at) && statement.isSymbol(at + 1, ".")) {
            at += 2;
        }
        if (!statement.isName(at)) {
            return Optional.empty();
        }
        String name = statement.name(at++);
        List<String> columns = new ArrayList<>();
        int lastColumn = -1;
        if (statement.isSymbol(at, "(")) {
            do {
                lastColumn = ++at;
                if (!statement.isName(at)) {
                    return Optional.empty();
                }
                columns.add(statement.name(at++));
            } while (statement.isSymbol(at, ","));
            if (!statement.isSymbol(at++, ")")) {
                return Optional.empty();
            }
        }
        return statement.isWord(at, "AS") ? Optional.of(new Head(name, columns, lastColumn, at + 1)) : Optional.empty();
    }
}
