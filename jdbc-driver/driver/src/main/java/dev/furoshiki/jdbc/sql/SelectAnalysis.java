package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.SqlNames;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.parse.ParserText;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/** SELECT from one encrypted table. For one statement. */
final class SelectAnalysis {

    private final SqlText statement;
    private final SqlSelect select;
    private final TableScope scope;
    private final TextEdits edits;
    private final PlainExpressions plain;
    private final List<ResultColumn> columns = new ArrayList<>();

    /** What ORDER BY may call a result column by. */
    private final Map<String, ResultColumn> labels = new HashMap<>();

    private SelectAnalysis(SqlText statement, SqlSelect select, TableScope scope) {
        this.statement = statement;
        this.select = select;
        this.scope = scope;
        this.edits = new TextEdits(statement);
        this.plain = new PlainExpressions(scope);
    }

    static Rewritten analyze(SqlText statement, SqlNode tree, CatalogNames names) throws SQLException {
        SqlNode query = tree instanceof SqlOrderBy ordered ? ordered.query : tree;
        if (!(query instanceof SqlSelect select)) {
            throw Refusals.name(TableTarget.firstSuspect(statement, names), "select from it alone");
        }
        TableScope scope = TableTarget.from(statement, names, select.getFrom());
        return new SelectAnalysis(statement, select, scope)
                .analyze(tree instanceof SqlOrderBy ordered ? ordered : null);
    }

    private Rewritten analyze(@Nullable SqlOrderBy ordered) throws SQLException {
        if (!select.getWindowList().isEmpty() || select.getQualify() != null || select.hasHints()) {
            throw Refusals.table(
                    scope.table().name(), "WINDOW, QUALIFY and hints are not supported over it", Refusals.PLAIN_DRIVER);
        }
        for (SqlNode item : select.getSelectList()) {
            item(item);
        }
        new Conditions(scope, edits).rewrite(select.getWhere());
        SqlNodeList group = select.getGroup();
        if (group != null) {
            for (SqlNode key : group) {
                requirePlainKey(key, "GROUP BY", true);
            }
        }
        plain.require(select.getHaving());
        if (ordered != null) {
            for (SqlNode key : ordered.orderList) {
                requirePlainKey(key, "ORDER BY", false);
            }
            plain.require(ordered.offset);
            plain.require(ordered.fetch);
        }
        TextEdits.Spliced spliced = edits.apply();
        return new Rewritten(
                Kind.SELECT,
                spliced.sql(),
                spliced.parameters(),
                spliced.applicationParameters(),
                columns,
                scope.table());
    }

    private void item(SqlNode item) throws SQLException {
        if (item instanceof SqlIdentifier star && star.isStar()) {
            star(star);
            return;
        }
        boolean labelled = item.getKind() == SqlKind.AS;
        SqlNode expression = labelled ? ((SqlBasicCall) item).operand(0) : item;
        Optional<TableScope.Column> encrypted = scope.encryptedColumn(expression);
        ResultColumn column;
        if (encrypted.isPresent()) {
            column = cell(encrypted.get());
        } else {
            plain.require(expression);
            column = new ResultColumn.Plain();
        }
        columns.add(column);
        SqlNode label = labelled ? ((SqlBasicCall) item).operand(1) : item;
        if (label instanceof SqlIdentifier identifier) {
            labels.put(TableScope.name(statement, identifier).simple(), column);
        } else {
            labelByFunction(item);
        }
    }

    /** {@code count(*)} is labelled "count"; that of other syntax is none that a column has. */
    private void labelByFunction(SqlNode item) {
        int first = statement.indexAt(ParserText.offset(item.getParserPosition().getColumnNum()));
        if (statement.isName(first) && statement.isSymbol(first + 1, "(")) {
            String name = statement.name(first);
            if (!scope.table().columnNames().contains(name)) {
                labels.putIfAbsent(name, new ResultColumn.Plain());
            }
        }
    }

