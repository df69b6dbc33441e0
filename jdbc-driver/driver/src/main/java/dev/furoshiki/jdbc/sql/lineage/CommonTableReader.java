package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.lineage.CommonTables.CommonTable;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Query.SetOperation;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads common table expressions, recursive ones and those that write, too. For one statement. */
final class CommonTableReader {

    private final Analysis analysis;
    private final Relations relations;

    CommonTableReader(Analysis analysis, Relations relations) {
        this.analysis = analysis;
        this.relations = relations;
    }

    CommonTables read(List<Cte> expressions, boolean recursive, Scope outer, CommonTables around) throws SQLException {
        CommonTables tables = around;
        for (Cte one : expressions) {
            requireNoTable(one.name().simple());
        }
        if (recursive) {
            for (Cte one : expressions) {
                tables = tables.withUnknown(one.name().simple());
            }
        }
        for (Cte one : expressions) {
            analysis.visit(one.name());
            analysis.visitAll(one.columns());
            relations.setCommon(tables);
            Rows rows = recursive ? recursive(one, outer, tables) : rows(one, outer);
            analysis.queries().expose(rows);
            relations.nameHidden(rows, one.columns());
            tables = tables.with(one.name().simple(), table(one, rows));
        }
        return tables;
    }

    /** Where a table goes before a common table expression of its name, the one that is read here would never be read. */
    private void requireNoTable(String name) throws UnsupportedStatementException {
        boolean table = analysis.names().isOpaque(name)
                || !analysis.names().tablesNamed(name).isEmpty();
        if (analysis.rules().tablesHideCommonTables() && table) {
            throw new UnsupportedStatementException("the server reads the table " + name
                    + " where a common table expression has its name; give that another. The statement was not sent");
        }
    }

    private static CommonTable table(Cte one, Rows rows) throws SQLException {
        return new CommonTable(
                Relations.renamed(Relations.fields(rows), one.columns(), rows.isOpen()), rows.isOpen(), true);
    }

    private Rows rows(Cte one, Scope outer) throws SQLException {
        if (one.statement() instanceof Statement.Rows query) {
            return analysis.queries().resolve(query.query(), outer);
        }
        return analysis.writes().write(one.statement());
    }

    /** The part that does not use itself says what the columns are; the other adds to them. */
    private Rows recursive(Cte one, Scope outer, CommonTables tables) throws SQLException {
        Query query = one.statement() instanceof Statement.Rows rows ? rows.query() : null;
        while (query instanceof Query.Parenthesized inner) {
            query = inner.inner();
        }
        if (!(query instanceof SetOperation operation)) {
            return rows(one, outer);
        }
        Rows left = analysis.queries().resolve(operation.left(), outer);
        List<Rows.Column> columns = new ArrayList<>();
        for (Output output : left.outputs()) {
            Output whole = new Output(output.label(), analysis::hiddenName);
            whole.take(output);
            columns.add(whole);
        }
        Rows whole = new Rows(left.isOpen() ? left.columns() : columns, left.branches());
        relations.setCommon(tables.with(one.name().simple(), table(one, whole)));
        Rows right = analysis.queries().resolve(operation.right(), outer);
        if (left.isOpen()
                || right.isOpen()
                || right.columns().size() != left.columns().size()) {
            Queries.requirePlain(left, "the columns of the recursive query are not known");
            Queries.requirePlain(right, "the columns of the recursive query are not known");
            return left;
        }
        for (int i = 0; i < columns.size(); i++) {
            ((Output) columns.get(i)).take(right.outputs().get(i));
        }
        List<Rows.Branch> branches = new ArrayList<>(left.branches());
        branches.addAll(right.branches());
        Rows all = new Rows(columns, branches);
        if (operation.compares()) {
            analysis.queries().compareLater(all);
        }
        return all;
    }
}
