package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.SqlNames;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/**
 * INSERT of rows of values into one encrypted table. Which value goes where is read from the tokens, and held against the
 * tree. For one statement.
 */
final class InsertAnalysis {

    private final SqlText statement;
    private final SqlInsert insert;
    private final TableScope scope;
    private final TextEdits edits;
    private final List<String> columns = new ArrayList<>();
    private int at;

    private InsertAnalysis(SqlText statement, SqlInsert insert, TableScope scope) {
        this.statement = statement;
        this.insert = insert;
        this.scope = scope;
        this.edits = new TextEdits(statement);
    }

    static Rewritten analyze(SqlText statement, SqlNode tree, CatalogNames names) throws SQLException {
        if (!(tree instanceof SqlInsert insert)) {
            throw Refusals.name(TableTarget.firstSuspect(statement, names), "insert rows of values");
        }
        TableScope scope = TableTarget.target(statement, names, insert.getTargetTable(), null);
        return new InsertAnalysis(statement, insert, scope).analyze();
    }

    private Rewritten analyze() throws SQLException {
        at = 2; // INSERT INTO
        while (statement.isSymbol(at + 1, ".")) {
            at += 2;
        }
        at++;
        boolean listed = statement.isSymbol(at, "(");
        if (listed) {
            columnList();
        } else {
            columns.addAll(scope.table().columnNames());
        }
        if (!statement.isWord(at, "VALUES")) {
            throw refused("only rows of values can be inserted", "write INSERT INTO ... VALUES (...), with parameters");
        }
        int values = at;
        int width = rows();
        if (!listed) {
            listColumns(values, width);
        }
        TextEdits.Spliced spliced = edits.apply();
        return new Rewritten(
                Kind.INSERT,
                spliced.sql(),
                spliced.parameters(),
                spliced.applicationParameters(),
                List.of(),
                scope.table());
    }

    private UnsupportedStatementException refused(String reason, String wayOut) {
        return Refusals.table(scope.table().name(), reason, wayOut);
    }

    private void columnList() throws SQLException {
        int closing = statement.closing(at);
        for (at++; at < closing; at += 2) {
            if (!statement.isName(at) || !(statement.isSymbol(at + 1, ",") || at + 1 == closing)) {
                throw refused("its column list is more than names", "name the columns alone");
            }
            String name = statement.name(at);
            if (!scope.table().columnNames().contains(name)) {
                throw SyntaxErrors.noColumn(name, scope.table().name());
            }
            columns.add(name);
            Optional<String> companion = scope.table().encryptedColumn(name).flatMap(EncryptedColumn::companion);
            if (companion.isPresent()) {
                edits.insertAfter(at, ", " + SqlNames.quoted(companion.get()), List.of());
            }
        }
        SqlNodeList parsed = insert.getTargetColumnList();
        requireAsParsed(parsed != null && parsed.size() == columns.size());
        at = closing + 1;
    }

    /** Without a list the values are for the first columns that the application sees. */
    private void listColumns(int values, int width) {
        String list = columns.subList(0, width).stream()
                .flatMap(name -> scope.table().encryptedColumn(name).flatMap(EncryptedColumn::companion).stream()
                        .map(companion -> SqlNames.quoted(name) + ", " + SqlNames.quoted(companion))
                        .findFirst()
                        .or(() -> Optional.of(SqlNames.quoted(name)))
                        .stream())
                .collect(Collectors.joining(", "));
        edits.insertAfter(values - 1, " (" + list + ")", List.of());
    }

    private int rows() throws SQLException {
        if (insert.getSource().getKind() != SqlKind.VALUES) {
            throw refused("only rows of values can be inserted", "write INSERT INTO ... VALUES (...), with parameters");
        }
        List<SqlNode> rows = ((SqlCall) insert.getSource()).getOperandList();
        int width = 0;
        for (int i = 0; i < rows.size(); i++) {
            at++; // VALUES or a comma
            requireAsParsed(statement.isSymbol(at, "(") && rows.get(i).getKind() == SqlKind.ROW);
            int closing = statement.closing(at);
            int values = row(((SqlCall) rows.get(i)).getOperandList(), closing);
            requireAsParsed(i == 0 || values == width);
            width = values;
            at = closing + 1;
            requireAsParsed(i + 1 < rows.size() ? statement.isSymbol(at, ",") : at == statement.size());
        }
        return width;
    }

    private int row(List<SqlNode> values, int closing) throws SQLException {
        PlainExpressions plain = new PlainExpressions(scope);
        int value = 0;
        int first = at + 1;
        while (first < closing) {
            int end = endOfValue(first, closing);
            requireAsParsed(value < values.size());
            if (value >= columns.size()) {
                throw refused("a row has more values than there are columns", "give each column one value");
            }
            Optional<EncryptedColumn> column = scope.table().encryptedColumn(columns.get(value));
            if (column.isPresent()) {
                Optional<Assignment> companion = Assignment.of(statement, edits, column.get(), first, end - 1);
                companion.ifPresent(one -> edits.insertAfter(end - 1, ", " + one.text(), one.bindings()));
            } else {
                plain.require(values.get(value));
            }
            value++;
            first = end + 1;
        }
        requireAsParsed(value == values.size());
        return value;
    }

    /** The comma or parenthesis that ends the value. */
    private int endOfValue(int first, int closing) {
        int end = first;
        while (end < closing && !statement.isSymbol(end, ",")) {
            end = statement.isAnySymbol(end, "(", "[") ? statement.closing(end) + 1 : end + 1;
        }
        return end;
    }

    private void requireAsParsed(boolean asParsed) throws SQLException {
        if (!asParsed) {
            throw refused(
                    "its rows cannot be told apart with certainty", "write VALUES (...), (...) with one value each");
        }
    }
}