    private ResultColumn cell(TableScope.Column column) throws SQLException {
        EncryptedColumn encrypted = column.encrypted().orElseThrow();
        int before = column.name().first() - 1;
        int after = column.name().last() + 1;
        // Behind a column PostgreSQL takes ISNULL and NOTNULL for tests, where Calcite sees a label.
        boolean labelled = statement.isName(after) && !statement.isAnyWord(after, "AS", "FROM", "ISNULL", "NOTNULL");
        boolean ends = statement.isAnyWord(after, "AS", "FROM") || statement.isSymbol(after, ",");
        boolean endsLabelled = labelled && (statement.isWord(after + 1, "FROM") || statement.isSymbol(after + 1, ","));
        boolean starts = statement.isAnyWord(before, "SELECT", "ALL") || statement.isSymbol(before, ",");
        if (select.isDistinct()) {
            throw Refusals.column(
                    encrypted, "DISTINCT would compare its cells", "leave it out of the list, or do without DISTINCT");
        }
        if (!starts || !(ends || endsLabelled)) {
            throw Refusals.column(
                    encrypted, "it is part of an expression", "select the column itself, with nothing around it");
        }
        return new ResultColumn.Cell(encrypted);
    }

    /** Stands for the columns that the application sees: companions stay behind. */
    private void star(SqlIdentifier star) throws SQLException {
        int first = statement.indexAt(ParserText.offset(star.getParserPosition().getColumnNum()));
        int last = first;
        List<String> qualifier = new ArrayList<>();
        while (statement.isName(last) && statement.isSymbol(last + 1, ".")) {
            qualifier.add(statement.name(last));
            last += 2;
        }
        boolean starts =
                statement.isAnyWord(first - 1, "SELECT", "ALL", "DISTINCT") || statement.isSymbol(first - 1, ",");
        boolean ends = statement.isWord(last + 1, "FROM") || statement.isSymbol(last + 1, ",");
        if (!starts || !statement.isSymbol(last, "*") || !ends) {
            // (person.*) is the row as one value.
            throw Refusals.table(scope.table().name(), "its row as a whole cannot be used", "name the columns");
        }
        if (!qualifier.isEmpty()) {
            qualifier.add("*");
            scope.requireThisTable(new TableScope.Name(first, last, qualifier));
        }
        TableColumns table = scope.table();
        if (select.isDistinct()) {
            EncryptedColumn any = table.encrypted().values().iterator().next();
            throw Refusals.column(
                    any, "DISTINCT would compare its cells", "name the plain columns, or do without DISTINCT");
        }
        String prefix = statement.text().substring(statement.start(first), statement.start(last));
        edits.replace(
                first,
                last,
                table.columnNames().stream()
                        .map(column -> prefix + SqlNames.quoted(column))
                        .collect(Collectors.joining(", ")));
        for (String name : table.columnNames()) {
            Optional<EncryptedColumn> encrypted = table.encryptedColumn(name);
            ResultColumn column =
                    encrypted.isPresent() ? new ResultColumn.Cell(encrypted.get()) : new ResultColumn.Plain();
            columns.add(column);
            labels.put(name, column);
        }
    }

    /**
     * A key to group or sort by: an ordinal, a result column's label, or an expression.
     *
     * @param columnsFirst whether a name means a column of the table before it means a label
     */
    private void requirePlainKey(SqlNode key, String clause, boolean columnsFirst) throws SQLException {
        SqlNode bare = key;
        while (bare instanceof SqlCall call
                && (bare.getKind() == SqlKind.DESCENDING
                        || bare.getKind() == SqlKind.NULLS_FIRST
                        || bare.getKind() == SqlKind.NULLS_LAST)) {
            bare = call.operand(0);
        }
        if (columnsFirst && bare.getKind() == SqlKind.ROW) {
            // GROUP BY (1, name) is GROUP BY 1, name.
            for (SqlNode element : ((SqlCall) bare).getOperandList()) {
                requirePlainKey(element, clause, true);
            }
            return;
        }
        ResultColumn named = named(bare, columnsFirst);
        Optional<EncryptedColumn> encrypted = named instanceof ResultColumn.Cell cell
                ? Optional.of(cell.column())
                : named == null ? scope.encryptedColumn(bare).flatMap(TableScope.Column::encrypted) : Optional.empty();
        if (encrypted.isPresent()) {
            throw Refusals.column(
                    encrypted.get(),
                    clause + " would compare its cells, not its values",
                    "leave " + clause + " out and do it in the application");
        }
        if (named == null) {
            plain.require(bare);
        }
    }

    private @Nullable ResultColumn named(SqlNode key, boolean columnsFirst) {
        if (key instanceof SqlNumericLiteral ordinal && ordinal.isInteger()) {
            int position = ordinal.intValue(false);
            return position >= 1 && position <= columns.size() ? columns.get(position - 1) : null;
        }
        if (key instanceof SqlIdentifier identifier && identifier.isSimple()) {
            String name = TableScope.name(statement, identifier).simple();
            return columnsFirst && scope.table().columnNames().contains(name) ? null : labels.get(name);
        }
        return null;
    }
}
