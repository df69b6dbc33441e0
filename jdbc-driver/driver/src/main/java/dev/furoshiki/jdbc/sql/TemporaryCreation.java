package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.lineage.KeptQuery;
import dev.furoshiki.jdbc.sql.lineage.KeptQuery.Kept;
import dev.furoshiki.jdbc.sql.parse.TreeParser;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CREATE TEMPORARY TABLE ... AS over encrypted tables: its columns are those of the query. Stateless. */
final class TemporaryCreation {

    private TemporaryCreation() {}

    /** What stands before the query: the name, and the index of the query's first token. */
    private record Head(String name, int query) {}

    /**
     * What the statement changes.
     *
     * @return empty where it is another one, or its rows hold nothing encrypted and are of no encrypted table
     */
    static Optional<CatalogChange> of(SqlText statement, CatalogNames names) throws SQLException {
        Optional<Head> head = head(statement);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String name = head.get().name();
        if (!names.tablesNamed(name).isEmpty() || names.awaited(name).isPresent() || names.isOpaque(name)) {
            throw Refusals.name(name, "give the temporary table another name");
        }
        int first = head.get().query();
        SqlText query =
                new SqlText(statement.text(), statement.tokens().subList(first, statement.size()), statement.syntax());
        Optional<KeptQuery> kept =
                KeptQuery.ofTable(query, TreeParser.read(query), names, index -> TreeParser.isNoColumn(query, index));
        return kept.isPresent()
                ? Optional.of(change(new TableName(schema(statement, names), name), kept.get()))
                : Optional.empty();
    }

    private static CatalogChange change(TableName table, KeptQuery query) throws SQLException {
        if (query.binds()) {
            throw Refusals.table(
                    query.reached().name(),
                    "a parameter, or a constant of its columns, cannot be sent along with CREATE TABLE",
                    "create the temporary table of no rows (WHERE 1 = 0), and fill it by INSERT INTO " + table.table()
                            + " SELECT ...");
        }
        List<String> names = new ArrayList<>();
        Map<String, EncryptedColumn> encrypted = new LinkedHashMap<>();
        Set<String> indexed = new HashSet<>();
        for (Kept column : query.columns()) {
            String label = column.label().orElse("");
            if (label.isEmpty() || names.contains(label)) {
                throw Refusals.table(
                        query.reached().name(),
                        "it cannot be told what each column of the temporary table is called",
                        "give each a label of its own: SELECT a AS b");
            }
            names.add(label);
            column.encrypted().ifPresent(one -> encrypted.put(label, kept(table, label, one, query, indexed)));
        }
        return new CatalogChange.CreateTemporary(new TableColumns(table, names, encrypted), query.sql());
    }

    /** Of several columns of one domain the first has the companion. */
    private static EncryptedColumn kept(
            TableName table, String label, EncryptedColumn column, KeptQuery query, Set<String> indexed) {
        boolean has = column.companion().isPresent()
                && query.companions().contains(column.companion().get())
                && indexed.add(column.companion().get());
        return new EncryptedColumn(
                table,
                label,
                column.type(),
                column.cellType(),
                has ? IndexType.EQUALITY : IndexType.NONE,
                column.domain());
    }

    /** By what a statement can qualify its name. */
    private static String schema(SqlText statement, CatalogNames names) {
        return statement.syntax().dialect() == Dialect.POSTGRESQL
                ? TableName.TEMPORARY_SCHEMA
                : names.catalog().defaultSchema();
    }

    /** {@code CREATE TEMPORARY TABLE name AS query}; H2's tables that are temporary and not LOCAL are there for everybody. */
    private static Optional<Head> head(SqlText statement) {
        Dialect dialect = statement.syntax().dialect();
        int at = 1;
        if (!statement.isWord(0, "CREATE") || (dialect == Dialect.H2 && !statement.isWord(1, "LOCAL"))) {
            return Optional.empty();
        }
        at += dialect != Dialect.MYSQL && statement.isWord(at, "LOCAL") ? 1 : 0;
        boolean temporary =
                statement.isWord(at, "TEMPORARY") || (dialect == Dialect.POSTGRESQL && statement.isWord(at, "TEMP"));
        if (!temporary || !statement.isWord(at + 1, "TABLE") || !statement.isName(at + 2)) {
            return Optional.empty();
        }
        int name = at + 2;
        int as = name + 1;
        boolean query = statement.isWord(as, "AS") || (dialect == Dialect.MYSQL && statement.isWord(as, "SELECT"));
        return query
                ? Optional.of(new Head(statement.name(name), statement.isWord(as, "AS") ? as + 1 : as))
                : Optional.empty();
    }
}
